package org.lastgasp.motorway;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Event;

/**
 * An outage of the journal: what happened while it could not be written, so that the first entries
 * afterwards can say so and the books balance. Events that could not be recorded then, or that set
 * right what became durable too late, are kept here too: they are recorded before anything else is
 * judged. Safe for any number of threads.
 *
 * <p>Lost in a crash: then the tries are found unanswered at the next start, which forwards or
 * suppresses as for a crash; alerts handed over meanwhile are missing from the counts, or are known
 * as suppressed alone.
 */
public final class JournalOutage {
  private Optional<Instant> since = Optional.empty();
  private long alertsRelayed;
  private long refused;
  private long relayed;
  private final List<Event> owed = new ArrayList<>();
  private Optional<Due> inBatch = Optional.empty();
  private boolean dueBefore; // the decision that began at the mark

  /** The thing that is being recorded. */
  private record Due(Instant at, Command.OutageEnded command) {}

  /** The treatment of a message that could not be recorded. */
  enum Done {
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
  synchronized void owes(Event event) {
    began(event.at());
    owed.add(event);
  }

  /** The instant since which nothing could be recorded; empty while all is well. */
  public synchronized Optional<Instant> since() {
    return since;
  }

  /** The alerts that were handed to their receivers since then, and are in no entry yet. */
  public synchronized long handedOver() {
    return alertsRelayed;
  }

  /**
   * Returns what is to be recorded before anything else is judged; once a batch. Writer's thread
   * only.
   */
  public synchronized Optional<Command> due(InstantSource clock) {
    if (since.isEmpty() || inBatch.isPresent()) {
      return Optional.empty();
    }
    Command.OutageEnded ended =
        new Command.OutageEnded(since.get(), alertsRelayed, refused, relayed, List.copyOf(owed));
    inBatch = Optional.of(new Due(clock.instant(), ended));
    return Optional.of(ended);
  }

  /** Notes that what was {@link #due} is durable. */
  public synchronized void recorded() {
    inBatch.ifPresent(this::subtract);
    unrecorded();
  }

  private void subtract(Due due) {
    alertsRelayed -= due.command().alertsRelayed();
    refused -= due.command().refused();
    relayed -= due.command().relayed();
    due.command().owed().forEach(owed::remove);
    boolean more = alertsRelayed + refused + relayed + owed.size() > 0;
    since = more ? Optional.of(due.at()) : Optional.empty();
  }

  /** Notes that what was {@link #due} is not durable: it is still owed. */
  public synchronized void unrecorded() {
    inBatch = Optional.empty();
  }

  /** A decision begins. */
  synchronized void mark() {
    dueBefore = inBatch.isPresent();
  }

  /** The decision failed: what it wrote of this is still owed. */
  synchronized void undoToMark() {
    if (!dueBefore) {
      unrecorded();
    }
  }
}
