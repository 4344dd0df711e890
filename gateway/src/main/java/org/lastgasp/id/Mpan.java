package org.lastgasp.id;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The core of a Meter Point Administration Number: thirteen digits, of which the first two name the
 * distributor and the last is a check digit. Immutable.
 *
 * @param digits exactly thirteen ASCII digits
 */
public record Mpan(String digits) {
  /** The number of digits it has. */
  public static final int LENGTH = 13;

  private static final int[] PRIMES = {3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43};

  public Mpan {
    if (!areThirteen(digits)) {
      throw new IllegalArgumentException("not thirteen digits: '" + digits + "'");
    }
  }

  /** Reads thirteen digits, surrounding white space allowed; the check digit is not checked. */
  public static Optional<Mpan> parse(String text) {
    String trimmed = text.strip();
    return areThirteen(trimmed) ? Optional.of(new Mpan(trimmed)) : Optional.empty();
  }

  /**
   * An id as a person typed it, without the white space around it. One of thirteen digits in groups
   * is the MPAN that a bill shows that way: white space between the digits is left out too.
   */
  public static String typed(String id) {
    return parse(id.replaceAll("\\s", "")).map(Mpan::digits).orElseGet(id::strip);
  }

  /** The distributor id in an MPxN, if it is an MPAN; nonsense has none. */
  public static OptionalInt distributorOf(String mpxn) {
    Optional<Mpan> mpan = parse(mpxn);
    return mpan.isPresent() ? OptionalInt.of(mpan.get().distributor()) : OptionalInt.empty();
  }

  private static boolean areThirteen(String digits) {
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return false;
      }
    }
    return digits.length() == LENGTH;
  }

  /** The number that begins with these twelve digits. */
  public static Mpan withCheckDigit(String twelve) {
    int sum = 0;
    for (int i = 0; i < PRIMES.length; i++) {
      sum += (twelve.charAt(i) - '0') * PRIMES[i];
    }
    return new Mpan(twelve + sum % 11 % 10);
  }

  /** Returns a distributor as metrics, log and reports name it: its id, or {@code unknown}. */
  public static String distributorName(OptionalInt id) {
    return id.isPresent() ? String.valueOf(id.getAsInt()) : "unknown";
  }

  /** The distributor id, 0 to 99: not a geography, and the list of ids grows. */
  public int distributor() {
    return (digits.charAt(0) - '0') * 10 + digits.charAt(1) - '0';
  }

  /**
   * Returns true if the last digit is the sum of the others weighted with primes, mod 11, mod 10.
   */
  public boolean checkDigitHolds() {
    return withCheckDigit(digits.substring(0, LENGTH - 1)).equals(this);
  }

  @Override
  public String toString() {
    return digits;
  }
}
