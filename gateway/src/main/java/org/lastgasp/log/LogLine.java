package org.lastgasp.log;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.lastgasp.files.Sha256;

/** A strict reading of one line of a log file, without its newline. Immutable. */
sealed interface LogLine {

  /**
   * A line that has the form of a record. Whether its bytes are those that were written, {@link
   * #isSound} says.
   *
   * @param hash as stated in the line
   * @param computed what the hash of its bytes is
   * @param factsFrom where the part between {@code seq} and {@code prev} begins, in the array read
   * @param factsTo where it ends
   * @param values where each value begins and ends, in the order of the line and without quotes;
   *     both are 0 for null
   */
  record Whole(
      long seq,
      String prev,
      String hash,
      String computed,
      int factsFrom,
      int factsTo,
      int[] values)
      implements LogLine {
    boolean isSound() {
      return hash.equals(computed);
    }

    boolean follows(long lastSeq, String lastHash) {
      return isSound() && seq == lastSeq + 1 && prev.equals(lastHash);
    }
  }

  /**
   * A line that does not.
   *
   * @param fault what is wrong first, in words
   */
  record Malformed(String fault) implements LogLine {}

  /**
   * The number of values of a record: its members, and {@code seq}, {@code prev} and {@code hash}.
   */
  int VALUES = LogField.values().length + 3;

  static LogLine read(byte[] bytes, int from, int to) {
    return read(bytes, from, to, Sha256.digest());
  }

  /** With a digest that has nothing in it, and has not afterwards. */
  static LogLine read(byte[] bytes, int from, int to, MessageDigest sha256) {
    return new Reader(bytes, from, to, sha256).read();
  }

  /** A parser that reads a line once, field by field. */
  final class Reader {
    private static final int NOWHERE = -1;
    private static final List<LogField> MEMBERS = List.of(LogField.values());
    private static final List<byte[]> LABELS =
        MEMBERS.stream().map(m -> m.label().getBytes(StandardCharsets.US_ASCII)).toList();

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final MessageDigest sha256;
    private final int[] values = new int[2 * VALUES];
    private int found;
    private int at;
    private String fault = "";

    private Reader(byte[] bytes, int from, int to, MessageDigest sha256) {
      this.sha256 = sha256;
      this.bytes = bytes;
      this.from = from;
      this.to = to;
      this.at = from;
    }

    private LogLine read() {
      expect("{\"seq\":");
      int seqFrom = at;
      number("seq");
      int factsFrom = at;
      for (int i = 0; i < MEMBERS.size(); i++) {
        expect(MEMBERS.get(i), LABELS.get(i));
        value(MEMBERS.get(i));
      }
      int factsTo = at;
      expect(",\"prev\":");
      int prevFrom = at + 1;
      string(FieldType.DIGEST, "prev");
      int open = at;
      expect(",\"hash\":");
      int hashFrom = at + 1;
      string(FieldType.DIGEST, "hash");
      expect("}");
      if (fault.isEmpty() && at < to) {
        fault = "something stands behind the record, at byte " + (at - from + 1);
      }
      if (!fault.isEmpty()) {
        return new Malformed(fault);
      }
      long seq = Long.parseLong(Ascii.text(bytes, seqFrom, factsFrom));
      return new Whole(
          seq,
          Ascii.text(bytes, prevFrom, open - 1),
          Ascii.text(bytes, hashFrom, at - 2),
          hash(open),
          factsFrom,
          factsTo,
          values);
    }

    /** Of the line without its member {@code hash}. */
    private String hash(int open) {
      sha256.update(bytes, from, open - from);
      sha256.update((byte) '}');
      return Sha256.text(sha256);
    }

    private void expect(String text) {
      if (!fault.isEmpty()) {
        return;
      }
      if (!Ascii.startsWith(bytes, at, to, text)) {
        fault = "'" + text + "' is not where it belongs, at byte " + (at - from + 1);
        return;
      }
      at += text.length();
    }

    private void expect(LogField member, byte[] label) {
      if (fault.isEmpty() && Ascii.startsWith(bytes, at, to, label)) {
        at += label.length;
      } else {
        expect(member.label());
      }
    }

    private void value(LogField member) {
      String name = member.code();
      if (fault.isEmpty() && member.mayBeAbsent() && Ascii.startsWith(bytes, at, to, "null")) {
        at += "null".length();
        found(0, 0);
      } else if (member.shape() == FieldType.NUMBER) {
        number(name);
      } else {
        string(member.shape(), name);
      }
    }

    private void number(String name) {
      if (!fault.isEmpty()) {
        return;
      }
      int end = at;
      while (end < to && (Ascii.isDigit(bytes[end]) || bytes[end] == '-')) {
        end++;
      }
      if (end == at
          || !FieldType.NUMBER.fits(bytes, at, end)
          || !isLong(Ascii.text(bytes, at, end))) {
        fault = name + " is no number";
        return;
      }
      found(at, end);
      at = end;
    }

    private static boolean isLong(String digits) {
      try {
        return String.valueOf(Long.parseLong(digits)).equals(digits);
      } catch (NumberFormatException beyond) {
        return false;
      }
    }

    private void string(FieldType shape, String name) {
      expect("\"");
      if (!fault.isEmpty()) {
        return;
      }
      int end = closingQuote();
      if (end == NOWHERE || !shape.fits(bytes, at, end)) {
        fault = name + " is not what it has to be";
        return;
      }
      found(at, end);
      at = end + 1;
    }

    private void found(int start, int end) {
      values[found++] = start;
      values[found++] = end;
    }

    /** The end of the string, if it is written as a record's are: nothing escaped needlessly. */
    private int closingQuote() {
      int end = at;
      boolean ascii = true;
      while (end < to && Ascii.isPlain(bytes[end])) {
        end++;
      }
      while (end < to && bytes[end] != '"') {
        ascii &= bytes[end] >= 0;
        int length = bytes[end] == '\\' ? escape(end) : 1;
        boolean control = bytes[end] >= 0 && bytes[end] < ' ';
        if (length == 0 || control) {
          return NOWHERE;
        }
        end += length;
      }
      return end < to && (ascii || isUtf8(end)) ? end : NOWHERE;
    }

    /** The length of an escape sequence, 0 if it is none. */
    private int escape(int start) {
      if (start + 1 < to && JsonEscapes.isShortForm(bytes[start + 1])) {
        return 2;
      }
      for (char control = 0; control < ' '; control++) {
        String form = JsonEscapes.longForm(control);
        if (JsonEscapes.shortForm(control) == 0 && Ascii.startsWith(bytes, start, to, form)) {
          return form.length();
        }
      }
      return 0;
    }

    private boolean isUtf8(int end) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, end - at));
        return true;
      } catch (CharacterCodingException broken) {
        return false;
      }
    }
  }
}
