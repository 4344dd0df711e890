package org.lastgasp.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.lastgasp.sim.AlarmRule;
import org.lastgasp.sim.RandomDelays;
import org.lastgasp.sim.SupplyInterruption;

/**
 * The rules of the regions, as the impact assessment tells them. Of the North there are two
 * accounts; the second is also tried with its restoration messages lost.
 */
enum RegionRule {
  NORTH_TIMER("North, timer of 3 min (its CSP)", AlarmRule.NORTH_TIMER),
  NORTH_HELD("North, held for 2 min 30 s (the issue)", AlarmRule.NORTH_HELD),
  NORTH_HELD_LOST("North, the same, restoration message lost", AlarmRule.NORTH_HELD),
  SOUTH_AND_CENTRAL("South & Central", AlarmRule.SOUTH_AND_CENTRAL);

  private final String words;
  private final AlarmRule rule;

  RegionRule(String words, AlarmRule rule) {
    this.words = words;
    this.rule = rule;
  }

  /** As people read it. */
  String words() {
    return words;
  }

  /** As programs read it: {@code north-timer}. */
  String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether its hubs have a super capacitor. */
  boolean isNorth() {
    return this != SOUTH_AND_CENTRAL;
  }

  AlarmRule rule() {
    return rule;
  }

  /**
   * What chance may do: every whole second of the pause of a hub in South and Central, the same for
   * all cuts of a trace. An AD1 is the more likely the longer the pause, so the first and the last
   * case tell exactly whether it is certain or possible.
   */
  List<RandomDelays> cases() {
    return switch (this) {
      case NORTH_TIMER, NORTH_HELD -> List.of(RandomDelays.none(Duration.ZERO));
      case NORTH_HELD_LOST -> List.of(new RestorationLost());
      case SOUTH_AND_CENTRAL ->
          LongStream.rangeClosed(0, AlarmRule.LONGEST_PAUSE.toSeconds())
              .mapToObj(second -> RandomDelays.none(Duration.ofSeconds(second)))
              .toList();
    };
  }

  /** Whether a single loss of this length raises an AD1, in the first of the cases. */
  boolean raisesFor(Duration length) {
    if (length.isZero()) {
      return false; // the trace ends with the loss
    }
    SupplyInterruption loss = SupplyInterruption.lasting(Instant.EPOCH, length);
    return !rule.alarms(List.of(loss), cases().getFirst()).isEmpty();
  }

  /**
   * Whether the rule leaves a loss open because the hub's super capacitor is empty too soon: before
   * it has raised the alarm, or before it can tell that the supply is back.
   *
   * @param charge how long the capacitor lasts
   */
  boolean isLeftOpen(Duration length, Duration charge) {
    Duration told = this == NORTH_TIMER ? AlarmRule.TIMER : AlarmRule.LOSS_TOLD;
    boolean dies = charge.compareTo(length) < 0;
    boolean untold = length.compareTo(told) >= 0 && charge.compareTo(told) < 0;
    return switch (this) {
      case NORTH_TIMER, NORTH_HELD_LOST -> untold;
      case NORTH_HELD -> untold || (dies && length.compareTo(told) >= 0 && !raisesFor(length));
      case SOUTH_AND_CENTRAL -> false;
    };
  }

  private record RestorationLost() implements RandomDelays {
    @Override
    public Duration pause() {
      return Duration.ZERO;
    }

    @Override
    public boolean losesRestoration() {
      return true;
    }
  }
}
