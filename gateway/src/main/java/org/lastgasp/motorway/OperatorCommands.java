package org.lastgasp.motorway;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.lastgasp.id.Eui64;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.journal.AcceptedRequests;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.logging.EventLog;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Command.DeviceFacts;
import org.lastgasp.policy.Decider.Decision;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.GlobalState;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Maintenance;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.policy.Window;
import org.lastgasp.sqlite.StoreUnavailable;

/**
 * The commands of operators, and the effects of the passing of time, on what is tracked: each is an
 * entry in the journal's order. Safe for any number of threads.
 */
public final class OperatorCommands {
  private static final EventLog LOG = EventLog.of(OperatorCommands.class);
  private static final int A_TURN = 1_000; // hubs or meters, a few milliseconds

  private final CommandHandler handler;
  private final Journal journal;
  private final JournalOutage outage;
  private final Counters counters;
  private final Supplier<RuntimeSettings> rules;
  private final DeviceLookup devices;
  private final Peers peers;
  private final InstantSource clock;
  private Instant supplied = Instant.MIN;
  private volatile boolean owed;
  private volatile boolean unsure; // whether something could not be looked up

  /** The commands of one gateway. */
  public OperatorCommands(
      CommandHandler handler,
      Journal journal,
      JournalOutage outage,
      Counters counters,
      Supplier<RuntimeSettings> rules,
      DeviceLookup devices,
      Peers peers,
      InstantSource clock) {
    this.handler = handler;
    this.journal = journal;
    this.outage = outage;
    this.counters = counters;
    this.rules = rules;
    this.devices = devices;
    this.peers = peers;
    this.clock = clock;
  }

  /**
   * What a node of a cluster knows of the others.
   *
   * @param stateUpTo the time up to which the state here has all that was acknowledged anywhere
   * @param newestLists false while another node has a newer list, or it is not known yet
   */
  public record Peers(Supplier<Instant> stateUpTo, BooleanSupplier newestLists) {
    /** Of one machine, whose state has everything. */
    public static final Peers NONE = new Peers(() -> Instant.MAX, () -> true);
  }

  /**
   * Sets the switch. Once this returns, every later verdict is by the new position.
   *
   * @param by who
   * @param reason why
   * @return what it ended: turned off, every window, for good
   * @throws JournalUnavailable if it could not be recorded: then it is not set
   */
  public TrackingState.Live set(Switch to, String by, String reason) {
    CommandHandler.Result set = handler.handle(new Command.SetSwitch(to, by, reason));
    TrackingState.Live ended =
        to == Switch.OFF
            ? set.before().live(set.first().entry().at())
            : TrackingState.Live.NOTHING;
    LOG.info(
        "switch-set", "to", to.code(), "by", by, "reason", reason, "windows-ended", ended.windows(),
        "not-begun", ended.notBegun());
    return ended;
  }

  /**
   * Orders to forward everything of a place, or takes the order for just this place back. Once this
   * returns, every later verdict is by it. An order for a place where one stands replaces it.
   *
   * @param until when the order is to end by itself; empty if it stands until it is taken back
   * @throws JournalUnavailable if it could not be recorded: then it does not count
   */
  public Decision.Outcome storm(
      StormOrder.Scope place,
      StormOrder.Order order,
      Optional<Instant> until,
      String by,
      String reason) {
    Decision.Outcome outcome =
        handler.handle(new Command.SetStorm(place, order, until, by, reason)).outcome();
    if (outcome == Decision.Outcome.DONE) {
      LOG.info(
          "storm-" + order.code(), "place", place,
          "until", until.map(Instant::toString).orElse("taken-back"), "by", by, "reason", reason);
    }
    return outcome;
  }

  /** Ends the storm orders whose time is over: each at the instant it was to end. */
  public void endStorms() {
    Instant now = clock.instant();
    if (handler.state().overrides().storms().stream().noneMatch(storm -> storm.isOver(now))) {
      return;
    }
    CommandHandler.Result ended = handler.handle(new Command.EndStorms());
    List<StormOrder> left = ended.after().overrides().storms();
    for (StormOrder each : ended.before().overrides().storms()) {
      if (!left.contains(each)) {
        LOG.info(
            "storm-expired", "place", each.place(), "at", each.until().orElseThrow(),
            "ordered-by", each.by(), "since", each.since());
      }
    }
  }

  /**
   * Closes the breaker by hand; what it counted is forgotten.
   *
   * @throws JournalUnavailable if it could not be recorded: then it stays open
   */
  public Decision.Outcome closeBreaker(String by, String reason) {
    Decision.Outcome outcome = handler.handle(new Command.CloseBreaker(by, reason)).outcome();
    if (outcome == Decision.Outcome.DONE) {
      LOG.info("breaker-closed", "by", by, "reason", reason);
    }
    return outcome;
  }

  /** Closes the breaker if its quiet time is over, or its guard was turned off. */
  public void closeQuietBreaker() {
    if (handler.state().overrides().breaker().isPresent()) {
      handler.handle(new Command.CloseQuietBreaker());
    }
  }

