package org.lastgasp.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.journal.sqlite.SqliteJournal;
import org.lastgasp.motorway.JournalOutage;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.Worker;

/** The journal as a worker: whether it can be written, and since when it could not. */
record JournalWorker(SqliteJournal journal, JournalOutage outage) implements Worker {
  private static final String UNWRITABLE =
      ": nothing is suppressed, alerts go straight to their receivers, activations are refused; it"
          + " is tried again by itself";

  @Override
  public String name() {
    return "journal";
  }

  @Override
  public List<HealthIssue> issues() {
    List<HealthIssue> found = new ArrayList<>();
    Optional<Duration> stalled = journal.stalledFor();
    if (stalled.isPresent()) {
      found.add(
          new HealthIssue(
              "journal-stalled",
              "the disk has not answered for " + stalled.get().toSeconds() + " s, look at it"
                  + UNWRITABLE));
    } else {
      journal
          .fault()
          .map(why -> new HealthIssue("journal-unwritable", why + UNWRITABLE))
          .ifPresent(found::add);
    }
    outage
        .since()
        .ifPresent(
            since -> found.add(new HealthIssue("journal-gap", "nothing recorded since " + since)));
    found.addAll(journal.mistakes());
    return found;
  }

  @Override
  public boolean isAlive() {
    return journal.isAlive();
  }

  @Override
  public void close() {
    journal.close();
  }
}
