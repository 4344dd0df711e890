package org.lastgasp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What systemd would hear, on a socket of the test's own. */
@Timeout(20)
class SystemdNotifierTest {
  @TempDir private Path folder;
  private Path path;
  private Socket socket;

  @BeforeEach
  void listen() {
    path = folder.resolve("notify");
    socket = new Socket(path.toString());
  }

  @AfterEach
  void close() {
    socket.close();
  }

  @Test
  void itTellsHowFarTheServiceIs() {
    try (SystemdNotifier manager =
        SystemdNotifier.of(Map.of("NOTIFY_SOCKET", path.toString()))) {
      manager.ready("messages here, admin there");
      assertThat(socket.heard()).isEqualTo("READY=1\nSTATUS=messages here, admin there");
      String begun = "RELOADING=1\nMONOTONIC_USEC=";
      manager.reloading(() -> assertThat(socket.heard()).startsWith(begun));
      assertThat(socket.heard()).isEqualTo("READY=1");
      manager.stopping();
      assertThat(socket.heard()).isEqualTo("STOPPING=1");
    }
  }

  @Test
  void itIsReadyAgainAfterAReloadThatFails() {
    try (SystemdNotifier manager =
        SystemdNotifier.of(Map.of("NOTIFY_SOCKET", path.toString()))) {
      try {
        manager.reloading(
            () -> {
              throw new IllegalStateException("a fault");
            });
      } catch (IllegalStateException fault) {
        assertThat(socket.heard()).startsWith("RELOADING=1");
      }
      assertThat(socket.heard()).isEqualTo("READY=1");
    }
  }

  @Test
  void itFeedsTheWatchdogOnlyWhileTheWorkersAreAlive() {
    AtomicInteger asked = new AtomicInteger();
    try (SystemdNotifier manager =
        SystemdNotifier.of(
            Map.of("NOTIFY_SOCKET", path.toString(), "WATCHDOG_USEC", "30000"))) {
      manager.watch(() -> asked.incrementAndGet() > 5);
      assertThat(socket.heard()).isEqualTo("WATCHDOG=1");
      assertThat(asked.get()).isGreaterThan(5);
    }
  }

  @Test
  void aWatchdogOfAnotherProcessIsNotFed() {
    try (SystemdNotifier manager =
        SystemdNotifier.of(
            Map.of(
                "NOTIFY_SOCKET", path.toString(), "WATCHDOG_USEC", "1000", "WATCHDOG_PID", "1"))) {
      manager.watch(() -> true);
      manager.stopping();
      assertThat(socket.heard()).isEqualTo("STOPPING=1");
    }
  }

  @Test
  void aSocketWithoutAFileIsFound() {
    socket.close();
    String name = "@lastgasp-test-" + ProcessHandle.current().pid();
    socket = new Socket(name);
    try (SystemdNotifier manager = SystemdNotifier.of(Map.of("NOTIFY_SOCKET", name))) {
      manager.stopping();
      assertThat(socket.heard()).isEqualTo("STOPPING=1");
    }
  }

  @Test
  void withoutASystemdNotifierNothingIsToldAndOneThatIsGoneDoesNoHarm() throws Exception {
    try (SystemdNotifier nobody = SystemdNotifier.of(Map.of());
        SystemdNotifier gone =
            SystemdNotifier.of(Map.of("NOTIFY_SOCKET", folder.resolve("none").toString()))) {
      nobody.ready("nothing");
      gone.ready("nothing");
    }
    assertThat(Files.exists(folder.resolve("none"))).isFalse();
  }

  /** A datagram socket, as systemd has one. */
  @SuppressWarnings("restricted")
  private static final class Socket {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private final int descriptor;

    Socket(String path) {
      byte[] name = path.getBytes(UTF_8);
      boolean file = name[0] != '@';
      if (!file) {
        name[0] = 0;
      }
      this.descriptor = (int) call("socket", new MemoryLayout[] {INT, INT, INT}, 1, 2, 0);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment address = arena.allocate(2L + name.length + 1);
        address.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) 1);
        MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
        int length = 2 + name.length + (file ? 1 : 0);
        MemoryLayout[] arguments = {INT, ValueLayout.ADDRESS, INT};
        assertThat(call("bind", arguments, descriptor, address, length)).isEqualTo(0);
      }
    }

    String heard() {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment buffer = arena.allocate(4096);
        MemoryLayout[] arguments = {INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, INT};
        int length = (int) call("recv", arguments, descriptor, buffer, 4096L, 0);
        return new String(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), UTF_8);
      }
    }

    void close() {
      call("close", new MemoryLayout[] {INT}, descriptor);
    }

    private static Object call(String name, MemoryLayout[] layouts, Object... arguments) {
      Linker linker = Linker.nativeLinker();
      try {
        return linker
            .downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(INT, layouts))
            .invokeWithArguments(arguments);
      } catch (Throwable failed) {
        throw new IllegalStateException(name, failed);
      }
    }
  }
}