  /** Records the configuration that is in force from here on. */
  public void configured(String configHash, String text, String by) {
    record(new Event.Configured(clock.instant(), configHash, text, by));
  }

  /**
   * Records that an operator settled what was to be done about an alert that was suppressed.
   *
   * @param alert the number of the alert's entry
   * @throws JournalUnavailable if it could not be recorded: then it is not settled
   */
  public void settle(long alert, String by, String reason) {
    record(new Event.Settled(clock.instant(), alert, by, reason));
  }

  /**
   * Records what an operator orders about a dead letter.
   *
   * @param message the number of its entry
   * @param recipient to whom it is sent, or who will not get it
   * @throws JournalUnavailable if it could not be recorded: then it must not be done
   */
  public void deadLetter(
      long message,
      Eui64 recipient,
      Event.DeadLetterOrdered.Order order,
      String by,
      String reason) {
    record(
        new Event.DeadLetterOrdered(clock.instant(), message, recipient, order, by, reason));
    LOG.info(
        "dead-letter-" + order.name().toLowerCase(Locale.ROOT), "number", message, "for",
        recipient, "by", by, "reason", reason);
  }

  /**
   * Records that an operator takes an item of the work-list on, gives it back, or notes something.
   *
   * @param alert the number of the alert's entry
   * @throws JournalUnavailable if it could not be recorded: then it is not noted
   */
  public void note(long alert, Event.Noted.Kind kind, String by, String text) {
    record(new Event.Noted(clock.instant(), alert, kind, by, text));
  }

  private void record(Event event) {
    handler.handle(new Command.RecordEvent(event));
  }

  /**
   * Delivers an alert late that was suppressed, unless that was done, or it is forgotten: a day
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
          "release-lost", "number", alert, "why", because, "action", "tell-its-receiver-by-hand");
      return;
    }
    if (recorded.get().entry() instanceof Event.AlertJudged held) {
      Command release = new Command.Release(alert, held, because);
      CommandHandler.Result result = handler.handle(held.document().length(), () -> release);
      if (!result.entries().isEmpty()) {
        counters.deliveredLate();
      }
    }
  }

  /** Tries by itself whether the journal can be written again, with the entry for the gap. */
  public void probe() {
    if (!journal.isWritable() || outage.since().isPresent()) {
      outage.began(clock.instant());
      handler.maintain(state -> state);
    }
  }

  /**
   * Takes the clock for right, though the journal has later instants: alerts are suppressed again.
   *
   * @throws JournalUnavailable if it could not be recorded: then it is not
   */
  public Decision.Outcome trustClock(String by, String reason) {
    return handler.handle(new Command.TrustClock(by, reason)).outcome();
  }

  /** Records that the wall clock differs from the gateway's. */
  public void clockDiffered(Instant wall) {
    record(new Event.ClockDiffered(clock.instant(), wall));
  }

  /** A change of a list, and where it came from. */
  public record Supply(String what, String source, String sha256, long rows, String by) {}

  /** The windows that a change of a list moves to another hub, or ends. */
  public record SupplyEffect(List<Window> moved, List<Window> ended) {
    public SupplyEffect {
      moved = List.copyOf(moved);
      ended = List.copyOf(ended);
    }

    /** The effect that inventory and list would have on a state if they said something else. */
    public static SupplyEffect of(
        TrackingState state, Policy policy, InventoryLookup prospect, Instant now) {
      List<Window> moved = new ArrayList<>();
      List<Window> ended = new ArrayList<>();
      if (prospect.isWhole()) {
        state
            .meters()
            .forEach(
                (meter, hub) -> {
                  DeviceFacts facts =
                      new DeviceFacts(prospect.device(meter), prospect.isListed(meter));
                  switch (facts.changeOf(meter, hub, state, policy, now)) {
                    case DeviceFacts.None _ -> {
                      // it stays as it is
                    }
                    case DeviceFacts.Left _ -> ended.addAll(state.live(meter, now));
                    case DeviceFacts.Change _ -> moved.addAll(state.live(meter, now));
                  }
                });
      }
      return new SupplyEffect(moved, ended);
    }

    private static SupplyEffect of(TrackingState before, Event.Supplied entry) {
      return new SupplyEffect(
          windows(before, entry.moves().stream().map(Event.Move::meter), entry.at()),
          windows(before, entry.leavings().stream().map(Event.Leaving::meter), entry.at()));
    }

    private static List<Window> windows(TrackingState before, Stream<Eui64> meters, Instant at) {
      return meters.flatMap(meter -> before.live(meter, at).stream()).toList();
    }
  }

