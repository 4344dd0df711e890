package org.lastgasp.log;

import java.util.concurrent.CountDownLatch;
import org.lastgasp.journal.ForwardingJournal;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.Position;

/** A journal that says when a cursor has reached its end. */
record WatchedJournal(Journal journal, CountDownLatch reached) implements ForwardingJournal {
  @Override
  public Cursor cursor(String name) {
    Cursor cursor = journal.cursor(name);
    return new Cursor() {
      @Override
      public Position position() {
        return cursor.position();
      }

      @Override
      public String note() {
        return cursor.note();
      }

      @Override
      public void advance(Position position, String note) {
        cursor.advance(position, note);
        if (position.reaches(journal.last())) {
          reached.countDown();
        }
      }
    };
  }
}
