package org.lastgasp.journal.sqlite;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.RetentionContract;

/** The journal in SQLite files removes whole segments. */
class SqliteRetentionTest implements RetentionContract {
  private static final long SMALL = 64 << 10; // bytes: rolled every few batches

  @TempDir private Path folder;

  @Override
  public Journal open(Journal.StateMachine machine) {
    return SqliteJournal.open(folder, SMALL, machine);
  }
}
