package org.lastgasp.backup;

import java.nio.file.Path;

/**
 * One file to be copied.
 *
 * @param name in the backup, with slashes: {@code data/story/story.db}
 */
record Item(Kind kind, Path file, String name) {

  /**
   * The kind of an item, in the order in which items are copied: nothing may be ahead of what it
   * follows.
   */
  enum Kind {
    /** A database that goes by the journal or stands for itself. */
    DATABASE,
    /** Any other file. */
    FILE,
    /** A file of the suppression log, up to its last whole line. */
    LOG,
    /** A segment of the journal. */
    SEGMENT,
    /** A database that keeps what the journal may drop once it is there. */
    KEPT;
  }

  /**
   * The order among databases. Reports go by the log and by hindsight; a copy of a message is made
   * before delivery's ledger says that it is a dead letter; the log's cursor is noted before its
   * files are longer.
   */
  int rank() {
    String file = name.substring(name.lastIndexOf('/') + 1);
    return switch (file) {
      case "report.db" -> 0;
      case "set-aside.db" -> 2;
      case "delivery.db" -> 3;
      case "cursors.db" -> 4;
      default -> 1;
    };
  }
}
