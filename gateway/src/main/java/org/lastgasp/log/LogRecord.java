package org.lastgasp.log;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.lastgasp.files.Sha256;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Verdict;

/**
 * One record of the suppression log, as it is written: a line of UTF-8.
 *
 * <p>Between {@code seq} and {@code prev} stand the {@link LogField}s, in their order, no spaces.
 * {@code prev} is the hash of the record before; {@code hash} is the SHA-256 of the line's bytes
 * without {@code ,"hash":"…"} and without the newline.
 *
 * @param seq counts from 1 without gaps
 * @param line with its newline; never written to
 * @param hash 64 lower-case hexadecimal digits
 */
record LogRecord(long seq, byte[] line, String hash) {
  /** The first record's value for the hash of the one before. */
  static final String BEGINNING = "0".repeat(64);

  private static final int USUAL = 1_100; // characters of a whole line

  static LogRecord of(long seq, Event.AlertJudged alert, Verdict.Suppress held, String prev) {
    return of(seq, facts(alert, held), prev);
  }

  /** The record of what {@link #facts} gave. */
  static LogRecord of(long seq, String facts, String prev) {
    StringBuilder text = new StringBuilder(USUAL);
    text.append("{\"seq\":").append(seq).append(facts);
    text.append(",\"prev\":\"").append(prev).append("\"");
    byte[] open = text.toString().getBytes(StandardCharsets.UTF_8);
    MessageDigest sha256 = Sha256.digest();
    sha256.update(open);
    sha256.update((byte) '}');
    String hash = Sha256.text(sha256);
    byte[] close = (",\"hash\":\"" + hash + "\"}\n").getBytes(StandardCharsets.US_ASCII);
    byte[] line = new byte[open.length + close.length];
    System.arraycopy(open, 0, line, 0, open.length);
    System.arraycopy(close, 0, line, open.length, close.length);
    return new LogRecord(seq, line, hash);
  }

  /** The part that depends on nothing but the entry: all between {@code seq} and {@code prev}. */
  static String facts(Event.AlertJudged alert, Verdict.Suppress held) {
    StringBuilder text = new StringBuilder(USUAL);
    for (LogField member : LogField.values()) {
      text.append(member.label());
      Optional<String> value = member.value(alert, held);
      if (value.isEmpty()) {
        text.append("null");
      } else if (member.shape() == FieldType.NUMBER) {
        text.append(value.get());
      } else {
        quote(text, value.get());
      }
    }
    return text.toString();
  }

  /** Escapes what JSON demands, in its shortest form, and nothing else. */
  static void quote(StringBuilder text, String value) {
    text.append('"');
    if (isPlain(value)) {
      text.append(value);
    } else {
      escape(text, value);
    }
    text.append('"');
  }

  /** Returns true if it is ASCII that needs no escape, as nearly all is. */
  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private static void escape(StringBuilder text, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      int escape = JsonEscapes.shortForm(c);
      if (escape != 0) {
        text.append('\\').append((char) escape);
      } else if (c < ' ') {
        text.append(JsonEscapes.longForm(c));
      } else if (!Character.isSurrogate(c)) {
        text.append(c);
      } else if (i + 1 < value.length() && Character.isSurrogatePair(c, value.charAt(i + 1))) {
        text.append(c).append(value.charAt(++i));
      } else {
        text.append('\uFFFD'); // half a character has no UTF-8
      }
    }
  }
}
