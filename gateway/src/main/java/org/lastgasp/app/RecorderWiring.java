package org.lastgasp.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.lastgasp.config.Config;
import org.lastgasp.recording.Pseudonyms;
import org.lastgasp.recording.RotatingRecorder;

/** The wiring of the traffic recorder, if one is configured. */
final class RecorderWiring {
  private static final int KEY = 32; // bytes

  private RecorderWiring() {}

  static Optional<RotatingRecorder> open(Config config, InstantSource clock) {
    Config.Recording wanted = config.recording();
    Optional<Pseudonyms> pseudonyms =
        wanted.path().isPresent() && wanted.pseudonymise()
            ? Optional.of(new Pseudonyms(key(config)))
            : Optional.empty();
    return wanted.path().map(f -> RotatingRecorder.open(f, wanted.limit(), pseudonyms, clock));
  }

  /** The secret of the pseudonyms stays with the gateway's data, never with the recordings. */
  private static byte[] key(Config config) {
    Path file = config.journal().path().resolveSibling("recording-key");
    try {
      byte[] fresh = new byte[KEY];
      new SecureRandom().nextBytes(fresh);
      try {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.createFile(
              file,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
          Files.createFile(file);
        }
        Files.write(file, fresh, StandardOpenOption.SYNC);
        return fresh;
      } catch (FileAlreadyExistsException before) {
        byte[] known = Files.readAllBytes(file);
        if (known.length != KEY) {
          throw new IllegalStateException(
              file + " is no key of pseudonyms: remove it, and other pseudonyms are used", before);
        }
        return known;
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("using the key of pseudonyms " + file, broken);
    }
  }
}
