package org.lastgasp.id;

import java.util.Optional;

/** The form that RequestIDs and ResponseIDs share: {@code EUI:EUI:counter}. */
record Triple(Eui64 first, Eui64 second, long counter) {
  private static final int MOST_DIGITS = 20; // 18446744073709551615

  static Optional<Triple> parse(String text) {
    String trimmed = text.strip();
    int one = trimmed.indexOf(':');
    int two = trimmed.indexOf(':', one + 1);
    if (one < 0 || two < 0) {
      return Optional.empty();
    }
    Optional<Eui64> first = eui(trimmed.substring(0, one));
    Optional<Eui64> second = eui(trimmed.substring(one + 1, two));
    Optional<Long> counter = counter(trimmed.substring(two + 1));
    if (first.isEmpty() || second.isEmpty() || counter.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Triple(first.get(), second.get(), counter.get()));
  }

  private static Optional<Eui64> eui(String text) {
    return text.indexOf('-') < 0 ? Optional.empty() : Eui64.parse(text);
  }

  /** An unsigned 64-bit number without leading zeros. */
  private static Optional<Long> counter(String text) {
    boolean leadingZero = text.length() > 1 && text.charAt(0) == '0';
    if (text.isEmpty() || text.length() > MOST_DIGITS || leadingZero) {
      return Optional.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(Long.parseUnsignedLong(text));
    } catch (NumberFormatException aboveSixtyFourBits) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return first + ":" + second + ":" + Long.toUnsignedString(counter);
  }
}
