package org.lastgasp.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MemoryJournalTest implements JournalContract, RetentionContract {
  private MemoryJournal journal = new MemoryJournal();

  @Override
  public Journal open(Journal.StateMachine machine) {
    journal = new MemoryJournal(machine);
    return journal;
  }

  @Override
  public Journal reopen(Journal.StateMachine machine) {
    journal = journal.reopen(machine);
    return journal;
  }

  @Override
  public void breakDisk() {
    journal.breakDisk();
  }

  @Override
  public void mendDisk() {
    journal.mend();
  }

  @Test
  void whatIsHeldIsJudgedAndNotSeen() {
    Tally tally = new Tally();
    MemoryJournal journal = new MemoryJournal(tally);
    journal.hold();
    CompletableFuture<Long> future = journal.append(tally.counting(Entries.alertTo(ANNE, 1)));
    assertThat(future).isNotDone();
    assertThat(journal.all()).isEmpty();
    assertThat(tally.kept()).isZero();
    journal.commit();
    assertThat(future).isCompletedWithValue(1L);
    assertThat(journal.all()).hasSize(1);
    assertThat(tally.kept()).isEqualTo(1);
  }

  @Test
  void aCrashLeavesWhatIsDurable() {
    MemoryJournal journal = new MemoryJournal(new Tally());
    JournalContract.write(journal, Entries.alertTo(ANNE, 1));
    journal.cursor("log").advance(journal.last(), "kept");
    journal.saveCursors();
    journal.cursor("log").advance(journal.last(), "lost");
    journal.hold();
    CompletableFuture<Long> lost = journal.append(pen -> pen.write(Entries.alertTo(ANNE, 2)));
    Tally tally = new Tally();
    MemoryJournal after = journal.crash(tally);
    assertThat(lost).isNotDone();
    assertThat(after.all()).containsExactly(new Entry(1, Entries.alertTo(ANNE, 1)));
    assertThat(tally.kept()).isEqualTo(1);
    assertThat(after.cursor("log").note()).isEqualTo("kept");
  }

  @Test
  void oneBatchCanBeMadeToFail() {
    MemoryJournal journal = new MemoryJournal(new Tally());
    journal.failNext();
    assertThatThrownBy(() -> JournalContract.write(journal, Entries.alertTo(ANNE, 1)))
        .hasCauseInstanceOf(JournalUnavailable.class);
    assertThat(JournalContract.write(journal, Entries.alertTo(ANNE, 2))).isEqualTo(1);
  }
}