  /**
   * Puts an inventory or list in force, and ends or moves the windows of the meters it concerns, at
   * one point in the journal's order.
   *
   * @param prospect what it will say; asked before the change, by this thread
   * @param commit puts it in force; called by the journal's writer, so it has to be quick
   */
  public synchronized SupplyEffect supply(
      Supply supply, InventoryLookup prospect, Runnable commit) {
    unsure = false;
    Map<Eui64, Optional<DeviceFacts>> foreseen = new ConcurrentHashMap<>();
    handler.state().tracked().keySet().forEach(m -> foreseen.put(m, facts(m, prospect)));
    owed = true;
    Function<Eui64, Optional<DeviceFacts>> known =
        meter -> foreseen.computeIfAbsent(meter, m -> facts(m, devices.exact()));
    CommandHandler.Result result =
        take(
            () -> {
              commit.run();
              return new Command.Supply(
                  supply.what(), supply.source(), supply.sha256(), supply.rows(), supply.by(),
                  known);
            });
    supplied = clock.instant();
    owed = unsure || peers.stateUpTo().get().isBefore(supplied);
    return SupplyEffect.of(result.before(), (Event.Supplied) result.first().entry());
  }

  /** A list that could not be put in force is a failure of its store, not of the journal's turn. */
  private CommandHandler.Result take(Supplier<Command> command) {
    try {
      return handler.handle(Journal.USUAL_BYTES, command);
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof StoreUnavailable unavailable) {
        throw unavailable;
      }
      throw failed;
    }
  }

  /** The effect that inventory and list would have now if they said something else. */
  public SupplyEffect foreseen(InventoryLookup prospect) {
    return SupplyEffect.of(
        handler.state(), rules.get().policy(), prospect, clock.instant());
  }

  /**
   * Makes up for a change that came into force while the journal could not be written, for what
   * could not be looked up then, and for what was tracked elsewhere and not known here yet.
   */
  public void recheckIfOwed() {
    if (owed) {
      recheck("inventory or list, read again", "gateway");
    }
  }

  /**
   * Compares what is tracked with inventory and list as they are; records what differs. An older
   * list than that of another node ends nothing: then it is put off.
   */
  public synchronized void recheck(String why, String by) {
    if (!peers.newestLists().getAsBoolean()) {
      owed = true;
      return;
    }
    boolean complete = !peers.stateUpTo().get().isBefore(supplied); // asked before the state
    InventoryLookup present = devices.exact();
    TrackingState state = handler.state();
    Policy policy = rules.get().policy();
    Instant now = clock.instant();
    unsure = false;
    boolean same =
        state.tracked().entrySet().parallelStream()
            .allMatch(
                e ->
                    facts(e.getKey(), present)
                        .map(f -> f.changeOf(e.getKey(), e.getValue(), state, policy, now))
                        .filter(change -> !(change instanceof DeviceFacts.None))
                        .isEmpty());
    if (same) {
      owed = unsure || !complete;
    } else {
      var unused = supply(new Supply(why, "", "", 0, by), present, () -> {});
    }
  }

  /** Looks up a meter; what cannot be looked up now ends nothing: it is looked at again later. */
  private Optional<DeviceFacts> facts(Eui64 meter, InventoryLookup view) {
    try {
      if (view.isWhole()) {
        return Optional.of(new DeviceFacts(view.device(meter), view.isListed(meter)));
      }
    } catch (StoreUnavailable unreadable) {
      LOG.warn("meter-not-looked-up", "why", unreadable.getMessage(), "action", "tried-again");
    }
    unsure = true;
    return Optional.empty();
  }

  /** Forgets what can no longer matter at an instant, a little at a time: alerts wait meanwhile. */
  public void forget(Duration keepAccepted, Instant now) {
    inTurns(
        Maintenance.outdated(handler.state(), now, keepAccepted),
        (state, some) -> Maintenance.forget(state, some, now, keepAccepted));
    inTurns(Maintenance.strays(handler.state()), Maintenance::forgetStrays);
  }

  /**
   * Has accepted requests remembered elsewhere that are only remembered, a little at a time: in
   * memory each would cost every start and every new segment.
   *
   * @throws JournalUnavailable if they could not be kept there: then they stay
   */
  public void moveAccepted(AcceptedRequests elsewhere) {
    inTurns(
        Maintenance.withAccepted(handler.state()),
        some -> {
          Map<Eui64, List<HubState.Accepted>> accepted = new HashMap<>();
          some.forEach(hub -> accepted.put(hub, handler.state().hub(hub).accepted()));
          elsewhere.keep(accepted.values().stream().flatMap(List::stream).toList());
          handler.maintain(state -> Maintenance.keptElsewhere(state, accepted));
        });
  }

  /** Ends for good, hub by hub, the windows that the switch ended all at once. */
  public void settleSwitchedOff() {
    TrackingState state = handler.state();
    List<GlobalState.TurnedOff> turned = state.global().turnedOff();
    if (!turned.isEmpty()) {
      inTurns(state.hubs().stream().map(HubState::hub).toList(), Maintenance::applySwitch);
      handler.maintain(now -> Maintenance.switchApplied(now, turned));
    }
  }

  private void inTurns(
      List<Eui64> all, BiFunction<TrackingState, List<Eui64>, TrackingState> work) {
    inTurns(all, some -> handler.maintain(state -> work.apply(state, some)));
  }

  private static void inTurns(List<Eui64> all, Consumer<List<Eui64>> work) {
    for (int from = 0; from < all.size(); from += A_TURN) {
      work.accept(all.subList(from, Math.min(all.size(), from + A_TURN)));
    }
  }
}
