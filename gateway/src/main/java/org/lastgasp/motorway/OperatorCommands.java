package org.lastgasp.motorway;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.lastgasp.id.Eui64;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.inventory.InventoryUnavailable;
import org.lastgasp.journal.AcceptedRequests;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.policy.Breaker;
import org.lastgasp.policy.ClockSetBack;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.OrderScope;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Window;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators and the passing of time do to what is tracked: each is an entry in the journal's
 * order. Safe for any number of threads.
 */
public final class OperatorCommands {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorCommands.class);
  private static final int A_TURN = 1_000; // hubs or meters, a few milliseconds
  private static final int MOST_STORMS = 100; // each alert of a tracked hub is compared with them

  private final Journal journal;
  private final Tracker tracker;
  private final JournalOutage gap;
  private final Counters tally;
  private final Supplier<RuntimeSettings> rules;
  private final DeviceLookup devices;
  private final InstantSource clock;
  private volatile boolean owed;
  private volatile boolean unsure; // whether something could not be looked up

  /** The controls of one gateway. */
  public OperatorCommands(
      Journal journal,
      Tracker tracker,
      JournalOutage gap,
      Counters tally,
      Supplier<RuntimeSettings> rules,
      DeviceLookup devices,
      InstantSource clock) {
    this.journal = journal;
    this.tracker = tracker;
    this.gap = gap;
    this.tally = tally;
    this.rules = rules;
    this.devices = devices;
    this.clock = clock;
  }

  /**
   * Sets the switch. Once this returns, every later verdict is by the new position.
   *
   * @param by who
   * @param reason why
   * @return what it ended: turned off, every window, for good
   * @throws JournalUnavailable if it could not be recorded: then it is not set
   */
  public Tracker.Live set(Switch to, String by, String reason) {
    Tracker.Live ended =
        Appends.await(
            journal.append(
                pen -> {
                  Instant now = clock.instant();
                  Tracker.Live live =
                      to == Switch.OFF ? tracker.live(now) : Tracker.Live.NOTHING;
                  write(pen, new Event.Switched(now, to, by, reason));
                  return live;
                }));
    LOG.info(
        "event=switch-set to={} by=\"{}\" reason=\"{}\" windows-ended={} not-begun={}",
        to.code(), quotable(by), quotable(reason), ended.windows(), ended.notBegun());
    return ended;
  }

  /** Words of a person's, as they can stand between quotation marks in the log. */
  private static String quotable(String words) {
    return words.replace('"', '\'');
  }

  /** What became of an order. */
  public enum Outcome {
    DONE,
    /** There was no such order, or the breaker was not open. */
    NOTHING_THERE,
    /** As many orders stand as are allowed. */
    TOO_MANY
  }

  /**
   * Orders to forward everything of a place, or takes the order for just this place back. Once this
   * returns, every later verdict is by it. An order for a place where one stands replaces it.
   *
   * @param until when the order is to end by itself; empty if it stands until it is taken back
   * @throws JournalUnavailable if it could not be recorded: then it does not count
   */
  public Outcome storm(
      OrderScope place, StormOrder.Order order, Optional<Instant> until, String by, String reason) {
    Outcome outcome = Appends.await(stormed(place, order, until, by, reason));
    if (outcome == Outcome.DONE) {
      LOG.info(
          "event=storm-{} place=\"{}\" until={} by=\"{}\" reason=\"{}\"",
          order.code(), place, until.map(Instant::toString).orElse("taken-back"),
          quotable(by), quotable(reason));
    }
    return outcome;
  }

  private CompletableFuture<Outcome> stormed(
      OrderScope place, StormOrder.Order order, Optional<Instant> until, String by, String reason) {
    return journal.append(
        pen -> {
          List<StormOrder> standing = tracker.precautions().storms();
          boolean there = standing.stream().anyMatch(s -> s.place().equals(place));
          if (!there && order == StormOrder.Order.OFF) {
            return Outcome.NOTHING_THERE;
          }
          if (!there && standing.size() >= MOST_STORMS) {
            return Outcome.TOO_MANY;
          }
          Instant now = clock.instant();
          write(pen, new Event.StormOrdered(now, place, order, until, by, reason));
          return Outcome.DONE;
        });
  }

  /** Ends the storm orders whose time is over: each at the instant it was to end. */
  public void endStorms() {
    Instant now = clock.instant();
    if (tracker.precautions().storms().stream().noneMatch(storm -> storm.isOver(now))) {
      return;
    }
    List<StormOrder> ended =
        Appends.await(
            journal.append(
                pen -> {
                  List<StormOrder> over =
                      tracker.precautions().storms().stream().filter(s -> s.isOver(now)).toList();
                  over.forEach(storm -> write(pen, expiry(storm)));
                  return over;
                }));
    for (StormOrder each : ended) {
      LOG.info(
          "event=storm-expired place=\"{}\" at={} ordered-by=\"{}\" since={}",
          each.place(), each.until().orElseThrow(), quotable(each.by()), each.since());
    }
  }

  private static Event expiry(StormOrder storm) {
    Instant end = storm.until().orElseThrow();
    return new Event.StormOrdered(
        end,
        storm.place(),
        StormOrder.Order.OFF,
        storm.until(),
        storm.by(),
        "the end that was set");
  }

  /**
   * Closes the breaker by hand; what it counted is forgotten.
   *
   * @throws JournalUnavailable if it could not be recorded: then it stays open
   */
  public Outcome closeBreaker(String by, String reason) {
    Outcome outcome = Appends.await(closed(by, reason));
    if (outcome == Outcome.DONE) {
      LOG.info(
          "event=breaker-closed by=\"{}\" reason=\"{}\"", quotable(by), quotable(reason));
    }
    return outcome;
  }

  private CompletableFuture<Outcome> closed(String by, String reason) {
    return journal.append(
        pen -> {
          if (tracker.precautions().breaker().isEmpty()) {
            return Outcome.NOTHING_THERE;
          }
          Breaker.Position closed = Breaker.Position.CLOSED;
          write(pen, new Event.BreakerTurned(clock.instant(), closed, by, reason));
          return Outcome.DONE;
        });
  }

  /** Closes the breaker if its quiet time is over, or its guard was turned off. */
  public void closeQuietBreaker() {
    if (tracker.precautions().breaker().isEmpty()) {
      return;
    }
    Appends.await(
        journal.append(
            pen -> {
              tracker
                  .precautions()
                  .breaker()
                  .flatMap(open -> overFor(open, rules.get().policy().settings()))
                  .map(why -> closed(why))
                  .ifPresent(entry -> write(pen, entry));
              return true;
            }));
  }

  private Event closed(String why) {
    return new Event.BreakerTurned(
        clock.instant(), Breaker.Position.CLOSED, "breaker", why);
  }

  /** Why an open breaker may be closed, if it may. */
  private Optional<String> overFor(Breaker open, Settings settings) {
    if (settings.guard(Guard.BREAKER) == Guard.Setting.OFF) {
      return Optional.of("the guard is off");
    }
    return tracker.lately().isOver(open, clock.instant(), settings)
        ? Optional.of("quiet for " + settings.thresholds().quiet().toSeconds() + " s")
        : Optional.empty();
  }

  private void write(Journal.EntryAppender pen, Event entry) {
    gap.settle(pen, tracker, clock.instant());
    tracker.take(pen.write(entry), entry);
  }

  /** Records the configuration that is in force from here on. */
  public void configured(String configHash, String text, String by) {
    append(new Event.Configured(clock.instant(), configHash, text, by));
  }

  /**
   * Records that an operator settled what was to be done about an alert that was held back.
   *
   * @param alert the number of the alert's entry
   * @throws JournalUnavailable if it could not be recorded: then it is not settled
   */
  public void settle(long alert, String by, String reason) {
    append(new Event.Settled(clock.instant(), alert, by, reason));
  }

  /**
   * Delivers an alert late that was held back, unless that was done, or it is forgotten: a day
   * after its window.
   *
   * @param alert the number of its entry
   * @param because what was found, in words
   * @throws JournalUnavailable if it could not be recorded: then it is not delivered
   */
  public void release(long alert, String because) {
    Optional<Entry> recorded = journal.entry(alert);
    if (recorded.isEmpty()) {
      LOG.error(
          "event=release-lost number={} why=\"{}\" action=tell-its-receiver-by-hand",
          alert, quotable(because));
    }
    if (recorded.isEmpty()
        || !(recorded.get().entry() instanceof Event.AlertJudged held)
        || held.hub().isEmpty()) {
      return;
    }
    Eui64 hub = held.hub().get();
    boolean released =
        Appends.await(
            journal.append(
                held.document().length(),
                pen -> {
                  boolean may = tracker.mayRelease(hub, alert);
                  if (may) {
                    Instant now = clock.instant();
                    write(
                        pen,
                        new Event.Released(
                            now, alert, held.hub(), held.recipient(), because,
                            held.document()));
                  }
                  return may;
                }));
    if (released) {
      tally.deliveredLate();
    }
  }

  /** Tries by itself whether the journal can be written again, with the entry for the gap. */
  public void probe() {
    if (journal.isWritable() && gap.since().isEmpty()) {
      return;
    }
    gap.began(clock.instant());
    boolean unused =
        Appends.await(
            journal.append(
                pen -> {
                  gap.settle(pen, tracker, clock.instant());
                  return true;
                }));
  }

  /**
   * Ends what cannot be measured, if the start was before the journal's latest instant.
   *
   * @throws JournalUnavailable if it could not be recorded
   */
  public void endUnmeasured() {
    Instant latest = tracker.suppressFrom();
    Duration window = rules.get().policy().settings().window();
    Instant now = clock.instant();
    ClockSetBack setBack = new ClockSetBack(now, window);
    boolean any =
        now.isBefore(latest)
            && tracker.hubs().stream().anyMatch(h -> !h.equals(setBack.of(h)));
    if (any) {
      append(new Event.WindowsEnded(now, latest, window));
    }
  }

  /**
   * Takes the clock for right, though the journal has later instants: alerts are held back again.
   *
   * @throws JournalUnavailable if it could not be recorded: then it is not
   */
  public Outcome trustClock(String by, String reason) {
    return Appends.await(
        journal.append(
            pen -> {
              Instant now = clock.instant();
              if (!now.isBefore(tracker.suppressFrom())) {
                return Outcome.NOTHING_THERE;
              }
              write(pen, new Event.ClockTrusted(now, tracker.suppressFrom(), by, reason));
              return Outcome.DONE;
            }));
  }

  /** Records that the wall clock differs from the gateway's. */
  public void clockDiffered(Instant wall) {
    append(new Event.ClockDiffered(clock.instant(), wall));
  }

  /** The tries a crash has cut off from their answers: nobody knows what became of them. */
  public void giveUpAwaited() {
    for (Tracker.Awaited each : tracker.awaited()) {
      boolean unreadable = each.step() == Step.UNREADABLE;
      append(
          new Event.ActivationAnswered(
              clock.instant(),
              each.recorded(),
              Optional.of(each.request()),
              unreadable ? Optional.empty() : Optional.of(each.step()),
              DspAnswer.UNCONFIRMED,
              0,
              "crash",
              unreadable ? List.of(each.request()) : List.of()));
    }
  }

  /** What is to change, and where it came from. */
  public record Supply(String what, String source, String sha256, long rows, String by) {}

  /**
   * Puts an inventory or list in force, and ends or moves the windows of the meters it concerns, at
   * one point in the journal's order.
   *
   * @param prospect what it will say; asked before the change, by this thread
   * @param commit puts it in force; called by the journal's writer, so it has to be quick
   */
  public synchronized Event.Supplied supply(
      Supply supply, InventoryLookup prospect, Runnable commit) {
    Map<Eui64, ListChange> foreseen = new HashMap<>();
    unsure = false;
    tracker.tracked().forEach((meter, hub) -> foreseen.put(meter, change(meter, hub, prospect)));
    owed = true;
    Event.Supplied entry =
        Appends.await(
            journal.append(
                pen -> {
                  commit.run();
                  return record(pen, supply, foreseen);
                }));
    owed = unsure;
    return entry;
  }

  /** The windows that would end at once if inventory and list said something else. */
  public List<Window> endedBy(InventoryLookup prospect) {
    return ListChange.ended(tracker, rules.get().policy(), prospect, clock.instant());
  }

  /**
   * Makes up for a change that came into force while the journal could not be written, and for what
   * could not be looked up then.
   */
  public void recheckIfOwed() {
    if (owed) {
      recheck("inventory or list, read again", "gateway");
    }
  }

  /** Compares what is tracked with inventory and list as they are; records what differs. */
  public synchronized void recheck(String why, String by) {
    InventoryLookup present = devices.exact();
    unsure = false;
    boolean same =
        tracker.tracked().entrySet().parallelStream()
            .allMatch(e -> change(e.getKey(), e.getValue(), present) instanceof ListChange.None);
    if (same) {
      owed = unsure;
    } else {
      supply(new Supply(why, "", "", 0, by), present, () -> {});
    }
  }

  /** Forgets what can no longer matter, a little at a time: alerts wait meanwhile. */
  public void forget(Duration keepAccepted) {
    Instant now = clock.instant();
    inTurns(
        tracker.outdated(now, keepAccepted),
        some -> tracker.forget(some, now, keepAccepted));
    inTurns(tracker.strays(), tracker::forgetStrays);
  }

  /**
   * Has accepted requests remembered elsewhere that are only remembered, a little at a time: in
   * memory each would cost every start and every new segment.
   *
   * @throws JournalUnavailable if they could not be kept there: then they stay
   */
  public void moveAccepted(AcceptedRequests elsewhere) {
    List<Eui64> all = tracker.withAccepted();
    for (int from = 0; from < all.size(); from += A_TURN) {
      Map<Eui64, List<HubState.Accepted>> some = new HashMap<>();
      for (Eui64 hub : all.subList(from, Math.min(all.size(), from + A_TURN))) {
        some.put(hub, tracker.hub(hub).accepted());
      }
      elsewhere.keep(some.values().stream().flatMap(List::stream).toList());
      boolean unused =
          Appends.await(
              journal.append(
                  pen -> {
                    some.forEach(tracker::keptElsewhere);
                    return true;
                  }));
    }
  }

  /** Ends for good, hub by hub, the windows that the switch ended all at once. */
  public void settleSwitchedOff() {
    List<Tracker.Off> offs = tracker.offs();
    if (!offs.isEmpty()) {
      inTurns(tracker.unsettled(), tracker::settle);
      boolean unused =
          Appends.await(
              journal.append(
                  pen -> {
                    tracker.settled(offs);
                    return true;
                  }));
    }
  }

  private void inTurns(List<Eui64> all, Consumer<List<Eui64>> work) {
    for (int from = 0; from < all.size(); from += A_TURN) {
      List<Eui64> some = all.subList(from, Math.min(all.size(), from + A_TURN));
      Appends.await(
          journal.append(
              pen -> {
                work.accept(some);
                return true;
              }));
    }
  }

  private Event.Supplied record(
      Journal.EntryAppender pen, Supply supply, Map<Eui64, ListChange> foreseen) {
    gap.settle(pen, tracker, clock.instant());
    InventoryLookup present = devices.exact();
    List<Event.Move> moves = new ArrayList<>();
    List<Event.Leaving> leavings = new ArrayList<>();
    tracker
        .tracked()
        .forEach(
            (meter, hub) -> {
              ListChange change = foreseen.get(meter);
              switch (change == null ? change(meter, hub, present) : change) {
                case ListChange.None n -> {}
                case ListChange.Moved m -> moves.add(new Event.Move(meter, hub, m.to()));
                case ListChange.Left l -> leavings.add(new Event.Leaving(meter, l.gate()));
              }
            });
    Event.Supplied entry =
        new Event.Supplied(
            clock.instant(),
            supply.what(),
            supply.source(),
            supply.sha256(),
            supply.rows(),
            moves,
            leavings,
            supply.by());
    tracker.take(pen.write(entry), entry);
    return entry;
  }

  /** What cannot be looked up now ends nothing: it is looked at again later. */
  private ListChange change(Eui64 meter, Eui64 hub, InventoryLookup prospect) {
    try {
      if (prospect.isWhole()) {
        return ListChange.of(
            tracker, rules.get().policy(), prospect, meter, hub, clock.instant());
      }
    } catch (InventoryUnavailable unreadable) {
      LOG.warn("event=meter-not-looked-up why=\"{}\" action=tried-again", unreadable.getMessage());
    }
    unsure = true;
    return new ListChange.None();
  }

  private void append(Event entry) {
    CompletableFuture<Event> append =
        journal.append(
            pen -> {
              write(pen, entry);
              return entry;
            });
    Appends.await(append);
  }
}
