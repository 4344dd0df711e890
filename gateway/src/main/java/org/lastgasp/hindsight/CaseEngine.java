package org.lastgasp.hindsight;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.lastgasp.id.Eui64;

/**
 * An engine that folds observations, in the order of their numbers, into cases and the changes of
 * their labels. No disk and no clock of its own: the same facts give the same cases and changes,
 * live, from the journal and in a simulation. For one thread at a time.
 *
 * <pre>
 *   CaseEngine book = CaseEngine.inMemory(HindsightSettings.DEFAULT);
 *   book.take(held);
 *   book.take(restored);          // gives the change to suspect
 *   book.passed(end);             // silence is found once a horizon is over
 *   book.of(held.number())        // the case, with its assessment
 * </pre>
 */
public final class CaseEngine {
  /** The time for which a tracked meter's messages are remembered: it may come before the alert. */
  static final Duration MEMORY = Duration.ofHours(24);

  /**
   * The time after its horizon at which a case is closed: what was received in time may come in
   * late.
   */
  static final Duration GRACE = Duration.ofMinutes(1);

  /** The most cases of a hub that are followed at once; one more is opened, and that is all. */
  static final int MOST_FOLLOWED = 1_000;

  private static final int MOST_SAID = 200; // of what a meter said before an alert
  private static final int AT_ONCE = 1_000;

  /** More entries than are ever counted; of ids that count time, as many as pass in 19 hours. */
  private static final long COUNTED = 1L << 39;

  private static final int COUNTED_SHIFT = 24; // 16 million changes an entry
  private static final int TIMED_SHIFT = 9; // 512 changes an id, and four billion a second

  private final Duration horizon;
  private final EvidenceRules rules;
  private final CaseRepository repository;
  private long last;

  CaseEngine(HindsightSettings settings, CaseRepository repository) {
    this.horizon = settings.horizon();
    this.rules = new EvidenceRules(settings.clockTolerance());
    this.repository = repository;
  }

  /** A book that is kept in memory, every case of it. */
  public static CaseEngine inMemory(HindsightSettings settings) {
    return new CaseEngine(settings, new InMemoryCaseRepository());
  }

  /** Takes a fact up and gives the changes it makes, those that only time made first. */
  public List<LabelChange> take(Observation fact) {
    List<LabelChange> changes = new ArrayList<>();
    passed(fact.at(), changes::add);
    take(fact, changes::add);
    return changes;
  }

  /**
   * The same without those that time made, for so many changes that a list would be too long: when
   * a fact was received says nothing of what else is recorded by then.
   */
  void take(Observation fact, Consumer<LabelChange> changes) {
    last = Math.max(last, fact.number());
    switch (fact) {
      case Observation.Tracked tracked -> {
        repository.move(tracked.meter(), tracked.hub());
        repository.track(tracked);
      }
      case Observation.Answered a ->
          a.withdraws(repository.activations(a.request().target())).forEach(repository::withdraw);
      case Observation.Moved moved -> repository.move(moved.meter(), moved.to());
      case Observation.Held held -> held(held, changes);
      case Observation.Alerted alerted -> each(alerted.hub(), alerted, changes);
      case Observation.Restored restored -> said(restored.meter(), restored, changes);
      case Observation.Outcome outcome -> said(outcome.meter(), outcome, changes);
      case Observation.Heard heard -> each(heard.device(), heard, changes);
      case Observation.Released released -> release(released, changes);
      case Observation.Settled settled -> settle(settled);
      case Observation.Ended ended -> repository.end(ended);
      case Observation.ClockSetBack back -> repository.setBack(back);
      case Observation.ClockTrusted right -> repository.trust(right.at(), right.at().plus(horizon));
    }
  }

  /** Time has passed without a fact; gives the changes of what was silent to its horizon. */
  public List<LabelChange> passed(Instant now) {
    List<LabelChange> changes = new ArrayList<>();
    passed(now, changes::add);
    return changes;
  }

  /** The same, for so many changes that a list of them would be too long. */
  void passed(Instant now, Consumer<LabelChange> changes) {
    Instant upTo = now.minus(GRACE);
    while (!repository.nextHorizon().isAfter(upTo)) {
      for (Case about : repository.due(upTo, AT_ONCE)) {
        Case closed = about.over();
        Optional<Evidence> silence = EvidenceRules.closing(closed);
        keep(about, silence.map(closed::with).orElse(closed), silence, changes);
      }
    }
  }

  /** All up to an entry was taken up in an earlier run. */
  void resume(long number) {
    last = number;
  }

  /** The same, on the way to an entry that may hold no fact; only its number places the changes. */
  void passed(long number, Instant now, Consumer<LabelChange> changes) {
    passed(now, changes);
    last = Math.max(last, number);
  }

  /** Returns true if nothing changes if only time passes until then. */
  boolean isQuiet(Instant now) {
    return repository.nextHorizon().isAfter(now.minus(GRACE));
  }

  /** The case of an alert that was suppressed, by its number. */
  public Optional<Case> of(long number) {
    return repository.of(number);
  }

