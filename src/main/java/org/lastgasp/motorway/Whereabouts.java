package org.lastgasp.motorway;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.policy.Area;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Locality;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Window;

/**
 * Where alerts come from, as far as the inventory tells: by the hub's own row, else by that of a
 * meter on it that is tracked. Asked by the threads that receive, never by the journal's writer,
 * and only while a guard or an order needs it.
 */
final class Whereabouts {
  private final Tracker tracker;
  private final Devices devices;

  Whereabouts(Tracker tracker, Devices devices) {
    this.tracker = tracker;
    this.devices = devices;
  }

  Locality of(Message.Ad1 alert, Settings settings) {
    boolean asked =
        settings.guard(Guard.COINCIDENT_OUTAGE) != Guard.Setting.OFF
            || tracker.precautions().askForRegion();
    return asked ? alert.hub().map(hub -> of(hub, alert)).orElse(Locality.UNKNOWN)
        : Locality.UNKNOWN;
  }

  private Locality of(Eui64 hub, Message.Ad1 alert) {
    HubState state = tracker.hub(hub);
    List<Device> rows =
        Stream.concat(Stream.of(hub), state.windows().stream().map(Window::meter).distinct())
            .flatMap(id -> devices.device(id).stream())
            .toList();
    OptionalInt distributor = distributor(alert, state);
    return new Locality(
        rows.stream().flatMap(row -> Area.of(row, distributor).stream()).findFirst(),
        rows.stream().map(Device::region).filter(region -> !region.isBlank()).findFirst());
  }

  private static OptionalInt distributor(Message.Ad1 alert, HubState state) {
    OptionalInt own = Directory.distributor(alert.mpxn());
    Optional<Mpan> other = state.windows().stream().flatMap(w -> w.mpan().stream()).findFirst();
    return own.isPresent() || other.isEmpty()
        ? own
        : OptionalInt.of(other.get().distributor());
  }
}
