package org.lastgasp.log;

import java.util.Locale;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.ResponseId;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/**
 * What a record says of its alert, in the order in which it stands between {@code seq} and {@code
 * prev}: the one list that writing and verifying share. Every value is the journal entry's.
 */
enum Member {
  SUPPRESSED_AT(Shape.INSTANT, Absent.NEVER),
  CHF(Shape.EUI, Absent.ALLOWED),
  ESME(Shape.EUI, Absent.NEVER),
  MPXN(Shape.TEXT, Absent.NEVER),
  DISTRIBUTOR(Shape.TEXT, Absent.NEVER),
  RECIPIENT(Shape.EUI, Absent.ALLOWED),
  RESPONSE_ID(Shape.IDENTIFIER, Absent.ALLOWED),
  START_DATE_TIME(Shape.INSTANT, Absent.ALLOWED),
  RECEIVED_AT(Shape.INSTANT, Absent.NEVER),
  THROTTLED_COUNT(Shape.NUMBER, Absent.ALLOWED),
  REQUEST_ID(Shape.IDENTIFIER, Absent.NEVER),
  FIRMWARE_HASH(Shape.TEXT, Absent.NEVER),
  ACTIVATION_FROM(Shape.INSTANT, Absent.NEVER),
  WINDOW_UNTIL(Shape.INSTANT, Absent.NEVER),
  MODE(Shape.MODE, Absent.NEVER),
  RULE(Shape.TEXT, Absent.NEVER),
  CONFIG_HASH(Shape.TEXT, Absent.NEVER),
  MESSAGE_SHA256(Shape.DIGEST, Absent.NEVER);

  /** Whether the value may be {@code null}. */
  private enum Absent {
    ALLOWED,
    NEVER
  }

  private final String code = name().toLowerCase(Locale.ROOT);
  private final String label = ",\"" + code + "\":";
  private final Shape shape;
  private final Absent absent;

  Member(Shape shape, Absent absent) {
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

  Shape shape() {
    return shape;
  }

  boolean mayBeAbsent() {
    return absent == Absent.ALLOWED;
  }

  /** As recorded; empty is written as {@code null}. */
  Optional<String> value(Entry.AlertJudged alert, Verdict.Suppress held) {
    Window window = held.window();
    return switch (this) {
      case SUPPRESSED_AT -> Optional.of(Shape.text(alert.judged()));
      case CHF -> alert.hub().map(Eui64::toString);
      case ESME -> Optional.of(window.meter().toString());
      case MPXN -> Optional.of(alert.mpxn());
      case DISTRIBUTOR -> Optional.of(distributor(alert));
      case RECIPIENT -> recipient(alert);
      case RESPONSE_ID -> alert.response().map(ResponseId::toString);
      case START_DATE_TIME -> alert.start().map(Shape::text);
      case RECEIVED_AT -> Optional.of(Shape.text(alert.at()));
      case THROTTLED_COUNT -> throttledCount(alert);
      case REQUEST_ID -> Optional.of(window.request().toString());
      case FIRMWARE_HASH -> Optional.of(window.firmwareHash());
      case ACTIVATION_FROM -> Optional.of(Shape.text(window.from()));
      case WINDOW_UNTIL -> Optional.of(Shape.text(window.until()));
      case MODE -> Optional.of(window.mode().code());
      case RULE -> Optional.of(held.rule());
      case CONFIG_HASH -> Optional.of(alert.configHash());
      case MESSAGE_SHA256 -> Optional.of(alert.messageSha256());
    };
  }

  /** The id in the MPxN, as in the metrics: {@code unknown} if there is none. */
  private static String distributor(Entry.AlertJudged alert) {
    return alert.distributor().isPresent()
        ? String.valueOf(alert.distributor().getAsInt())
        : "unknown";
  }

  private static Optional<String> recipient(Entry.AlertJudged alert) {
    return Optional.of(alert.recipient()).filter(r -> !r.equals(Entry.NOBODY)).map(Eui64::toString);
  }

  private static Optional<String> throttledCount(Entry.AlertJudged alert) {
    return alert.throttledCount().isPresent()
        ? Optional.of(String.valueOf(alert.throttledCount().getAsLong()))
        : Optional.empty();
  }
}
