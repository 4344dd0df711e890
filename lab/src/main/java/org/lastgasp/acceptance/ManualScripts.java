package org.lastgasp.acceptance;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.lastgasp.config.Config;

/**
 * The acceptance cases for a person with a shell: a script for each, with the messages it sends,
 * one that prepares the gateway and one that puts its lists back.
 */
final class ManualScripts {
  /** How long after they were written the future-dated activations begin. */
  static final Duration LEAD = Duration.ofMinutes(15);

  private static final String ACCEPTED = "200, ResponseCode I0 or I99 of the DSP";
  private static final String SUPPRESSED = "suppressed, in-window; no user receives it";

  private final EvidenceFolder files;
  private final TestDevices devices;
  private final TestMessages messages;
  private final Instant start;

  private ManualScripts(EvidenceFolder files, TestDevices devices, Instant start) {
    this.files = files;
    this.devices = devices;
    this.messages = new TestMessages(start, devices);
    this.start = start;
  }

  /**
   * Writes all of them, for devices that no earlier run had.
   *
   * @return false if the configuration has no user that an alert could be for
   */
  static boolean write(EvidenceFolder files, Config config, Instant start) {
    Optional<TestDevices> devices = TestDevices.of(start, config);
    devices.ifPresent(each -> new ManualScripts(files, each, start).write());
    return devices.isPresent();
  }

  private void write() {
    var _ = files.write("inventory.csv", String.join("\n", devices.inventory()) + "\n");
    var _ = files.write("guids.txt", String.join("\n", devices.guids()) + "\n");
    prepare();
    onDemand();
    dated("future-dated", "A future-dated activation");
    dated("cancelled", "A future-dated activation that is cancelled");
    gate("not-listed", "not-on-guid-list");
    gate("other-maker", "manufacturer-not-listed");
    gate("smets1", "not-smets2-esme");
    afterWindow("after-window", "An alert after the window");
    afterWindow("sit", "The case of the System Integration Test");
    switchOff();
    new ManualScript(files, "report", "The report is received")
        .order("/api/v1/reports/build", "", "200; 503 while the log is behind: again then")
        .order("/api/v1/reports/send", "", "200; the report is in every target of report.to")
        .write();
    restore();
    var _ = files.seal();
  }

  private void prepare() {
    new ManualScript(files, "prepare", "Adds the invented devices. GUIDS: the list in force")
        .line("{ gzip -dcf \"$GUIDS\"; echo; cat guids.txt; } > guids-with-ours.txt")
        .list("/api/v1/inventory", "inventory.csv", "200; 18 rows added")
        .list("/api/v1/guids?force=true", "guids-with-ours.txt", "200; 8 added")
        .write();
  }

  private void restore() {
    new ManualScript(
            files, "restore", "Puts the lists back. GUIDS, INVENTORY: those of before")
        .list("/api/v1/guids?force=true", "$GUIDS", "200; 8 removed")
        .list("/api/v1/inventory?replace=true&force=true", "$INVENTORY", "200; 18 removed")
        .write();
  }

  private void onDemand() {
    TestDevice device = devices.of("on-demand");
    activated("on-demand", "An activation at once")
        .ask("/api/v1/windows?meter=" + device.meter(), "a window, on-demand, open")
        .alert(device, alert(device), SUPPRESSED)
        .ask("/api/v1/audit?device=" + device.hub(), "no entry of the alert")
        .write();
  }

  private ManualScript activated(String id, String title) {
    return new ManualScript(files, id, title)
        .request(
            "activation", messages.activation(devices.of(id), Optional.empty()), ACCEPTED);
  }

  private void dated(String id, String title) {
    TestDevice device = devices.of(id);
    boolean cancelled = id.equals("cancelled");
    Instant date = start.plus(LEAD).truncatedTo(ChronoUnit.SECONDS);
    ManualScript script =
        new ManualScript(files, id, title + " for " + date)
            .request("activation", messages.activation(device, Optional.of(date)), ACCEPTED)
            .ask("/api/v1/windows?meter=" + device.meter(), "a window, future-dated, pending");
    if (cancelled) {
      script = script.request("cancellation", messages.cancellation(device), ACCEPTED);
    } else {
      script =
          script.alert(device, alert(device), "forwarded, before-window; the user receives it");
    }
    script
        .until(date.toString())
        .alert(
            device,
            alert(device),
            cancelled ? "forwarded, cancelled; the user receives it" : SUPPRESSED)
        .write();
  }

  private void gate(String id, String reason) {
    TestDevice device = devices.of(id);
    activated(id, "A meter that is stopped by a gate: " + reason)
        .ask("/api/v1/audit?device=" + device.meter(), "the request, detail " + reason)
        .alert(device, alert(device), "forwarded, hub-not-tracked; the user receives it")
        .write();
  }

  private void afterWindow(String id, String title) {
    TestDevice device = devices.of(id);
    ManualScript script = activated(id, title);
    if (id.equals("sit")) {
      script =
          script
              .alert(device, alert(device), SUPPRESSED)
              .until("shortly before the end of the window (30 min after step 1 by default)")
              .alert(device, alert(device), SUPPRESSED);
    }
    script
        .until("the window has ended (30 min after step 1 by default)")
        .alert(device, alert(device), "forwarded, after-window; the user receives it")
        .write();
  }

  private void switchOff() {
    TestDevice device = devices.of("switch-off");
    new ManualScript(
            files, "switch-off", "The feature switch is off. Ends every window: do it last")
        .order("/api/v1/switch", "{\"to\":\"off\",\"reason\":\"acceptance\"}", "200; off")
        .request("activation", messages.activation(device, Optional.empty()), ACCEPTED)
        .ask("/api/v1/audit?device=" + device.meter(), "the request, detail switch-off")
        .alert(device, alert(device), "forwarded, switch-off; the user receives it")
        .order("/api/v1/switch", "{\"to\":\"enforce\",\"reason\":\"acceptance\"}", "200; enforce")
        .write();
  }

  private byte[] alert(TestDevice device) {
    return messages.alert(device, start);
  }
}
