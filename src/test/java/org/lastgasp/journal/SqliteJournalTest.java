package org.lastgasp.journal;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalTest implements JournalContract {
  private static final long SEGMENT = 1L << 30;

  @TempDir private Path folder;
  private Optional<SqliteJournal> journal = Optional.empty();

  @Override
  public Journal open(Journal.Keeper keeper) {
    return reopen(keeper);
  }

  @Override
  public Journal reopen(Journal.Keeper keeper) {
    journal = Optional.of(SqliteJournal.open(folder, SEGMENT, keeper));
    return journal.get();
  }

  @Override
  public void breakDisk() {
    journal.orElseThrow().limitPages(1);
  }

  @Override
  public void mendDisk() {
    journal.orElseThrow().limitPages(0);
  }
}
