package org.lastgasp.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;
import org.lastgasp.id.Eui64;
import org.lastgasp.hindsight.HindsightSettings;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Switch;

/** A country's traffic as the simulation judges it, and as documents through replay. */
class SameVerdictsTest {
  @TempDir Path folder;

  @Test
  void replayJudgesTheSimulatorsTrafficAsTheSimulationDoes() {
    Seeds.each(
        3,
        seed -> {
          SimulatedGrid country = new SimulatedGrid(seed, 1_500, 4, 0.05);
          TrafficExport export = TrafficExport.of(country);
          Map<String, String> simulated = simulated(country);
          assertThat(simulated.values()).contains("suppressed", "after-window");
          assertThat(replayed(export)).isEqualTo(simulated);
        });
  }

  /** Verdicts by time and hub, each feeder on a bench of its own. */
  private static Map<String, String> simulated(SimulatedGrid country) {
    Map<String, String> verdicts = new TreeMap<>();
    for (int area = 0; area < country.areas(); area++) {
      JudgementRun run = FeederRun.run(country, new Policy(Settings.defaults()));
      FeederRun feederRun = new FeederRun(run, new Score(), HindsightSettings.DEFAULT);
      for (SimulatedEvent each : Feeder.events(country, area)) {
        Optional<Event> ruling = feederRun.take(each);
        if (each instanceof SimulatedEvent.Alerted alerted) {
          String key = alerted.at() + " " + alerted.alert().hub().orElseThrow();
          verdicts.put(key, Replay.Outcome.of(ruling.orElseThrow()).word());
        }
      }
    }
    return verdicts;
  }

  private Map<String, String> replayed(TrafficExport export) {
    Path file = folder.resolve("traffic.lgr");
    try (OutputStream out = Files.newOutputStream(file)) {
      export.write(out);
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
    Replay replay =
        new Replay(
            new RecordingFiles(List.of(file), 1 << 20),
            devices(export),
            Duration.ofSeconds(60),
            Duration.ofDays(90),
            2);
    Map<String, String> verdicts = new TreeMap<>();
    replay.run(
        List.of(new Replay.Side(Settings.defaults(), Switch.ENFORCE)),
        new Replay.Audience() {
          @Override
          public void judged(Replay.Judged alert) {
            String key = alert.at() + " " + alert.alert().hub().orElseThrow();
            verdicts.put(key, alert.outcomes().getFirst().word());
          }

          @Override
          public void fault(RecordingFiles.Fault fault) {
            throw new AssertionError(fault.toString());
          }
        });
    return verdicts;
  }

  private static InventoryLookup devices(TrafficExport export) {
    Map<Eui64, SimulatedEvent.Requested> asked = new TreeMap<>();
    for (SimulatedEvent each : export.events()) {
      if (each instanceof SimulatedEvent.Requested requested) {
        asked.put(requested.device().orElseThrow().id(), requested);
      }
    }
    return new InventoryLookup() {
      @Override
      public Optional<Device> device(Eui64 id) {
        return Optional.ofNullable(asked.get(id)).flatMap(SimulatedEvent.Requested::device);
      }

      @Override
      public boolean isListed(Eui64 id) {
        return Optional.ofNullable(asked.get(id))
            .filter(SimulatedEvent.Requested::listed)
            .isPresent();
      }
    };
  }
}
