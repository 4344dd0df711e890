package org.lastgasp.recording;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * A reader of the messages of one recording, in order. A recording whose gateway was killed ends in
 * the middle of an item: reading ends before it, and {@link #damage} says so. Used by one thread;
 * the stream stays the caller's.
 */
public final class RecordingReader {
  private final InputStream in;
  private final byte[] line = new byte[RecordFormat.LONGEST_LINE];
  private long items;
  private Optional<String> damage = Optional.empty();

  private RecordingReader(InputStream in) {
    this.in = in;
  }

  /** Returns true if a file that begins with these bytes is one. */
  public static boolean begins(byte[] start) {
    int length = RecordFormat.FIRST_LINE.length;
    return start.length >= length
        && Arrays.equals(start, 0, length, RecordFormat.FIRST_LINE, 0, length);
  }

  /** Returns how many first bytes {@link #begins} wants to see. */
  public static int beginning() {
    return RecordFormat.FIRST_LINE.length;
  }

  /** The items of a buffered stream that stands after those first bytes. */
  public static RecordingReader after(InputStream in) {
    return new RecordingReader(in);
  }

  /** The next item; empty at the end, or where it is damaged. */
  public Optional<RecordedMessage> next() throws IOException {
    Optional<String> line = line();
    if (line.isEmpty()) {
      return Optional.empty();
    }
    Optional<Integer> length = RecordFormat.length(line.get());
    if (length.isEmpty()) {
      return damaged("no item but '" + printable(line.get()) + "'");
    }
    byte[] bytes = in.readNBytes(length.get());
    if (bytes.length < length.get() || in.read() != '\n') {
      return damaged("an item that is cut off");
    }
    Optional<RecordedMessage> item = RecordFormat.item(line.get(), bytes);
    if (item.isEmpty()) {
      return damaged("no item but '" + printable(line.get()) + "'");
    }
    items++;
    return item;
  }

  /** Returns why reading ended before the end of the file, if it did. */
  public Optional<String> damage() {
    return damage;
  }

  private Optional<RecordedMessage> damaged(String found) {
    damage = Optional.of("after " + items + " items: " + found);
    return Optional.empty();
  }

  private Optional<String> line() throws IOException {
    int length = 0;
    int next = in.read();
    while (next >= 0 && next != '\n' && length < line.length) {
      line[length++] = (byte) next;
      next = in.read();
    }
    String words = new String(line, 0, length, US_ASCII);
    if (next == '\n') {
      return Optional.of(words);
    }
    if (next >= 0 || length > 0) {
      damaged(next < 0 ? "an item that is cut off" : "no item but '" + printable(words) + "'");
    }
    return Optional.empty();
  }

  private static String printable(String line) {
    String plain = line.replaceAll("[^\\x20-\\x7E]", "?");
    return plain.length() <= 60 ? plain : plain.substring(0, 60) + "…";
  }
}
