package org.lastgasp.sqlite;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * The tables of a file, and the version of them in its {@code user_version}.
 *
 * @param format the version that this program writes
 * @param tables what a file has had since its first format, to know one of something else
 * @param changes what makes the tables of those of a format found, 0 for a new file; also asked of
 *     the format that this program writes
 * @param checked up to how many bytes every page of a file is looked at when it is opened
 */
public record Schema(
    Store store,
    int format,
    Set<String> tables,
    IntFunction<List<String>> changes,
    long checked) {
  private static final long SMALL = 32L << 20; // 32 MiB: looked at in a fraction of a second

  /** One whose files are looked at if they are small. */
  public Schema(Store store, int format, Set<String> tables, IntFunction<List<String>> changes) {
    this(store, format, tables, changes, SMALL);
  }

  /**
   * The format of a file that can be used.
   *
   * @throws StoreUnavailable if it is of a later program, of something else, or damaged
   */
  int check(Session session, String place) {
    int found = (int) session.number("PRAGMA user_version");
    if (found > format) {
      throw store.refused(
          place + " has format " + found + ", this program knows " + format
              + ": run the program that wrote it");
    }
    Set<String> there =
        new HashSet<>(
            session.query(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
                    + " AND name NOT LIKE 'sqlite_%'",
                row -> row.text(1)));
    if (found == 0 ? !tables.containsAll(there) : !there.containsAll(tables)) {
      throw store.refused(
          place + " is a database of something else: it has the tables " + there);
    }
    List<String> faults =
        bytes(session) <= checked
            ? session.query("PRAGMA quick_check(1)", row -> row.text(1))
            : List.of("ok");
    if (!faults.equals(List.of("ok"))) {
      throw store.refused(place + " is damaged: " + faults);
    }
    return found;
  }

  /** Makes the tables, or those that were added since the file was written. */
  void apply(Session session, int found) {
    changes.apply(found).forEach(session::run);
    if (found < format) {
      session.run("PRAGMA user_version = " + format);
    }
  }

  static long bytes(Session session) {
    return session.number("PRAGMA page_count") * session.number("PRAGMA page_size");
  }
}
