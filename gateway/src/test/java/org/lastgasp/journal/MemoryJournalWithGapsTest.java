package org.lastgasp.journal;

/** The journal whose numbers have gaps, which the tests of most readers use. */
class MemoryJournalWithGapsTest implements JournalContract, RetentionContract {
  private MemoryJournal journal = new MemoryJournal();

  @Override
  public Journal open(Journal.StateMachine keeper) {
    journal = MemoryJournal.withGaps(keeper);
    return journal;
  }

  @Override
  public Journal reopen(Journal.StateMachine keeper) {
    journal = journal.reopen(keeper);
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
}
