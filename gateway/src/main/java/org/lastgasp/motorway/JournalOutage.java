package org.lastgasp.motorway;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.journal.Journal;
import org.lastgasp.policy.Event;

/**
 * What happened while the journal could not be written, so that the first entries afterwards can
 * say so and the books balance. Entries that could not be recorded then, or that set right what
 * became durable too late, are kept here too: they are recorded before anything else is judged.
 * Safe for any number of threads.
 *
 * <p>Lost in a crash: then the tries are found unanswered at the next start, which forwards or
 * holds as for a crash; alerts handed over meanwhile are missing from the counts, or are known as
 * held back alone.
 */
public final class JournalOutage {
  private Optional<Instant> since = Optional.empty();
  private long alertsRelayed;
  private long refused;
  private long relayed;
  private final List<Event> owed = new ArrayList<>();
  private Optional<Event.Gap> inBatch = Optional.empty();
  private List<Event> owedInBatch = List.of();
  private boolean settledBefore; // the judgement that began at the mark

  /** What was done with a message that could not be recorded. */
  public enum Done {
    /** An AD1 was handed to its receiver at once. */
    ALERT_RELAYED,
    /** It was answered with 503. */
    REFUSED,
    /** A request was relayed and its answer returned. */
    RELAYED
  }

  /** Something could not be recorded, or not in time; what is done about it is not known yet. */
  synchronized void began(Instant at) {
    since = since.or(() -> Optional.of(at));
  }

  /** A message could not be recorded. */
  synchronized void missed(Done done, Instant at) {
    began(at);
    switch (done) {
      case ALERT_RELAYED -> alertsRelayed++;
      case REFUSED -> refused++;
      case RELAYED -> relayed++;
    }
  }

  /** Something is to be recorded as soon as that is possible. */
  synchronized void owes(Event entry) {
    began(entry.at());
    owed.add(entry);
  }

  /** Since when nothing could be recorded; empty while all is well. */
  public synchronized Optional<Instant> since() {
    return since;
  }

  /** Writes what is owed before anything else is judged; once a batch. Writer's thread only. */
  synchronized void settle(Journal.EntryAppender pen, Tracker tracker, Instant now) {
    if (since.isEmpty() || inBatch.isPresent()) {
      return;
    }
    Event.Gap entry = new Event.Gap(now, since.get(), alertsRelayed, refused, relayed);
    inBatch = Optional.of(entry);
    owedInBatch = List.copyOf(owed);
    tracker.take(pen.write(entry), entry);
    for (Event each : owedInBatch) {
      if (!isDone(each, tracker)) {
        tracker.take(pen.write(each), each);
      }
    }
  }

  /** An alert was released otherwise meanwhile. */
  private static boolean isDone(Event owed, Tracker tracker) {
    return owed instanceof Event.HandedOver handed
        && handed.hub().filter(hub -> tracker.mayRelease(hub, handed.alert())).isEmpty();
  }

  /** What {@link #settle} wrote is durable. */
  synchronized void recorded() {
    inBatch.ifPresent(
        entry -> {
          alertsRelayed -= entry.alertsRelayed();
          refused -= entry.refused();
          relayed -= entry.relayed();
          owedInBatch.forEach(owed::remove);
          boolean more = alertsRelayed + refused + relayed + owed.size() > 0;
          since = more ? Optional.of(entry.at()) : Optional.empty();
        });
    unrecorded();
  }

  /** What {@link #settle} wrote is not durable: it is still owed. */
  synchronized void unrecorded() {
    inBatch = Optional.empty();
    owedInBatch = List.of();
  }

  /** A judgement begins. */
  synchronized void mark() {
    settledBefore = inBatch.isPresent();
  }

  /** The judgement failed: what it wrote of this is still owed. */
  synchronized void undoToMark() {
    if (!settledBefore) {
      unrecorded();
    }
  }
}
