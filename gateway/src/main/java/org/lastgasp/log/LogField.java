package org.lastgasp.log;

import java.util.Locale;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.ResponseId;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/**
 * The fields of a record that describe its alert, in the order in which they appear between {@code
 * seq} and {@code prev}: the one list that writing and verifying share. Every value is the journal
 * entry's.
 */
enum LogField {
  SUPPRESSED_AT(FieldType.INSTANT, Absent.NEVER),
  CHF(FieldType.EUI, Absent.ALLOWED),
  ESME(FieldType.EUI, Absent.NEVER),
  MPXN(FieldType.TEXT, Absent.NEVER),
  DISTRIBUTOR(FieldType.TEXT, Absent.NEVER),
  RECIPIENT(FieldType.EUI, Absent.ALLOWED),
  RESPONSE_ID(FieldType.IDENTIFIER, Absent.ALLOWED),
  START_DATE_TIME(FieldType.INSTANT, Absent.ALLOWED),
  RECEIVED_AT(FieldType.INSTANT, Absent.NEVER),
  THROTTLED_COUNT(FieldType.NUMBER, Absent.ALLOWED),
  REQUEST_ID(FieldType.IDENTIFIER, Absent.NEVER),
  FIRMWARE_HASH(FieldType.TEXT, Absent.NEVER),
  ACTIVATION_FROM(FieldType.INSTANT, Absent.NEVER),
  WINDOW_UNTIL(FieldType.INSTANT, Absent.NEVER),
  MODE(FieldType.MODE, Absent.NEVER),
  RULE(FieldType.TEXT, Absent.NEVER),
  CONFIG_HASH(FieldType.TEXT, Absent.NEVER),
  MESSAGE_SHA256(FieldType.DIGEST, Absent.NEVER);

  /** The rule that says whether a value may be {@code null}. */
  private enum Absent {
    ALLOWED,
    NEVER
  }

  private final String code = name().toLowerCase(Locale.ROOT);
  private final String label = ",\"" + code + "\":";
  private final FieldType shape;
  private final Absent absent;

  LogField(FieldType shape, Absent absent) {
    this.shape = shape;
    this.absent = absent;
  }

  /** The name in the record: {@code suppressed_at}. */
  String code() {
    return code;
  }

  /** The comma, the name and the colon that stand before the value. */
  String label() {
    return label;
  }

  FieldType shape() {
    return shape;
  }

  boolean mayBeAbsent() {
    return absent == Absent.ALLOWED;
  }

  /** As recorded; empty is written as {@code null}. */
  Optional<String> value(Event.AlertJudged alert, Verdict.Suppress held) {
    Window window = held.window();
    return switch (this) {
      case SUPPRESSED_AT -> Optional.of(FieldType.text(alert.judged()));
      case CHF -> alert.hub().map(Eui64::toString);
      case ESME -> Optional.of(window.meter().toString());
      case MPXN -> Optional.of(alert.mpxn());
      case DISTRIBUTOR -> Optional.of(Mpan.distributorName(alert.distributor()));
      case RECIPIENT -> recipient(alert);
      case RESPONSE_ID -> alert.response().map(ResponseId::toString);
      case START_DATE_TIME -> alert.start().map(FieldType::text);
      case RECEIVED_AT -> Optional.of(FieldType.text(alert.at()));
      case THROTTLED_COUNT -> throttledCount(alert);
      case REQUEST_ID -> Optional.of(window.request().toString());
      case FIRMWARE_HASH -> Optional.of(window.firmwareHash());
      case ACTIVATION_FROM -> Optional.of(FieldType.text(window.from()));
      case WINDOW_UNTIL -> Optional.of(FieldType.text(window.until()));
      case MODE -> Optional.of(window.mode().code());
      case RULE -> Optional.of(held.rule());
      case CONFIG_HASH -> Optional.of(alert.configHash());
      case MESSAGE_SHA256 -> Optional.of(alert.messageSha256());
    };
  }

  private static Optional<String> recipient(Event.AlertJudged alert) {
    return Optional.of(alert.recipient()).filter(r -> !r.equals(Event.NOBODY)).map(Eui64::toString);
  }

  private static Optional<String> throttledCount(Event.AlertJudged alert) {
    return alert.throttledCount().isPresent()
        ? Optional.of(String.valueOf(alert.throttledCount().getAsLong()))
        : Optional.empty();
  }
}
