package org.lastgasp.journal;

/** The journal whose numbers have gaps, which the tests of most readers use. */
class MemoryJournalWithGapsTest implements JournalContract, RetentionContract {
  private MemoryJournal journal = new MemoryJournal();

  @Override
  public Journal open(Journal.StateMachine machine) {
    journal = MemoryJournal.withGaps(machine);
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
}
