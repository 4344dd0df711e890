package org.lastgasp.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.lastgasp.api.BlindHubs;
import org.lastgasp.api.BlindResponse;
import org.lastgasp.api.GatewayState;
import org.lastgasp.api.StateReader;
import org.lastgasp.api.StateSentence;
import org.lastgasp.api.StateSentence.StateFacts;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.journal.Journal;
import org.lastgasp.logging.EventLog;
import org.lastgasp.motorway.JournalOutage;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackingState;

/**
 * The current state of the gateway: what happens to an AD1 that arrives now. It is computed when
 * asked for, and logged whenever it changes. Safe for any number of threads.
 */
final class CurrentState {
  private static final EventLog LOG = EventLog.of(CurrentState.class);
  private static final long FULL = 1 << 20; // bytes: less than an append needs to be safe

  private static final int A_SMALL_PART = 20; // one part in so many, for counting hubs

  private final Sources sources;
  private final Path folder;
  private Optional<Told> told = Optional.empty();
  private volatile Optional<Event.Switched> switched = Optional.empty();
  private volatile OptionalLong observed = OptionalLong.empty();
  private volatile Scan scan = new Scan(StateFacts.Blind.NONE, 0, 0);

  /**
   * The sources that it is determined from.
   *
   * @param first the switch if the journal knows none
   * @param trusted from when on the clock can be trusted
   */
  record Sources(
      Journal journal,
      Supplier<TrackingState> tracked,
      JournalOutage gap,
      Inventory inventory,
      Supplier<Policy> policy,
      AuditQueries queries,
      InstantSource clock,
      Supplier<Instant> trusted,
      Switch first) {}

  /** The state that was logged last, without the numbers of hubs and alerts. */
  private record Told(GatewayState.Cause cause, List<StormOrder> storms, Switch position) {}

  /** The blind hubs as they were counted last, when that was, and how long it took. */
  private record Scan(StateFacts.Blind blind, long ended, long took) {}

  /**
   * Of a gateway.
   *
   * @param folder where the journal is: whether its disk is full
   */
  CurrentState(Sources sources, Path folder) {
    this.sources = sources;
    this.folder = folder;
  }

  /**
   * As it is now. Whoever asks waits for no index, and no long for a count of hubs: who set the
   * switch and what observe let through are a second old.
   */
  GatewayState now() {
    return StateSentence.of(facts());
  }

  private StateFacts facts() {
    Instant now = sources.clock().instant();
    Optional<Instant> untrusted = Optional.of(sources.trusted().get()).filter(now::isBefore);
    return StateReader.facts(
        now,
        new StateReader.Recording(unrecordable(), untrusted),
        sources.tracked().get(),
        position(),
        sources.inventory().status(),
        sources.policy().get().settings(),
        new StateReader.Slow(switched, observed, blind(now)));
  }

  private Switch position() {
    return sources.tracked().get().global().position().orElse(sources.first());
  }

  /** Counted anew unless that would take more than a small part of the time. */
  private StateFacts.Blind blind(Instant now) {
    Scan last = scan;
    long began = System.nanoTime();
    if (began - last.ended() < last.took() * A_SMALL_PART) {
      return last.blind();
    }
    StateFacts.Blind blind =
        BlindHubs.of(
            new BlindResponse.Now(
                    sources.tracked().get(), sources.policy().get(), sources.inventory(), now))
            .total();
    long ended = System.nanoTime();
    scan = new Scan(blind, ended, ended - began);
    return blind;
  }

  private void look() {
    Switch position = position();
    switched = StateReader.switched(sources.queries());
    Instant now = sources.clock().instant();
    observed =
        position == Switch.OBSERVE
            ? StateReader.observed(sources.queries(), now)
            : OptionalLong.empty();
  }

  private Optional<StateFacts.Unrecordable> unrecordable() {
    if (sources.journal().isWritable()) {
      return Optional.empty();
    }
    String why = sources.journal().stalledFor().isPresent() ? "the disk does not answer" : full();
    return Optional.of(
        new StateFacts.Unrecordable(
            sources.gap().since(), why, sources.gap().handedOver()));
  }

  private String full() {
    try {
      return Files.getFileStore(folder).getUsableSpace() < FULL ? "disk full" : "";
    } catch (IOException unknown) {
      return Files.exists(folder) ? "" : "folder moved or removed";
    }
  }

  /** Logs the state if it differs from the one logged last. */
  synchronized void tell() {
    look();
    StateFacts facts = facts();
    GatewayState state = StateSentence.of(facts);
    Told next = new Told(state.cause(), facts.storms(), facts.position());
    if (!told.equals(Optional.of(next))) {
      told = Optional.of(next);
      LOG.info(
          "state", "state", state.effect().code(), "cause", state.cause().code(),
          "sentence", state.sentence());
    }
  }
}
