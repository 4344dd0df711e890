package org.lastgasp.acceptance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.config.Config;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;

/**
 * The invented devices of a run, one for each case that needs one. Each run has ids of its own, so
 * that no window of an earlier run is in its way.
 */
final class TestDevices {
  private static final String HEADER =
      "device_id,device_type,smets_version,manufacturer,model,chf_id,mpan,region,postcode,feeder";
  private static final Map<String, TestDevice.Kind> CASES = cases();

  private final Map<String, TestDevice> devices = new LinkedHashMap<>();
  private final String maker;
  private final Config.User recipient;
  private final Eui64 supplier;

  private TestDevices(long run, String maker, Config.User recipient, Eui64 supplier) {
    this.maker = maker;
    this.recipient = recipient;
    this.supplier = supplier;
    int distributor = recipient.distributors().stream().sorted().findFirst().orElse(99);
    int number = 0;
    for (Map.Entry<String, TestDevice.Kind> each : CASES.entrySet()) {
      number++;
      String twelve = String.format(Locale.ROOT, "%02d%010d", distributor, number);
      devices.put(
          each.getKey(),
          new TestDevice(
              TestDevice.id(run, number),
              TestDevice.id(run, 0x8000 + number),
              Mpan.withCheckDigit(twelve),
              each.getValue()));
    }
  }

  /**
   * The devices of a run.
   *
   * @param start of the run: gives the devices their ids
   * @return nothing if the configuration has no user that an alert could be for, or no manufacturer
   */
  static Optional<TestDevices> of(Instant start, Config config) {
    Optional<Config.User> recipient =
        config.users().stream()
            .filter(user -> !user.distributors().isEmpty())
            .findFirst()
            .or(() -> config.users().stream().findFirst());
    return recipient
        .filter(r -> !config.manufacturers().isEmpty())
        .map(
            r ->
                new TestDevices(
                    start.getEpochSecond(),
                    config.manufacturers().getFirst(),
                    r,
                    supplier(config).orElse(r).id()));
  }

  private static Optional<Config.User> supplier(Config config) {
    return config.users().stream().filter(user -> user.distributors().isEmpty()).findFirst();
  }

  private static Map<String, TestDevice.Kind> cases() {
    Map<String, TestDevice.Kind> cases = new LinkedHashMap<>();
    for (String each : List.of("on-demand", "future-dated", "cancelled", "after-window", "sit",
        "switch-off")) {
      cases.put(each, TestDevice.Kind.LISTED);
    }
    cases.put("not-listed", TestDevice.Kind.NOT_LISTED);
    cases.put("other-maker", TestDevice.Kind.OTHER_MAKER);
    cases.put("smets1", TestDevice.Kind.SMETS1);
    return cases;
  }

  /** The device of a case. */
  TestDevice of(String caseId) {
    return Optional.ofNullable(devices.get(caseId)).orElseThrow();
  }

  /** The Service User that asks for activations: the first one without a distributor, if any. */
  Eui64 supplier() {
    return supplier;
  }

  /** The Service User that the alerts are for. */
  Config.User recipient() {
    return recipient;
  }

  /** The whole of an {@code inventory.csv} with these devices. */
  List<String> inventory() {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    devices.values().forEach(device -> lines.addAll(device.rows(maker)));
    return lines;
  }

  /** The lines that these devices have in a list of GUIDs. */
  List<String> guids() {
    return devices.values().stream()
        .filter(TestDevice::isListed)
        .map(device -> device.meter().toString())
        .toList();
  }
}
