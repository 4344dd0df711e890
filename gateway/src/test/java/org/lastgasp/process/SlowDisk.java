package org.lastgasp.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The disk of another program as the test wants it: a small library stands between the program and
 * the system's calls, in which a sync does not return while a file is there. For tests.
 */
final class SlowDisk {
  private static final String SOURCE =
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <stdlib.h>
      #include <unistd.h>

      static int call(const char *name, int file) {
        const char *marker = getenv("SYNC_HANGS_WHILE");
        while (marker && access(marker, F_OK) == 0) {
          usleep(10000);
        }
        int (*real)(int) = (int (*)(int)) dlsym(RTLD_NEXT, name);
        return real(file);
      }

      int fsync(int file) { return call("fsync", file); }
      int fdatasync(int file) { return call("fdatasync", file); }
      """;

  private final Path library;
  private final Path marker;

  private SlowDisk(Path library, Path marker) {
    this.library = library;
    this.marker = marker;
  }

  /** Whether this machine has what it takes. */
  static boolean canBeMade() {
    return Program.said("gcc", "--version").isPresent();
  }

  /** One that answers, until it is told to hang; what it needs is made in the folder. */
  static SlowDisk in(Path folder) {
    Path source = folder.resolve("slow-disk.c");
    Path library = folder.resolve("slow-disk.so");
    try {
      Files.writeString(source, SOURCE);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    Program.said("gcc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
        .orElseThrow(() -> new AssertionError("not compiled: " + source));
    return new SlowDisk(library, folder.resolve("sync-hangs"));
  }

  /** What starts a program that has this disk. */
  List<String> starter() {
    return List.of("env", "LD_PRELOAD=" + library, "SYNC_HANGS_WHILE=" + marker);
  }

  /** No sync returns from now on. */
  void hang() {
    try {
      Files.createFile(marker);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Every sync returns. */
  void answer() {
    try {
      Files.delete(marker);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
