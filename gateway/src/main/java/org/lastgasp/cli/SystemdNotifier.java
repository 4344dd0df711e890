package org.lastgasp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.lastgasp.logging.EventLog;

/**
 * A notifier that tells systemd how far the service is, by datagrams to the socket that it named
 * (sd_notify(3)), and that it is alive (WatchdogSec=). Without a socket nothing is told. Java has
 * no datagrams on Unix sockets, so this calls the C library. Safe for any number of threads.
 */
final class SystemdNotifier implements AutoCloseable {
  private static final EventLog LOG = EventLog.of(SystemdNotifier.class);
  private static final long MICROS = 1_000;

  private final Optional<Datagrams> socket;
  private final Optional<Duration> watchdog;
  private final CountDownLatch closed = new CountDownLatch(1);

  private SystemdNotifier(Optional<Datagrams> socket, Optional<Duration> watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /** The one that the environment names, if there is one. */
  static SystemdNotifier of(Map<String, String> environment) {
    Optional<String> path =
        Optional.ofNullable(environment.get("NOTIFY_SOCKET"))
            .filter(name -> name.startsWith("/") || name.startsWith("@"));
    String self = String.valueOf(ProcessHandle.current().pid());
    Optional<Duration> watchdog =
        Optional.ofNullable(environment.get("WATCHDOG_USEC"))
            .filter(text -> text.matches("[1-9][0-9]{0,15}"))
            .filter(text -> environment.getOrDefault("WATCHDOG_PID", self).equals(self))
            .map(text -> Duration.ofNanos(Long.parseLong(text) * MICROS));
    return new SystemdNotifier(path.map(Datagrams::new), watchdog);
  }

  /** It takes messages. */
  void ready(String status) {
    tell("READY=1\nSTATUS=" + status);
  }

  /** Reads its configuration again, and then is ready again, with whatever that came to. */
  void reloading(Runnable reload) {
    tell("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / MICROS);
    try {
      reload.run();
    } finally {
      tell("READY=1");
    }
  }

  /** It takes no more, and need not be alive any longer. */
  void stopping() {
    closed.countDown();
    tell("STOPPING=1");
  }

  /** Says that it is alive, as often as was asked for, while that is so and until it is closed. */
  void watch(BooleanSupplier alive) {
    if (socket.isPresent() && watchdog.isPresent()) {
      Duration pause = watchdog.get().dividedBy(3); // one may be late and one may be lost
      Thread.ofPlatform().name("watchdog").daemon().start(() -> ping(alive, pause));
    }
  }

  private void ping(BooleanSupplier alive, Duration pause) {
    try {
      do {
        if (alive.getAsBoolean()) {
          tell("WATCHDOG=1");
        } else {
          LOG.error("worker-died", "action", "the-service-manager-restarts-the-gateway");
        }
      } while (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(String state) {
    socket.ifPresent(to -> to.send(state));
  }

  @Override
  public void close() {
    closed.countDown();
  }

  /** A sender of datagrams to one Unix socket, by Linux's numbers. */
  @SuppressWarnings("restricted") // calls the C library
  private static final class Datagrams {
    private static final int AF_UNIX = 1;
    private static final int DATAGRAM = 2 | 0x80000; // SOCK_DGRAM, closed on exec
    private static final int NO_SIGNAL = 0x4000;
    private static final int LONGEST = 107; // bytes of sun_path, without its end

    private final byte[] path;
    private final MethodHandle socket =
        function("socket", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private final MethodHandle sendto =
        function(
            "sendto",
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT);
    private final MethodHandle close = function("close", ValueLayout.JAVA_INT);

    Datagrams(String path) {
      this.path = path.getBytes(UTF_8);
      if (path.startsWith("@")) {
        this.path[0] = 0; // a name that is no file
      }
    }

    private static MethodHandle function(
        String name, java.lang.foreign.MemoryLayout... arguments) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow(name),
          FunctionDescriptor.of(
              name.equals("sendto") ? ValueLayout.JAVA_LONG : ValueLayout.JAVA_INT, arguments));
    }

    synchronized void send(String state) {
      if (path.length > LONGEST) {
        LOG.warn("service-manager-not-told", "why", "the name of its socket is too long");
        return;
      }
      try (Arena arena = Arena.ofConfined()) {
        byte[] bytes = state.getBytes(UTF_8);
        MemorySegment text = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
        MemorySegment address = arena.allocate(2L + path.length + 1); // zeroed
        address.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) AF_UNIX);
        MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, 2, path.length);
        int length = 2 + path.length + (path[0] == 0 ? 0 : 1);
        int descriptor = (int) socket.invokeExact(AF_UNIX, DATAGRAM, 0);
        long sent =
            (long)
                sendto.invokeExact(
                    descriptor, text, (long) bytes.length, NO_SIGNAL, address, length);
        int unused = (int) close.invokeExact(descriptor);
        if (sent != bytes.length) {
          LOG.warn("service-manager-not-told", "socket", new String(path, UTF_8).strip());
        }
      } catch (Throwable impossible) {
        throw new IllegalStateException("calling the C library", impossible);
      }
    }
  }
}
