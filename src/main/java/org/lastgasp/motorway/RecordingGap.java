package org.lastgasp.motorway;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;

/**
 * What happened while the journal could not be written, so that the first entries afterwards can
 * say so and the books balance. Answers of the DSP that could not be recorded are kept here too:
 * they are recorded before anything else is judged. Safe for any number of threads.
 *
 * <p>Lost in a crash: then the tries are found unanswered at the next start, which forwards or
 * holds as for a crash, and alerts handed over meanwhile are missing from the counts.
 */
public final class RecordingGap {
  private Optional<Instant> since = Optional.empty();
  private long alertsRelayed;
  private long refused;
  private long relayed;
  private final List<Entry.ActivationAnswered> answers = new ArrayList<>();
  private Optional<Entry.Gap> inBatch = Optional.empty();
  private List<Entry.ActivationAnswered> answersInBatch = List.of();

  /** What was done with a message that could not be recorded. */
  public enum Done {
    /** An AD1 was handed to its receiver at once. */
    ALERT_RELAYED,
    /** It was answered with 503. */
    REFUSED,
    /** A request was relayed and its answer returned. */
    RELAYED
  }

  /** A message could not be recorded. */
  synchronized void missed(Done done, Instant at) {
    since = since.or(() -> Optional.of(at));
    switch (done) {
      case ALERT_RELAYED -> alertsRelayed++;
      case REFUSED -> refused++;
      case RELAYED -> relayed++;
    }
  }

  /** An answer of the DSP could not be recorded. */
  synchronized void missed(Entry.ActivationAnswered answer) {
    since = since.or(() -> Optional.of(answer.at()));
    answers.add(answer);
  }

  /** Since when nothing could be recorded; empty while all is well. */
  public synchronized Optional<Instant> since() {
    return since;
  }

  /** Writes what is owed before anything else is judged; once a batch. Writer's thread only. */
  synchronized void settle(Journal.Pen pen, Tracker tracker, Instant now) {
    if (since.isEmpty() || inBatch.isPresent()) {
      return;
    }
    Entry.Gap entry = new Entry.Gap(now, since.get(), alertsRelayed, refused, relayed);
    inBatch = Optional.of(entry);
    answersInBatch = List.copyOf(answers);
    tracker.take(pen.write(entry), entry);
    for (Entry.ActivationAnswered answer : answersInBatch) {
      tracker.take(pen.write(answer), answer);
    }
  }

  /** What {@link #settle} wrote is durable. */
  synchronized void recorded() {
    inBatch.ifPresent(
        entry -> {
          alertsRelayed -= entry.alertsRelayed();
          refused -= entry.refused();
          relayed -= entry.relayed();
          answers.removeAll(answersInBatch);
          boolean more = alertsRelayed + refused + relayed + answers.size() > 0;
          since = more ? Optional.of(entry.at()) : Optional.empty();
        });
    inBatch = Optional.empty();
    answersInBatch = List.of();
  }

  /** What {@link #settle} wrote is not durable: it is still owed. */
  synchronized void unrecorded() {
    inBatch = Optional.empty();
    answersInBatch = List.of();
  }
}
