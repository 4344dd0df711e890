package org.lastgasp.journal;

import java.sql.SQLException;
import java.util.Set;

/**
 * Tells a database file that is of no use any more from one that cannot be opened now: with no
 * room on the disk or no file handles left, a sound file must not be given up for it.
 */
public final class CorruptionCheck {
  private static final Set<Integer> DAMAGED = Set.of(11, 26); // SQLITE_CORRUPT, SQLITE_NOTADB
  private static final int PRIMARY = 0xFF; // what follows says where

  private CorruptionCheck() {}

  /** Whether a failure to open a file means it; a refusal of our own, without a cause, does. */
  public static boolean isMeantBy(RuntimeException failure) {
    return switch (failure.getCause()) {
      case null -> true;
      case SQLException broken -> DAMAGED.contains(broken.getErrorCode() & PRIMARY);
      default -> false;
    };
  }
}
