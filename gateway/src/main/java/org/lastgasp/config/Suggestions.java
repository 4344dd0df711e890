package org.lastgasp.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The suggestions for a name that is not known. */
final class Suggestions {
  private Suggestions() {}

  /** {@code 'window', if that was meant}, or the list of what is known. */
  static String hint(String written, Collection<String> known) {
    return to(written, known)
        .map(name -> "'" + name + "', if that was meant")
        .orElseGet(() -> "one of " + String.join(", ", known));
  }

  /** The known name that takes the fewest changes, if those are few. */
  static Optional<String> to(String written, Collection<String> known) {
    int few = Math.max(2, written.length() / 3);
    return known.stream()
        .filter(name -> distance(written, name) <= few)
        .min(Comparator.comparingInt(name -> distance(written, name)));
  }

  /** Returns how many characters to put in, take out or exchange. */
  private static int distance(String one, String two) {
    int[] row = new int[two.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int exchanged = diagonal + (one.charAt(i - 1) == two.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(exchanged, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[two.length()];
  }
}
