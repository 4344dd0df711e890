package org.lastgasp.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The wall clock of another program, set by the test: libfaketime stands between the program and
 * the system's calls. Its monotonic time stays right, unless it is made to run fast. For tests.
 */
public final class WallClock {
  private static final Path LIBRARIES = Path.of("/usr/lib");

  private final Path setting;

  /** One that is right, until it is set; kept in a file of the folder. */
  public WallClock(Path folder) {
    this.setting = folder.resolve("wall-clock");
    set(Duration.ZERO);
  }

  /** Whether this machine has what it takes. */
  public static boolean canBeSet() {
    return library().isPresent();
  }

  /** It is ahead by so much from now on, or behind; the program sees it within a second. */
  public void set(Duration ahead) {
    try {
      Path next = setting.resolveSibling("wall-clock.next");
      Files.writeString(next, "%+d%n".formatted(ahead.toSeconds()));
      Files.move(next, setting, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      throw new UncheckedIOException("setting a clock", failed);
    }
  }

  /** What starts a program that sees this clock. */
  public List<String> starter() {
    return List.of(
        "env",
        "LD_PRELOAD=" + library().orElseThrow(),
        "FAKETIME_TIMESTAMP_FILE=" + setting,
        "FAKETIME_CACHE_DURATION=1",
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
        "FAKETIME_FORCE_MONOTONIC_FIX=0"); // else every timed wait ends at once
  }

  /**
   * What starts a program for which all time, the monotonic too, passes so many times as fast.
   *
   * @param ahead by how much its wall clock is ahead when it starts
   */
  static List<String> fast(int times, Duration ahead) {
    String setting = "%+d x%d".formatted(ahead.toSeconds(), times);
    return List.of("env", "LD_PRELOAD=" + library().orElseThrow(), "FAKETIME=" + setting);
  }

  private static Optional<Path> library() {
    try (Stream<Path> machines = Files.list(LIBRARIES)) {
      return machines
          .map(machine -> machine.resolve("faketime/libfaketimeMT.so.1"))
          .filter(Files::exists)
          .findFirst();
    } catch (IOException failed) {
      throw new UncheckedIOException("looking for libfaketime", failed);
    }
  }
}
