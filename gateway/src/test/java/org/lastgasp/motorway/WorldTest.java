package org.lastgasp.motorway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lastgasp.Seeds;

/**
 * The motorway in a simulated world: its clock, its disk, the DSP, the receivers and the network
 * are the test's, and everything that can go wrong does, at every border between two effects. Each
 * seed is one world; {@code -Dseed=N} replays it.
 */
class WorldTest {

  @Test
  void everyPromiseHoldsInEveryWorld() {
    Map<String, Integer> seen = new HashMap<>();
    Seeds.each(
        2_000,
        seed -> {
          SimulatedWorld world = new SimulatedWorld(seed);
          world.run();
          world.seen().forEach((what, times) -> seen.merge(what, times, Integer::sum));
        });
    if (System.getProperty("seed", "").isBlank()) {
      assertThat(seen)
          .as("every misfortune came up")
          .containsKeys(
              "crash before append",
              "crash before sync",
              "crash after sync",
              "crash before relay",
              "crash after relay",
              "crash before hand-over",
              "crash after hand-over",
              "disk broken",
              "sync hangs",
              "windows ended by the clock",
              "clock trusted",
              "clock-behind",
              "handed over, though suppressed",
              "not relayed, though recorded",
              "alert handed over",
              "alert refused",
              "copy",
              "suppressed",
              "gap",
              "storm",
              "hub-limit",
              "guard-activation-failed",
              "guard-coincident-outage",
              "guard-breaker",
              "breaker closed by itself");
    }
  }
}
