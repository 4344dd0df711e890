package org.lastgasp.whatif;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.files.ErrorText;
import org.lastgasp.recording.RecordedMessage;
import org.lastgasp.recording.RecordingReader;

/**
 * A reader of what lies in files and folders: recordings of ours, files of one document a line,
 * files of one document; packed with gzip or not. Folders are read in the order of their names,
 * with what is below them; what begins with a dot is skipped. What has two names, by a link, is
 * read once.
 */
final class RecordingFiles {
  private static final int BUFFER = 1 << 18; // 256 KiB
  private static final int LINES_TRIED = 3;
  private static final int GZIP_FIRST = 0x1F;
  private static final int GZIP_SECOND = 0x8B;

  private final List<Path> paths;
  private final int largest;
  private final MessageReader reader = new MessageReader();

  /**
   * The recordings that lie there.
   *
   * @param largest the longest document in bytes; a longer one is a fault
   */
  public RecordingFiles(List<Path> paths, int largest) {
    this.paths = List.copyOf(paths);
    this.largest = largest;
  }

  /** A receiver of what is found, in order. */
  sealed interface Found permits Piece, Fault {}

  /**
   * One document, and where it lies.
   *
   * @param place the line of a file of lines, the item of a recording, counted from 1
   * @param item what a recording says of it; empty for a plain document
   */
  record Piece(String file, long place, Optional<RecordedMessage> item, byte[] bytes)
      implements Found {
    /** Returns true if it is the answer that went back for a request: it need not be XML. */
    boolean isAnswer() {
      return item.isPresent() && item.get() instanceof RecordedMessage.Answer;
    }
  }

  /** A fault: something that is no document, and where it lies; place 0 is the file as a whole. */
  public record Fault(String file, long place, String what) implements Found {
    @Override
    public String toString() {
      return place == 0 ? file + ": " + what : file + ":" + place + ": " + what;
    }
  }

  /** Shows everything once, in the same order each time. */
  void show(Consumer<Found> viewer) {
    Set<Path> seen = new HashSet<>();
    for (Path path : paths) {
      show(path, seen, viewer);
    }
  }

  /** A file or folder that was seen under another name, by a link, is not shown again. */
  private void show(Path path, Set<Path> seen, Consumer<Found> viewer) {
    try {
      boolean isFolder = Files.readAttributes(path, BasicFileAttributes.class).isDirectory();
      if (seen.add(real(path))) {
        if (isFolder) {
          folder(path, seen, viewer);
        } else {
          file(path, viewer);
        }
      }
    } catch (NoSuchFileException missing) {
      viewer.accept(new Fault(path.toString(), 0, "no such file or folder"));
    } catch (IOException broken) {
      viewer.accept(new Fault(path.toString(), 0, why(broken)));
    }
  }

  /** Itself without links; a pipe has no name without them. */
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException pipe) {
      return path.toAbsolutePath().normalize();
    }
  }

  private void folder(Path folder, Set<Path> seen, Consumer<Found> viewer) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      for (Path path : inside.sorted().toList()) {
        if (String.valueOf(path.getFileName()).startsWith(".")) {
          continue;
        }
        if (!Files.exists(path) || Files.isDirectory(path) || Files.isRegularFile(path)) {
          show(path, seen, viewer);
        }
      }
    }
  }

  private void file(Path path, Consumer<Found> viewer) {
    String name = path.toString();
    try (InputStream raw = Files.newInputStream(path);
        InputStream in = unpacked(raw)) {
      byte[] start = in.readNBytes(RecordingReader.beginning());
      if (RecordingReader.begins(start)) {
        recording(name, in, viewer);
      } else {
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(start), in);
        documents(name, whole, viewer);
      }
    } catch (IOException broken) {
      viewer.accept(new Fault(name, 0, why(broken)));
    }
  }

  private static String why(IOException broken) {
    return broken instanceof AccessDeniedException
        ? "this user has no right to read it"
        : "cannot be read: " + ErrorText.of(broken);
  }

  private static InputStream unpacked(InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, BUFFER);
    in.mark(2);
    boolean packed = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
    in.reset();
    return packed ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in;
  }

  private static void recording(String name, InputStream in, Consumer<Found> viewer)
      throws IOException {
    RecordingReader recording = RecordingReader.after(in);
    long place = 0;
    Optional<RecordedMessage> item = recording.next();
    while (item.isPresent()) {
      viewer.accept(new Piece(name, ++place, item, item.get().bytes()));
      item = recording.next();
    }
    long last = place;
    recording.damage().ifPresent(what -> viewer.accept(new Fault(name, last + 1, what)));
  }

  /** One document a line, if one of the first lines is a document by itself; else a document. */
  private void documents(String name, InputStream in, Consumer<Found> viewer) throws IOException {
    LineSplitter lines = new LineSplitter(in, largest);
    ByteArrayOutputStream tried = new ByteArrayOutputStream();
    for (int i = 0; i < LINES_TRIED; i++) {
      Optional<byte[]> line = lines.next();
      if (line.isEmpty()) {
        break;
      }
      tried.writeBytes(line.get());
      tried.write('\n');
      if (isDocument(line.get())) {
        oneALine(name, tried.toByteArray(), lines, viewer);
        return;
      }
    }
    whole(name, tried, lines, viewer);
  }

  private boolean isDocument(byte[] line) {
    return switch (reader.read(line)) {
      case Message.Unreadable u -> false;
      case Message.Unknown u -> false;
      case Message.Northbound n -> true;
      case Message.Request r -> true;
    };
  }

  private void oneALine(String name, byte[] tried, LineSplitter rest, Consumer<Found> viewer)
      throws IOException {
    long number = 0;
    LineSplitter first = new LineSplitter(new ByteArrayInputStream(tried), largest);
    for (LineSplitter lines : List.of(first, rest)) {
      Optional<byte[]> line = lines.next();
      while (line.isPresent()) {
        number++;
        if (lines.wasTooLong()) {
          viewer.accept(new Fault(name, number, "longer than " + largest + " bytes"));
        } else if (!isBlank(line.get())) {
          viewer.accept(new Piece(name, number, Optional.empty(), line.get()));
        }
        line = lines.next();
      }
    }
  }

  private void whole(
      String name, ByteArrayOutputStream tried, LineSplitter rest, Consumer<Found> viewer)
      throws IOException {
    Optional<byte[]> line = rest.next();
    while (line.isPresent() && tried.size() <= largest) {
      tried.writeBytes(line.get());
      tried.write('\n');
      line = rest.next();
    }
    byte[] bytes = tried.toByteArray();
    if (bytes.length > largest + 1 || rest.wasTooLong()) {
      viewer.accept(new Fault(name, 0, "longer than " + largest + " bytes"));
    } else if (!isBlank(bytes)) {
      byte[] asItWas = rest.endedWithLine() ? bytes : Arrays.copyOf(bytes, bytes.length - 1);
      viewer.accept(new Piece(name, 1, Optional.empty(), asItWas));
    }
  }

  private static boolean isBlank(byte[] line) {
    for (byte each : line) {
      if (each > ' ' || each < 0) {
        return false;
      }
    }
    return true;
  }
}