  private void held(Observation.Held held, Consumer<LabelChange> changes) {
    List<Case> others = each(held.hub(), held, changes);
    Case opened = opened(held);
    repository.keep(opened);
    Case now = found(opened, rules.opening(held), changes);
    Instant since = held.at().minus(MEMORY);
    for (Observation earlier : repository.remembered(held.meter(), since, MOST_SAID)) {
      now = found(now, rules.of(now, earlier, List.of()), changes);
    }
    Optional<Evidence> earlier =
        others.stream()
            .filter(other -> other.held().request().equals(held.request()))
            .filter(other -> held.at().isBefore(other.until()))
            .findFirst()
            .map(other -> EvidenceRules.alertedBefore(other, held));
    found(now, earlier, changes);
  }

  /** One too many of its hub is judged by what is known of it now, and closed. */
  private Case opened(Observation.Held held) {
    Case opened = Case.opened(held, repository.opened() + 1, held.at().plus(horizon));
    return repository.watched(held.hub(), MOST_FOLLOWED) < MOST_FOLLOWED
        ? opened
        : opened.with(EvidenceRules.notFollowed(held, MOST_FOLLOWED)).over();
  }

  /** Takes up what a meter says of its supply or its activation: perhaps before the alert. */
  private void said(Eui64 meter, Observation fact, Consumer<LabelChange> changes) {
    if (repository.isTracked(meter, fact.at())) {
      repository.remember(meter, fact);
    }
    each(meter, fact, changes);
  }

  /** Gives the cases it is evidence for. */
  private List<Case> each(Eui64 device, Observation fact, Consumer<LabelChange> changes) {
    List<Case> cases = repository.touchedBy(device, fact, rules.tolerance());
    List<Case> found = new ArrayList<>();
    List<Observation.Tracked> tracked = cases.isEmpty() ? List.of() : tracked(device, fact);
    for (Case about : cases) {
      boolean life =
          fact instanceof Observation.Heard heard && EvidenceRules.isSince(about.held(), heard);
      Case heard = life ? about.heard(fact.at()) : about;
      Optional<Evidence> evidence = rules.of(about, fact, tracked);
      keep(about, evidence.map(heard::with).orElse(heard), evidence, changes);
      evidence.ifPresent(e -> found.add(about));
    }
    return found;
  }

  /**
   * What is tracked of a hub when it alerts. The verdict knew the window that it named better: it
   * may be a further one of a request, or one that its repetition lengthened.
   */
  private List<Observation.Tracked> tracked(Eui64 hub, Observation alert) {
    Optional<Observation.Tracked> named = alert.named();
    Stream<Observation.Tracked> others =
        repository.tracked(hub).stream()
            .filter(each -> named.filter(n -> n.number() == each.number()).isEmpty());
    return Stream.concat(others, named.stream()).toList();
  }

  /** A change that reports tell, though the label stays what it is. */
  private void release(Observation.Released released, Consumer<LabelChange> changes) {
    Optional<Case> found = repository.of(released.alert());
    if (found.isEmpty()) {
      return;
    }
    Evidence told =
        new Evidence(
            Evidence.Kind.RELEASED,
            OptionalLong.of(released.number()),
            released.at(),
            released.because());
    Case after = found.get().with(told);
    if (!after.equals(found.get())) {
      repository.keep(after);
      changed(after, after.label(), after.label(), released.at(), told, changes);
    }
  }

  private void settle(Observation.Settled settled) {
    Case.Settlement by = new Case.Settlement(settled.at(), settled.by(), settled.reason());
    repository.of(settled.alert()).ifPresent(about -> repository.keep(about.settled(by)));
  }

  private Case found(Case before, Optional<Evidence> evidence, Consumer<LabelChange> changes) {
    Case after = evidence.map(before::with).orElse(before);
    keep(before, after, evidence, changes);
    return after;
  }

  private void keep(
      Case before, Case after, Optional<Evidence> evidence, Consumer<LabelChange> changes) {
    if (after.equals(before)) {
      return;
    }
    repository.keep(after);
    if (after.label() != before.label()) {
      Instant since = after.assessment().since();
      changed(after, before.label(), after.label(), since, evidence.orElseThrow(), changes);
    }
  }

  private void changed(
      Case about,
      Label from,
      Label to,
      Instant at,
      Evidence because,
      Consumer<LabelChange> changes) {
    long position = Math.max(repository.lastChange() + 1, position(last));
    LabelChange change =
        new LabelChange(position, about.number(), about.ordinal(), from, to, at, because);
    repository.keep(change);
    changes.accept(change);
  }

  /**
   * Returns the position of the first change that comes with an entry: below 2^63 for a number that
   * is counted, and for an id below 2^53 that counts time.
   */
  private static long position(long number) {
    return number < COUNTED ? number << COUNTED_SHIFT : number << TIMED_SHIFT;
  }

  /**
   * Returns true if a position was given for an entry that comes much later than the journal's
   * last: no journal whose ids count time has it, however far it is behind.
   */
  static boolean isBeyond(long position, long lastId) {
    return lastId >= COUNTED && position >> TIMED_SHIFT > lastId + COUNTED;
  }
}
