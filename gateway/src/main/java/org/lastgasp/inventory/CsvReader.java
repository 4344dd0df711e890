package org.lastgasp.inventory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A reader of comma-separated values as RFC 4180 has them, in UTF-8 with or without a byte order
 * mark, lines ending in CRLF or LF. Empty lines are skipped.
 *
 * <p>It works on bytes and keeps one record: a file without end needs no more memory than a short
 * one. After a broken record it goes on with the next line. For one thread.
 */
final class CsvReader {
  /** The longest record: a quote that is never closed must not swallow the file. */
  static final int MAX_RECORD = 64 << 10;

  private static final int END = -1;
  private static final int BUFFER = 64 << 10;

  private final InputStream in;
  private final byte[] buffer;
  private int position;
  private int limit;
  private long line = 1;

  private byte[] field = new byte[256];
  private int length;
  private int recordLength;
  private boolean ascii;
  private boolean more;
  private String fault = "";

  private CsvReader(InputStream in, int bufferSize) {
    this.in = in;
    this.buffer = new byte[bufferSize];
  }

  /** Reads a file, past its byte order mark if it has one. */
  static CsvReader file(InputStream in) throws IOException {
    CsvReader reader = new CsvReader(in, BUFFER);
    if (reader.fill() && reader.beginsWithMark()) {
      reader.position = 3;
    }
    return reader;
  }

  /** Reads one record that was kept. */
  static CsvReader record(byte[] record) {
    return new CsvReader(new ByteArrayInputStream(record), record.length + 1);
  }

  private boolean beginsWithMark() {
    return limit >= 3
        && buffer[0] == (byte) 0xEF
        && buffer[1] == (byte) 0xBB
        && buffer[2] == (byte) 0xBF;
  }

  /** A record of the file. */
  sealed interface Parsed {
    /** The line it begins in, counted from 1. */
    long line();

    /** A whole one. */
    record Fields(long line, List<String> values) implements Parsed {}

    /** One that breaks the rules; what it breaks. */
    record Broken(long line, String fault) implements Parsed {}
  }

  /** The line read last, for faults of the stream itself. */
  long line() {
    return line;
  }

  /** The next record; empty at the end. */
  Optional<Parsed> next() throws IOException {
    while (true) {
      long start = line;
      int first = read();
      if (first == END) {
        return Optional.empty();
      }
      List<String> values = record(first);
      if (!fault.isEmpty()) {
        return Optional.of(new Parsed.Broken(start, fault));
      }
      boolean blank = values.size() == 1 && values.getFirst().isEmpty() && first != '"';
      if (!blank) {
        return Optional.of(new Parsed.Fields(start, values));
      }
    }
  }

  private List<String> record(int first) throws IOException {
    List<String> values = new ArrayList<>(10);
    fault = "";
    recordLength = 0;
    more = true;
    int begin = first;
    while (more) {
      length = 0;
      ascii = true;
      if (begin == '"') {
        quoted();
      } else {
        plain(begin);
      }
      if (fault.isEmpty()) {
        values.add(text(values.size() + 1));
      }
      if (more) {
        begin = read();
      }
    }
    return values;
  }

  private void plain(int first) throws IOException {
    int b = first;
    while (!ends(b)) {
      if (b == '"') {
        breakOff("a quote inside a field that is not quoted", b);
        return;
      }
      if (!add(b)) {
        return;
      }
      b = read();
    }
  }

  private void quoted() throws IOException {
    while (true) {
      int b = read();
      if (b == END) {
        breakOff("a quoted field is not closed", b);
        return;
      }
      if (b == '"') {
        b = read();
        if (b != '"') {
          if (!ends(b) && fault.isEmpty()) {
            breakOff("text after a closing quote", b);
          }
          return;
        }
      }
      if (!add(b)) {
        return;
      }
    }
  }

  /** Returns true if a field, and perhaps its record, ends here. */
  private boolean ends(int b) throws IOException {
    switch (b) {
      case ',' -> {
        return true;
      }
      case '\n', END -> {
        more = false;
        return true;
      }
      case '\r' -> {
        int next = read();
        more = false;
        if (next != '\n' && next != END) {
          breakOff("a carriage return that does not end the line", next);
        }
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  private boolean add(int b) throws IOException {
    if (++recordLength > MAX_RECORD) {
      breakOff("longer than 64 KiB: is a quote left open?", b);
      return false;
    }
    if (length == field.length) {
      field = Arrays.copyOf(field, length * 2);
    }
    field[length++] = (byte) b;
    ascii &= b > 0 && b < 0x80; // a zero takes the slow path too, to be refused there
    return true;
  }

  /** The record is broken: passes over the rest of its line. */
  private void breakOff(String why, int last) throws IOException {
    fault = why;
    more = false;
    int b = last;
    while (b != '\n' && b != END) {
      b = read();
    }
  }

  private String text(int number) {
    if (ascii) {
      return new String(field, 0, length, ISO_8859_1);
    }
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(field, 0, length)).toString();
      if (text.indexOf('\0') >= 0) {
        fault = "a zero character in field " + number;
      }
      return text;
    } catch (CharacterCodingException malformed) {
      fault = "bytes that are not UTF-8 in field " + number;
      return "";
    }
  }

  private int read() throws IOException {
    if (position == limit && !fill()) {
      return END;
    }
    int b = buffer[position++] & 0xFF;
    if (b == '\n') {
      line++;
    }
    return b;
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = in.readNBytes(buffer, 0, buffer.length);
    return limit > 0;
  }
}
