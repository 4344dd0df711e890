package org.lastgasp.api;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.ResponseId;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.Window;

/**
 * The subject of a support call: what an id names, and so whose data may be shown. Immutable.
 *
 * @param id without white space around it: a hub, meter, MPAN, ResponseID or RequestID
 * @param devices those that the id names; none of an MPAN
 */
record SupportSubject(String id, Set<Eui64> devices) {
  static SupportSubject of(String text) {
    String id = Mpan.typed(text);
    Set<Eui64> named = new LinkedHashSet<>();
    Eui64.parse(id).ifPresent(named::add);
    ResponseId.parse(id)
        .ifPresent(
            pair -> {
              named.add(pair.sender()); // of one of the two: the other is a Service User
              named.add(pair.recipient());
            });
    return new SupportSubject(id, named);
  }

  /** Returns true if a window is of this hub, meter or MPAN. */
  boolean concerns(Window window) {
    return concerns(window.hub(), window.meter(), window.mpan().map(Mpan::digits));
  }

  /** The rows of the inventory that are about it: its own, and those of hub and meter beside it. */
  Set<Device> rows(
      Collection<WindowsResponse.Item> windows,
      Collection<ExplainResponse.Alert> alerts,
      InventoryLookup inventory) {
    Set<Eui64> ids = new LinkedHashSet<>(devices);
    windows.forEach(window -> add(ids, window));
    alerts.stream().filter(this::isOwn).forEach(alert -> add(ids, alert));
    Set<Device> rows = new LinkedHashSet<>();
    for (Eui64 each : ids) {
      Optional<Device> row = inventory.device(each);
      row.ifPresent(rows::add);
      if (devices.contains(each)) {
        row.flatMap(Device::hub).flatMap(inventory::device).ifPresent(rows::add);
      }
    }
    return rows;
  }

  /** The supply points that are its own, as written. */
  Set<String> supplyPoints(
      Collection<WindowsResponse.Item> windows,
      Collection<ExplainResponse.Alert> alerts,
      InventoryLookup inventory) {
    Set<String> own = new LinkedHashSet<>();
    own.add(id);
    devices.stream()
        .flatMap(each -> inventory.device(each).flatMap(Device::mpan).stream())
        .forEach(mpan -> own.add(mpan.digits()));
    windows.stream().map(WindowsResponse.Item::mpan).filter(Objects::nonNull).forEach(own::add);
    alerts.stream()
        .filter(this::isOwn)
        .flatMap(each -> Stream.ofNullable(each.alert().about()))
        .forEach(about -> own.add(about.mpxn()));
    return own;
  }

  private boolean concerns(Eui64 hub, Eui64 meter, Optional<String> mpan) {
    return devices.contains(hub) || devices.contains(meter) || mpan.filter(id::equals).isPresent();
  }

  /** Returns true if the alert itself is of this hub, MPAN or ResponseID. */
  private boolean isOwn(ExplainResponse.Alert told) {
    AlertsResponse.About about = told.alert().about();
    return about != null
        && (id.equals(about.mpxn())
            || id.equals(about.responseId())
            || Optional.ofNullable(about.hub()).map(Eui64::of).filter(devices::contains)
                .isPresent());
  }

  private void add(Set<Eui64> ids, ExplainResponse.Alert told) {
    Optional.ofNullable(told.alert().about())
        .flatMap(about -> Optional.ofNullable(about.hub()))
        .map(Eui64::of)
        .ifPresent(ids::add);
    Optional.ofNullable(told.alert().judged())
        .flatMap(judged -> Optional.ofNullable(judged.window()))
        .filter(
            window ->
                concerns(
                    Eui64.of(window.hub()),
                    Eui64.of(window.meter()),
                    Optional.ofNullable(window.mpan())))
        .ifPresent(window -> add(ids, window));
  }

  private static void add(Set<Eui64> ids, WindowsResponse.Item window) {
    ids.add(Eui64.of(window.hub()));
    ids.add(Eui64.of(window.meter()));
  }
}
