package org.lastgasp.motorway;

import java.time.Instant;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.Snapshot;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.policy.Transition;

/**
 * The state machine that keeps what is tracked, as the journal's entries make it. Changed by the
 * journal's writer only. Other threads may look: they see one moment, perhaps shortly before it is
 * durable.
 */
public final class LiveState implements Journal.StateMachine {
  private static final int PARTS_OF = 500; // hubs: a row of about 500 kB, 5 ms

  private final JournalOutage outage;
  private final int hubsAPart;
  private volatile TrackingState state = TrackingState.empty();
  private TrackingState kept = state; // as of the last batch that is durable
  private TrackingState marked = state; // as the decision that is under way began

  /** One that knows nothing yet. */
  public LiveState(JournalOutage outage) {
    this(outage, PARTS_OF);
  }

  private LiveState(JournalOutage outage, int hubsAPart) {
    this.outage = outage;
    this.hubsAPart = hubsAPart;
  }

  /**
   * One whose entries have ids that were made elsewhere: behind each there is room for one number,
   * so a snapshot is one row. What could not be recorded is another's affair.
   */
  public static LiveState mirroring() {
    return new LiveState(new JournalOutage(), Integer.MAX_VALUE);
  }

  /** The state of this moment. */
  public TrackingState state() {
    return state;
  }

  /** Goes on with another state, until what is judged is durable. For the journal's writer. */
  void state(TrackingState next) {
    state = next;
  }

  /** Begins with a state, whatever becomes of the first batch. Before anything is appended. */
  void begin(TrackingState next) {
    state = next;
    kept = next;
  }

  @Override
  public void restore(Entry entry) {
    begin(Transition.apply(state, entry.number(), entry.entry()));
  }

  @Override
  public boolean restoresWhatPassed() {
    return false;
  }

  @Override
  public void restored(Instant latest) {
    begin(state.reached(latest));
  }

  @Override
  public void restore(Snapshot part) {
    TrackingState next =
        part.part() == 1
            ? TrackingState.of(part.position(), part.lastAt(), part.overrides())
            : state;
    for (HubState each : part.hubs()) {
      next = next.with(each);
    }
    begin(next);
  }

  @Override
  public Snapshot snapshot() {
    return new Snapshot(
        state.position(), state.global().lastAt(), state.overrides(), state.hubs());
  }

  @Override
  public int hubsAPart() {
    return hubsAPart;
  }

  @Override
  public void mark() {
    marked = state;
    outage.mark();
  }

  @Override
  public void undoToMark() {
    state = marked;
    outage.undoToMark();
  }

  @Override
  public void keep() {
    kept = state;
    outage.recorded();
  }

  @Override
  public void undo() {
    state = kept;
    outage.unrecorded();
  }
}
