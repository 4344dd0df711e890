package org.lastgasp.policy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;

/**
 * The location of a hub, as far as the inventory tells. Immutable.
 *
 * @param region as the inventory writes it
 */
public record HubLocation(Optional<Area> area, Optional<String> region) {
  /** Nothing is known of it, or nobody looked. */
  public static final HubLocation UNKNOWN = new HubLocation(Optional.empty(), Optional.empty());

  /** Returns true if a guard or an order needs to know where alerts come from. */
  static boolean isAsked(Settings settings, Overrides overrides) {
    return settings.guard(Guard.COINCIDENT_OUTAGE) != Guard.Setting.OFF
        || overrides.askForRegion();
  }

  /** Returns where an alert comes from; unknown while no guard and no order needs to know. */
  public static HubLocation of(
      Message.Ad1 alert,
      TrackingState state,
      Settings settings,
      Function<Eui64, Optional<Device>> devices) {
    return isAsked(settings, state.overrides())
        ? alert.hub().map(hub -> of(alert, state.hub(hub), devices)).orElse(UNKNOWN)
        : UNKNOWN;
  }

  /**
   * Returns where an alert comes from: by its hub's own row in the inventory, else by that of a
   * meter on it that is tracked.
   *
   * @param state what is tracked of the alert's hub
   */
  static HubLocation of(
      Message.Ad1 alert, HubState state, Function<Eui64, Optional<Device>> devices) {
    return of(alert.hub().stream(), Mpan.parse(alert.mpxn()).stream(), state, devices);
  }

  /**
   * Returns where the alerts of a hub come from, the same way; unknown while no order needs to
   * know.
   */
  public static HubLocation of(
      HubState state, Overrides overrides, Function<Eui64, Optional<Device>> devices) {
    return overrides.askForRegion()
        ? of(Stream.of(state.hub()), Stream.empty(), state, devices)
        : UNKNOWN;
  }

  private static HubLocation of(
      Stream<Eui64> hub,
      Stream<Mpan> alert,
      HubState state,
      Function<Eui64, Optional<Device>> devices) {
    List<Device> rows =
        Stream.concat(hub, state.windows().stream().map(Window::meter).distinct())
            .flatMap(id -> devices.apply(id).stream())
            .toList();
    OptionalInt distributor = distributor(alert, state);
    return new HubLocation(
        rows.stream().flatMap(row -> Area.of(row, distributor).stream()).findFirst(),
        rows.stream().map(Device::region).filter(region -> !region.isBlank()).findFirst());
  }

  private static OptionalInt distributor(Stream<Mpan> alert, HubState state) {
    return Stream.concat(
            alert,
            state.windows().stream().flatMap(window -> window.mpan().stream()))
        .mapToInt(Mpan::distributor)
        .findFirst();
  }
}
