package org.lastgasp.motorway;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.GlobalState;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Overrides;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.policy.Transition;

/**
 * The state machine that keeps what is tracked, as the journal's entries make it. Changed by the
 * journal's writer only. Other threads may look: they see one moment, perhaps shortly before it is
 * durable.
 */
public final class LiveState implements Journal.StateMachine {
  private static final int HUBS_A_PART = 500; // a state entry of about 500 kB, 5 ms

  private final JournalOutage outage;
  private volatile TrackingState state = TrackingState.empty();
  private TrackingState kept = state; // as of the last batch that is durable
  private TrackingState marked = state; // as the decision that is under way began

  /** One that knows nothing yet. */
  public LiveState(JournalOutage outage) {
    this.outage = outage;
  }

  /** The state of this moment. */
  public TrackingState state() {
    return state;
  }

  /** Goes on with another state. For the journal's writer, or before anything is appended. */
  void state(TrackingState next) {
    state = next;
  }

  @Override
  public void restore(Entry entry) {
    state = Transition.apply(state, entry.number(), entry.entry());
  }

  @Override
  public boolean restoresWhatPassed() {
    return false;
  }

  @Override
  public void restored(Instant latest) {
    state = state.reached(latest);
    kept = state;
  }

  @Override
  public List<Event.State> snapshot() {
    GlobalState global = state.global();
    List<HubState> all = state.hubs();
    int parts = Math.max(1, Math.ceilDiv(all.size(), HUBS_A_PART));
    List<Event.State> states = new ArrayList<>(parts);
    for (int part = 1; part <= parts; part++) {
      int from = (part - 1) * HUBS_A_PART;
      List<HubState> some = all.subList(from, Math.min(all.size(), from + HUBS_A_PART));
      Overrides first = part == 1 ? global.overrides() : Overrides.NONE;
      states.add(
          new Event.State(
              global.lastAt(), part, parts, state.position(), global.lastAt(), first, some));
    }
    return states;
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
