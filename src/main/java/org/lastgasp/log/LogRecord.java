package org.lastgasp.log;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/**
 * One line of the suppression log. Immutable.
 *
 * <p>Members in a fixed order, no spaces, every value from the journal's entry. {@code prev} is the
 * hash of the record before, 64 zeros for the first; {@code hash} is the SHA-256 of the line's
 * bytes without {@code ,"hash":"…"} and without the newline.
 *
 * @param seq counts from 1 without gaps
 * @param line the whole line with its newline, UTF-8
 * @param hash 64 lower-case hexadecimal digits
 */
record LogRecord(long seq, byte[] line, String hash) {
  /** What the first record has for the hash of the one before. */
  static final String BEGINNING = "0".repeat(64);

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 3, 9, true)
          .appendLiteral('Z')
          .toFormatter()
          .withZone(ZoneOffset.UTC);

  static LogRecord of(long seq, Entry.AlertJudged alert, Verdict.Suppress held, String prev) {
    Window window = held.window();
    Text text = new Text();
    text.number("seq", seq);
    text.time("suppressed_at", alert.judged());
    text.text("chf", alert.hub().map(Eui64::toString));
    text.text("esme", Optional.of(window.meter().toString()));
    text.text("mpxn", Optional.of(alert.mpxn()));
    text.text(
        "distributor",
        Optional.of(
            alert.distributor().isPresent()
                ? String.valueOf(alert.distributor().getAsInt())
                : "unknown"));
    text.text(
        "recipient",
        Optional.of(alert.recipient()).filter(r -> !r.equals(Entry.NOBODY)).map(Eui64::toString));
    text.text("response_id", alert.response().map(Object::toString));
    text.time("start_date_time", alert.start().orElseThrow());
    text.time("received_at", alert.at());
    if (alert.throttledCount().isPresent()) {
      text.number("throttled_count", alert.throttledCount().getAsLong());
    } else {
      text.text("throttled_count", Optional.empty());
    }
    text.text("request_id", Optional.of(window.request().toString()));
    text.text("firmware_hash", Optional.of(window.firmwareHash()));
    text.time("activation_from", window.from());
    text.time("window_until", window.until());
    text.text("mode", Optional.of(window.mode().code()));
    text.text("rule", Optional.of(held.rule()));
    text.text("config_hash", Optional.of(alert.configHash()));
    text.text("message_sha256", Optional.of(alert.document().sha256()));
    text.text("prev", Optional.of(prev));
    String open = text.json.toString();
    String hash = sha256((open + "}").getBytes(StandardCharsets.UTF_8));
    byte[] line = (open + ",\"hash\":\"" + hash + "\"}\n").getBytes(StandardCharsets.UTF_8);
    return new LogRecord(seq, line, hash);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException("no SHA-256 in this Java", everyJavaHasIt);
    }
  }

  /** A JSON object, member by member. */
  private static final class Text {
    private final StringBuilder json = new StringBuilder(1_024).append('{');

    private StringBuilder member(String name) {
      if (json.length() > 1) {
        json.append(',');
      }
      return json.append('"').append(name).append("\":");
    }

    void number(String name, long value) {
      member(name).append(value);
    }

    void time(String name, Instant value) {
      member(name).append('"').append(TIME.format(value)).append('"');
    }

    void text(String name, Optional<String> value) {
      member(name);
      if (value.isEmpty()) {
        json.append("null");
        return;
      }
      json.append('"');
      value.get().chars().forEach(this::character);
      json.append('"');
    }

    /** What JSON does not allow, and lone surrogates' neighbours, are written as escapes. */
    private void character(int c) {
      if (c == '"' || c == '\\') {
        json.append('\\').append((char) c);
      } else if (c < 0x20 || c == 0x7F || (c >= 0xD800 && c <= 0xDFFF)) {
        json.append(String.format("\\u%04x", c));
      } else {
        json.append((char) c);
      }
    }
  }
}
