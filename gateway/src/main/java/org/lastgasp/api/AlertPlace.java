package org.lastgasp.api;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastgasp.hindsight.Case;
import org.lastgasp.id.Eui64;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.policy.Area;
import org.lastgasp.policy.Device;
import org.lastgasp.sqlite.StoreUnavailable;

/**
 * The place that an alert came from, as the inventory has it now: by its meter, otherwise by its
 * hub. A text that the inventory does not have is empty.
 *
 * @param hubs how many hubs of electricity meters the inventory has there, on the distributor's
 *     feeder, otherwise in its part of the postcode sector; null if not requested or not known
 */
public record AlertPlace(
    String region,
    String postcode,
    String feeder,
    String manufacturer,
    String model,
    @Omitted @Nullable Long hubs) {
  private static final AlertPlace NOWHERE = new AlertPlace("", "", "", "", "", null);

  /** The place of an alert in an answer. */
  static AlertPlace of(InventoryLookup devices, AlertsResponse.Alert alert) {
    AlertsResponse.Judged judged = alert.judged();
    WindowsResponse.Item window = judged == null ? null : judged.window();
    AlertsResponse.About about = alert.about();
    return of(
        devices, about == null ? null : about.hub(), window == null ? null : window.meter());
  }

  /** The place of a hub and a meter; either may be null. */
  static AlertPlace of(InventoryLookup devices, @Nullable String hub, @Nullable String meter) {
    return of(devices, hub, meter, device -> null);
  }

  /** The same, and how many hubs the inventory has there. */
  static AlertPlace counted(InventoryLookup devices, Case about) {
    return of(
        devices, about.held().hub().toString(), about.held().meter().toString(),
        device ->
            Area.of(device)
                .map(area -> devices.hubs(area, about.held().distributor()))
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .orElse(null));
  }

  private static AlertPlace of(
      InventoryLookup devices,
      @Nullable String hub,
      @Nullable String meter,
      Function<Device, @Nullable Long> hubs) {
    try {
      return Stream.of(Optional.ofNullable(meter), Optional.ofNullable(hub))
          .flatMap(Optional::stream)
          .flatMap(id -> Eui64.parse(id).stream())
          .flatMap(id -> devices.device(id).stream())
          .filter(device -> !(device.postcode() + device.feeder() + device.region()).isBlank())
          .findFirst()
          .map(device -> of(device, hubs.apply(device)))
          .orElse(NOWHERE);
    } catch (StoreUnavailable unreadable) {
      return NOWHERE; // told as degraded
    }
  }

  private static AlertPlace of(Device device, @Nullable Long hubs) {
    return new AlertPlace(
        device.region().strip(), device.postcode().strip(), device.feeder().strip(),
        device.manufacturer().strip(), device.model().strip(), hubs);
  }

  /** The place as short text: {@code BS16, feeder F3}; may be empty. */
  public String words() {
    String outward = postcode.split(" ", 2)[0];
    return Objects.requireNonNull(
        Stream.of(outward, feeder.isEmpty() ? "" : "feeder " + feeder)
            .filter(text -> !text.isEmpty())
            .reduce((one, other) -> one + ", " + other)
            .orElse(region));
  }

  /** True if the text is its region, its feeder, or the beginning of its postcode. */
  boolean isIn(String area) {
    String wanted = folded(area);
    return !wanted.isEmpty()
        && (folded(postcode).startsWith(wanted)
            || folded(feeder).equals(wanted)
            || folded("feeder" + feeder).equals(wanted)
            || folded(region).equals(wanted));
  }

  private static String folded(String text) {
    return text.replaceAll("\\s+", "").toUpperCase(Locale.ROOT);
  }

  /**
   * The key that near alerts share: the feeder, else the postcode sector, as the policy compares
   * them, and the distributor, as another one may have a feeder of that name; may be empty.
   */
  public String group(String distributor) {
    return Area.of(feeder, postcode)
        .map(Area::toString)
        .or(() -> Optional.of("postcode " + folded(postcode)).filter(p -> !postcode.isBlank()))
        .map(place -> place + " of distributor " + distributor)
        .orElse("");
  }
}
