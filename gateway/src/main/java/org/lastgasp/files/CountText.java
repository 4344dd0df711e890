package org.lastgasp.files;

import java.util.Locale;

/** Numbers of things in words, for people: {@code 1 alert}, {@code 1,234 alerts}. */
public final class CountText {
  private CountText() {}

  /** With a noun whose plural ends in an s. */
  public static String of(long count, String noun) {
    return of(count, noun, noun + "s");
  }

  /** With the words that follow 1, and those that follow every other number. */
  public static String of(long count, String one, String others) {
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : others);
  }
}
