package org.lastgasp.conformance;

import java.math.BigDecimal;
import java.time.Duration;

/** The writer of lengths of time as people read them: in seconds and never rounded. */
final class DurationText {
  private DurationText() {}

  /** The exact seconds, without trailing zeros: {@code 180}, {@code 180.000001}. */
  static BigDecimal exact(Duration length) {
    BigDecimal exact =
        BigDecimal.valueOf(length.getSeconds())
            .add(BigDecimal.valueOf(length.getNano(), 9))
            .stripTrailingZeros();
    return exact.scale() < 0 ? exact.setScale(0) : exact;
  }

  /** The exact seconds with their unit: {@code 180.000001 s}. */
  static String seconds(Duration length) {
    return exact(length).toPlainString() + " s";
  }

  /** A length that may go on: {@code at least 100 s}. */
  static String seconds(Duration length, boolean isOver) {
    return (isOver ? "" : "at least ") + seconds(length);
  }
}
