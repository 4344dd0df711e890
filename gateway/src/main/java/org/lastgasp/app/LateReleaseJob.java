package org.lastgasp.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.lastgasp.files.CountText;
import org.lastgasp.files.ErrorText;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.Hindsight;
import org.lastgasp.hindsight.Label;
import org.lastgasp.hindsight.LabelChange;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.Position;
import org.lastgasp.logging.EventLog;
import org.lastgasp.motorway.OperatorCommands;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.RetentionHold;
import org.lastgasp.worker.StepFailed;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/**
 * A job that has suppressed alerts delivered late if they are not found consistent with the
 * firmware: at the end of their window, or as soon as they are suspect. What was released is known
 * from the journal, so that nothing is released twice, also over a restart.
 */
final class LateReleaseJob implements Worker {
  private static final EventLog LOG = EventLog.of(LateReleaseJob.class);
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration LAST = Duration.ofSeconds(5); // for a sweep under way at the end
  private static final int AT_ONCE = 1_000;

  /** An alert whose window has been over for so long waits no longer for hindsight. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Journal journal;
  private final Hindsight hindsight;
  private final Supplier<TrackingState> tracked;
  private final OperatorCommands controls;
  private final InstantSource clock;
  private final BooleanSupplier wanted;
  private Instant ended = Instant.MIN; // every window up to here was looked at
  private long last; // of the journal, at that moment
  private long changes; // of hindsight, at that moment
  private boolean done; // all that was to be looked at, by the last sweep
  private final NavigableMap<Long, Failed> failed = new TreeMap<>(); // by number
  private final ActiveFault fault = ActiveFault.warning(LOG, "releases-not-made");
  private final WorkLoop loop =
      new WorkLoop(
          "releases", fault, Backoff.of(EVERY, EVERY), this::step,
          StoreUnavailable.class);

  /** A release that could not be made, and why. */
  private record Failed(Runnable release, StoreUnavailable why) {}

  /** One gateway's; {@code wanted} is the setting {@code release-late} of the moment. */
  LateReleaseJob(
      Journal journal,
      Hindsight hindsight,
      Supplier<TrackingState> tracked,
      OperatorCommands controls,
      InstantSource clock,
      BooleanSupplier wanted) {
    this.journal = journal;
    this.hindsight = hindsight;
    this.tracked = tracked;
    this.controls = controls;
    this.clock = clock;
    this.wanted = wanted;
  }

  /**
   * The position up to which nothing is needed for a late release: behind it stands the first alert
   * suppressed that may still be released.
   */
  private Position passed() {
    Position last = journal.last(); // first: what is suppressed from here on stands behind it
    OptionalLong first =
        tracked.get().unreleased(Instant.MAX).stream()
            .mapToLong(HubState.Suppression::recorded)
            .min();
    return first.isPresent() ? Position.min(last, journal.before(first.getAsLong())) : last;
  }

  @Override
  public String name() {
    return "late releases";
  }

  @Override
  public void start() {
    loop.startAfter(FIRST);
  }

  @Override
  public List<HealthIssue> issues() {
    return fault.issues();
  }

  @Override
  public List<RetentionHold<?>> holds() {
    return wanted.getAsBoolean()
        ? List.of(new RetentionHold<>(name(), Position.class, this::passed))
        : List.of();
  }

  private Duration step() {
    done = false;
    if (!wanted.getAsBoolean()) {
      failed.clear();
      return EVERY;
    }
    boolean all = release();
    if (!failed.isEmpty()) {
      throw new StepFailed(
          CountText.of(failed.size(), "suppressed alert")
              + " cannot be delivered late, alert "
              + failed.firstKey() + " first: "
              + ErrorText.of(failed.firstEntry().getValue().why()));
    }
    done = all;
    return EVERY;
  }

  /** Releases all alerts that are due. Returns true if every alert was examined. */
  boolean sweep() {
    return loop.between(
        () -> {
          Duration unused = loop.turn();
          return done;
        });
  }

  /**
   * While hindsight lags or cannot be read, an alert waits for it, but not for long; if it fails,
   * not at all: then it is released in doubt.
   */
  private boolean release() {
    Instant now = clock.instant();
    long end = journal.lastId();
    OptionalLong known = lastChange();
    boolean lags =
        known.isEmpty() || (!hindsight.catchUp() && hindsight.fault().isEmpty());
    Instant upTo = lags ? now.minus(PATIENCE) : now;
    boolean first = ended.equals(Instant.MIN);
    failed.keySet().retainAll(unreleased());
    Map.copyOf(failed).forEach((number, each) -> attempt(number, each.release()));
    for (HubState.Suppression held : tracked.get().unreleased(upTo)) {
      boolean looked = !held.until().isAfter(ended) && held.recorded() <= last;
      if (!looked) {
        attempt(held.recorded(), () -> windowEnded(held.recorded()));
      }
    }
    if (known.isPresent()) {
      if (!first) {
        suspects(known.getAsLong());
      }
      ended = upTo;
      last = end;
      changes = known.getAsLong();
    }
    return !lags;
  }

  /** The last change that hindsight made; empty if it cannot be read. */
  private OptionalLong lastChange() {
    try {
      return OptionalLong.of(hindsight.caseIndex().lastChange());
    } catch (StoreUnavailable unreadable) {
      LOG.warn("hindsight-not-read", "why", ErrorText.of(unreadable));
      return OptionalLong.empty();
    }
  }

  private Set<Long> unreleased() {
    return failed.isEmpty()
        ? Set.of()
        : tracked.get().unreleased(Instant.MAX).stream()
            .map(HubState.Suppression::recorded)
            .collect(Collectors.toSet());
  }

  /** One that cannot be read keeps no other from being released, and is tried again. */
  private void attempt(long number, Runnable release) {
    try {
      release.run();
      failed.remove(number);
    } catch (StoreUnavailable unavailable) {
      if (!journal.isWritable() || journal.stalledFor().isPresent()) {
        throw unavailable; // and so would all others
      }
      failed.put(number, new Failed(release, unavailable));
    }
  }

  private void windowEnded(long number) {
    Optional<Case> about = about(number);
    Label label = about.map(Case::label).orElse(Label.UNRESOLVED);
    boolean settled = about.flatMap(Case::settlement).isPresent();
    if (label != Label.CONSISTENT && !settled) {
      boolean unknown = about.isEmpty() || !hindsight.passed().reaches(journal.behind(number));
      String doubt = unknown ? ", in doubt: hindsight has not come to it" : "";
      controls.release(number, "the window is over, and it is " + label.code() + doubt);
    }
  }

  /** Empty too if hindsight cannot be read. */
  private Optional<Case> about(long number) {
    try {
      return hindsight.of(number);
    } catch (StoreUnavailable unreadable) {
      LOG.warn("hindsight-not-read", "why", ErrorText.of(unreadable));
      return Optional.empty();
    }
  }

  private void suspects(long upTo) {
    List<LabelChange> some = hindsight.caseIndex().changes(changes, upTo, AT_ONCE);
    while (!some.isEmpty()) {
      for (LabelChange change : some) {
        if (change.isToSuspect()) {
          String because = "suspect: " + change.because().kind().code().replace('-', ' ');
          attempt(change.number(), () -> controls.release(change.number(), because));
        }
      }
      some = hindsight.caseIndex().changes(some.getLast().position(), upTo, AT_ONCE);
    }
  }

  @Override
  public void close() {
    boolean unused = loop.stop(LAST);
  }
}
