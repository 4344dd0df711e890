package org.lastgasp.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.lastgasp.files.Sha256;

/**
 * The bytes of a file handed in, unpacked if they are gzip (known by its first two bytes, whatever
 * the name), with the digest of what came. To be closed; for one thread.
 */
final class InputFile implements AutoCloseable {
  private static final int BUFFER = 64 << 10;

  private final String name;
  private final Optional<Instant> fileTime;
  private final DigestInputStream raw;
  private Optional<Unpacker> unpacker = Optional.empty();

  private InputFile(String name, Optional<Instant> fileTime, InputStream in) {
    this.name = name;
    this.fileTime = fileTime;
    this.raw = new DigestInputStream(in, Sha256.digest());
  }

  static InputFile of(Path file) {
    try {
      Instant changed = Files.getLastModifiedTime(file).toInstant(); // before it is read
      String name = String.valueOf(file.getFileName());
      return new InputFile(name, Optional.of(changed), Files.newInputStream(file));
    } catch (IOException e) {
      throw Inventory.STORE.unavailable("opening " + file, e);
    }
  }

  static InputFile of(String name, InputStream in) {
    return new InputFile(name, Optional.empty(), in);
  }

  String name() {
    return name;
  }

  /** The instant the file was changed last, if it is one on this machine. */
  Optional<Instant> fileTime() {
    return fileTime;
  }

  /** The bytes, unpacked; to be asked once. Packed data that is damaged fails on reading. */
  InputStream unpacked() throws IOException {
    PushbackInputStream peeked = new PushbackInputStream(raw, 2);
    byte[] magic = peeked.readNBytes(2);
    peeked.unread(magic);
    boolean packed = magic.length == 2 && magic[0] == 0x1F && magic[1] == (byte) 0x8B;
    if (!packed) {
      return peeked;
    }
    Unpacker opened = new Unpacker(peeked);
    unpacker = Optional.of(opened);
    return opened;
  }

  /** A gzip stream that knows what it read and did not unpack: Java passes over it. */
  private static final class Unpacker extends GZIPInputStream {
    private static final int TRAILER = 8; // bytes, read past the inflater

    Unpacker(InputStream in) throws IOException {
      super(in, BUFFER);
    }

    long leftOver() {
      return Math.max(0, inf.getRemaining() - TRAILER);
    }
  }

  /** The number of bytes behind the end of what was unpacked. */
  long leftOver() throws IOException {
    return unpacker.map(Unpacker::leftOver).orElse(0L)
        + raw.transferTo(OutputStream.nullOutputStream());
  }

  /** The digest of everything that came, hexadecimal; to be asked once, at the end. */
  String sha256AtEnd() {
    return Sha256.text(raw.getMessageDigest());
  }

  @Override
  public void close() {
    try {
      raw.close();
    } catch (IOException e) {
      throw Inventory.STORE.unavailable("closing " + name, e);
    }
  }
}
