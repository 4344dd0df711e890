package org.lastgasp.config;

import java.util.List;

/**
 * A value that was read, and where.
 *
 * @param where its place, for a fault
 * @param key its full name
 * @param good false if a fault was found in it, and the value only stands in for it
 */
record Setting<T>(T value, String where, String key, boolean good) {
  static final String DEFAULT = "default";

  /** Returns true if all of them may be compared with each other. */
  static boolean allGood(Setting<?>... all) {
    return List.of(all).stream().allMatch(Setting::good);
  }

  /** Returns true if somebody wrote it. */
  boolean isWritten() {
    return !where.equals(DEFAULT);
  }

  <S> Setting<S> as(S other) {
    return new Setting<>(other, where, key, good);
  }
}
