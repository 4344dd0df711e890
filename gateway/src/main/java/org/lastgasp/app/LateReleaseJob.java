package org.lastgasp.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
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
  private final ActiveFault fault = ActiveFault.warning(LOG, "releases-not-made");
  private final WorkLoop loop =
      new WorkLoop(
          "releases", fault, Backoff.of(EVERY, EVERY), this::step,
          StoreUnavailable.class);

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
    return fault.mistakes();
  }

  @Override
  public List<RetentionHold<?>> holds() {
    return wanted.getAsBoolean()
        ? List.of(new RetentionHold<>(name(), Position.class, this::passed))
        : List.of();
  }

  private Duration step() {
    done = false;
    done = wanted.getAsBoolean() && release();
    return EVERY;
  }

  /** Releases what is to be released now; whether everything was looked at. */
  boolean sweep() {
    return loop.between(
        () -> {
          Duration unused = loop.turn();
          return done;
        });
  }

  /**
   * While hindsight lags, an alert waits for it, but not for long; if it fails, not at all: then it
   * is released in doubt.
   */
  private boolean release() {
    Instant now = clock.instant();
    long end = journal.lastId();
    boolean lags = !hindsight.catchUp() && hindsight.fault().isEmpty();
    Instant upTo = lags ? now.minus(PATIENCE) : now;
    long known = hindsight.docket().lastChange();
    boolean first = ended.equals(Instant.MIN);
    for (HubState.Suppression held : tracked.get().unreleased(upTo)) {
      boolean looked = !held.until().isAfter(ended) && held.recorded() <= last;
      if (!looked) {
        windowEnded(held.recorded());
      }
    }
    if (!first) {
      suspects(known);
    }
    ended = upTo;
    last = end;
    changes = known;
    return !lags;
  }

  private void windowEnded(long number) {
    Optional<Case> about = hindsight.of(number);
    Label label = about.map(Case::label).orElse(Label.UNRESOLVED);
    boolean settled = about.flatMap(Case::settlement).isPresent();
    if (label != Label.CONSISTENT && !settled) {
      boolean unknown = about.isEmpty() || !hindsight.passed().reaches(journal.behind(number));
      String doubt = unknown ? ", in doubt: hindsight has not come to it" : "";
      controls.release(number, "the window is over, and it is " + label.code() + doubt);
    }
  }

  private void suspects(long upTo) {
    List<LabelChange> some = hindsight.docket().changes(changes, upTo, AT_ONCE);
    while (!some.isEmpty()) {
      for (LabelChange change : some) {
        if (change.isToSuspect()) {
          controls.release(
              change.number(), "suspect: " + change.because().kind().code().replace('-', ' '));
        }
      }
      some = hindsight.docket().changes(some.getLast().position(), upTo, AT_ONCE);
    }
  }

  @Override
  public void close() {
    boolean unused = loop.stop(LAST);
  }
}
