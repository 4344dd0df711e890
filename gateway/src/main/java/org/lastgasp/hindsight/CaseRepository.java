package org.lastgasp.hindsight;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.lastgasp.id.Eui64;

/**
 * A repository that keeps the cases of an engine. One thread at a time calls it. {@code
 * CasebookTest} runs on every implementation.
 */
interface CaseRepository {

  /** The number of cases ever opened: the ordinal of the last one. */
  long opened();

  /** The position of the last change; 0 if there was none. */
  long lastChange();

  /** The case of an alert, by the number of its entry. */
  Optional<Case> of(long number);

  /**
   * The watched cases of a hub or a meter that a fact of it may change, oldest first.
   *
   * @param tolerance by how much the clocks of devices may be wrong
   */
  List<Case> touchedBy(Eui64 device, Observation fact, Duration tolerance);

  /** The number of cases of a hub that are watched; counted up to so many. */
  int watched(Eui64 hub, int most);

  /** Keeps that windows ended: of the watched cases of a meter, or of all. */
  void end(Observation.Ended ended);

  /** Keeps that a clock set back ended windows. */
  void setBack(Observation.ClockSetBack back);

  /**
   * Keeps that the clock is right now: what was received later than that counts from then.
   *
   * @param horizon of those that are not closed
   */
  void trust(Instant now, Instant horizon);

  /** Keeps a new case, or what became of one. */
  void keep(Case about);

  /** Keeps a change. */
  void keep(LabelChange change);

  /** The first so many cases that are not closed with a horizon up to an instant, oldest first. */
  List<Case> due(Instant upTo, int most);

  /** The horizon that ends next; {@link Instant#MAX} if every case is closed. */
  Instant nextHorizon();

  /**
   * Keeps an activation, unless an earlier try of it is kept. From now until {@link
   * CaseEngine#MEMORY} after its window, what its meter says is remembered.
   */
  void track(Observation.Tracked tracked);

  /** Forgets an activation, but goes on to remember what its meter says. */
  void withdraw(Observation.Tracked withdrawn);

  /** Keeps that a meter is on another hub: its activations are of that one. */
  void move(Eui64 meter, Eui64 to);

  /** The activations that are tracked of a hub: none of a window that was over for long. */
  List<Observation.Tracked> tracked(Eui64 hub);

  /** The activations that are tracked of a meter: none of a window that was over for long. */
  List<Observation.Tracked> activations(Eui64 meter);

  /** Returns true if what a meter says at an instant is remembered. */
  boolean isTracked(Eui64 meter, Instant at);

  /** Remembers what a meter said. */
  void remember(Eui64 meter, Observation fact);

  /** The last that is remembered of a meter since an instant, in the order it was said. */
  List<Observation> remembered(Eui64 meter, Instant since, int most);
}
