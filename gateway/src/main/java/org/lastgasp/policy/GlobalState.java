package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The part of what is tracked that belongs to no hub: the switch, the overrides, the clock, and
 * what the guards that count have seen. Immutable.
 *
 * @param position of the switch; empty in an empty journal
 * @param turnedOff the turns of the switch that are not applied to every hub's stored state yet: to
 *     end the windows of a hundred thousand hubs at once would stop the writer
 * @param lastAt the latest instant recorded; {@link Instant#MIN} in an empty journal
 * @param suppressFrom nothing received before this is suppressed; {@link Instant#MIN} if the clock
 *     was in order at the start
 * @param users the windows of each Service User, while they are limited
 * @param forgottenBlindness for how long the windows forgotten since the start held alerts back
 */
public record GlobalState(
    Optional<Switch> position,
    Overrides overrides,
    List<TurnedOff> turnedOff,
    Instant lastAt,
    Instant suppressFrom,
    GuardHistory guards,
    UserWindows users,
    Duration forgottenBlindness) {

  /** Nothing happened yet. */
  public static final GlobalState INITIAL =
      new GlobalState(
          Optional.empty(), Overrides.NONE, List.of(), Instant.MIN, Instant.MIN,
          GuardHistory.NONE, UserWindows.NONE, Duration.ZERO);

  public GlobalState {
    turnedOff = List.copyOf(turnedOff);
  }

  /**
   * The switch was turned off.
   *
   * @param id of the event
   */
  public record TurnedOff(long id, Instant at) {}

  /** A hub as it is once every turn of the switch is applied to it. */
  public HubState applied(HubState stored) {
    HubState hub = stored;
    for (TurnedOff each : turnedOff) {
      hub = hub.switchedOff(each.at(), each.id());
    }
    return hub;
  }

  GlobalState switched(long id, Switch to, Instant at) {
    List<TurnedOff> all =
        to == Switch.OFF
            ? Stream.concat(turnedOff.stream(), Stream.of(new TurnedOff(id, at))).toList()
            : turnedOff;
    return new GlobalState(
        Optional.of(to), overrides, all, lastAt, suppressFrom, guards, users,
        forgottenBlindness);
  }

  GlobalState with(Overrides next) {
    return new GlobalState(
        position, next, turnedOff, lastAt, suppressFrom, guards, users,
        forgottenBlindness);
  }

  GlobalState without(List<TurnedOff> applied) {
    List<TurnedOff> left = turnedOff.stream().filter(each -> !applied.contains(each)).toList();
    return new GlobalState(
        position, overrides, left, lastAt, suppressFrom, guards, users,
        forgottenBlindness);
  }

  /** The same, with nothing suppressed that was received before an instant. */
  public GlobalState suppressedFrom(Instant from) {
    return from.equals(suppressFrom) ? this : at(lastAt, from);
  }

  GlobalState at(Instant last, Instant from) {
    return new GlobalState(
        position, overrides, turnedOff, last, from, guards, users,
        forgottenBlindness);
  }

  GlobalState with(GuardHistory next) {
    return new GlobalState(
        position, overrides, turnedOff, lastAt, suppressFrom, next, users,
        forgottenBlindness);
  }

  GlobalState with(UserWindows next) {
    return new GlobalState(
        position, overrides, turnedOff, lastAt, suppressFrom, guards, next, forgottenBlindness);
  }

  GlobalState forgot(Duration blindness) {
    return new GlobalState(
        position, overrides, turnedOff, lastAt, suppressFrom, guards, users,
        forgottenBlindness.plus(blindness));
  }
}
