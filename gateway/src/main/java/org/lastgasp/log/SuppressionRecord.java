package org.lastgasp.log;

import java.time.Instant;
import java.util.OptionalLong;
import org.lastgasp.policy.Event;

/**
 * The part of a suppression log record that reconciliation needs. Immutable.
 *
 * @param distributor its id, or {@code unknown}
 * @param hub its EUI-64, or {@code unknown}
 * @param standsFor how many alerts the message stands for by its throttled count
 * @param messageSha256 of the alert's bytes
 */
public record SuppressionRecord(
    long seq,
    Instant suppressedAt,
    Instant receivedAt,
    String distributor,
    String hub,
    long standsFor,
    String messageSha256) {

  private static final int SUPPRESSED_AT = place(LogField.SUPPRESSED_AT);
  private static final int RECEIVED_AT = place(LogField.RECEIVED_AT);
  private static final int DISTRIBUTOR = place(LogField.DISTRIBUTOR);
  private static final int HUB = place(LogField.CHF);
  private static final int THROTTLED_COUNT = place(LogField.THROTTLED_COUNT);
  private static final int SHA256 = place(LogField.MESSAGE_SHA256);

  private static int place(LogField member) {
    return 2 * LogReader.names().indexOf(member.code());
  }

  static SuppressionRecord of(LineReader lines, LogLine.Whole record) {
    return new SuppressionRecord(
        record.seq(),
        Instant.parse(text(lines, record, SUPPRESSED_AT)),
        Instant.parse(text(lines, record, RECEIVED_AT)),
        text(lines, record, DISTRIBUTOR),
        text(lines, record, HUB),
        Event.standsFor(throttledCount(lines, record)),
        text(lines, record, SHA256));
  }

  private static OptionalLong throttledCount(LineReader lines, LogLine.Whole record) {
    return record.values()[THROTTLED_COUNT + 1] == 0
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(text(lines, record, THROTTLED_COUNT)));
  }

  private static String text(LineReader lines, LogLine.Whole record, int place) {
    int from = record.values()[place];
    int to = record.values()[place + 1];
    return to == 0 ? "unknown" : Ascii.text(lines.bytes(), from, to);
  }
}
