package org.lastgasp.access;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.files.DurableFiles;

/**
 * The token of a gateway without configured identities: whoever can read the file may give orders.
 * The file is readable by its user alone and is made at the first start.
 */
public final class AdminToken {
  /** The name of the file in the data folder. */
  public static final String FILE = "admin.token";

  private static final Set<PosixFilePermission> ITS_USER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final int SHORTEST = 20; // letters; less can be guessed

  private AdminToken() {}

  /**
   * Reads the token, or makes one.
   *
   * @param data the data folder, which is there
   * @throws IllegalStateException if it can be neither read nor made, or others can read it
   */
  public static String of(Path data) {
    Path file = data.resolve(FILE);
    try {
      create(file);
      refuseIfOthersRead(file);
      String token = Files.readString(file).strip();
      if (token.length() < SHORTEST) {
        throw new IllegalStateException(
            file + " holds no token: remove it, and the next start makes one");
      }
      return token;
    } catch (IOException failed) {
      throw new IllegalStateException(
          file + " cannot be used: let the user that the gateway runs as read and write it",
          failed);
    }
  }

  private static void create(Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    Path part = file.resolveSibling(FILE + ".part");
    Files.deleteIfExists(part);
    try (FileChannel channel =
        FileChannel.open(
            part,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(ITS_USER))) {
      DurableFiles.write(
          channel, StandardCharsets.UTF_8.encode(Token.create() + System.lineSeparator()));
      channel.force(true);
    } catch (FileAlreadyExistsException another) {
      return; // a start beside this one, which the journal's lock refuses
    }
    DurableFiles.rename(part, file);
  }

  private static void refuseIfOthersRead(Path file) throws IOException {
    if (!ITS_USER.containsAll(Files.getPosixFilePermissions(file))) {
      throw new IllegalStateException(
          "others than its user can use " + file + ": remove it, and the next start makes another,"
              + " since it may be known");
    }
  }

  /** Reads the token of a gateway of this machine; empty if there is none or it cannot be read. */
  public static Optional<String> read(Path data) {
    try {
      return Optional.of(Files.readString(data.resolve(FILE)).strip()).filter(t -> !t.isEmpty());
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException notOurs) {
      return Optional.empty();
    }
  }
}
