package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.kafka.JudgedStreet.HUB;
import static org.lastgasp.kafka.JudgedStreet.METER;
import static org.lastgasp.kafka.JudgedStreet.NEIGHBOUR;
import static org.lastgasp.kafka.JudgedStreet.OTHER_HUB;
import static org.lastgasp.kafka.JudgedStreet.OTHER_SUPPLIER;
import static org.lastgasp.kafka.JudgedStreet.SUPPLIER;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Verdict;

/**
 * Seeded days of two meters and two hubs: the topology makes every event that one machine makes,
 * with the same facts, and what it writes to {@code suppressed} is what was suppressed.
 */
class JudgedDaysTest {
  private static final int DAYS = 40;

  @TempDir Path folder;

  @Test
  void theTopologyDecidesAsOneMachineDoes() {
    Map<String, Integer> seen = new HashMap<>();
    Seeds.each(
        DAYS,
        seed -> {
          try (Day day = new Day(folder.resolve(Long.toString(seed)), seed, seen)) {
            day.run();
          }
        });
    if (System.getProperty("seed", "").isBlank()) {
      assertThat(seen)
          .as("every kind of verdict came up")
          .containsKeys(
              "suppressed", "copied", "SWITCH_OFF", "HUB_NOT_TRACKED", "AWAITING_ANSWER",
              "BEFORE_WINDOW", "AFTER_WINDOW", "CANCELLED", "WITHDRAWN",
              "UNCONFIRMED_CANCELLATION", "OBSERVE", "STORM", "GUARD_OTHER_PREMISES");
    }
  }

  /** One random day. */
  private static final class Day implements AutoCloseable {
    private final Random random;
    private final Map<String, Integer> seen;
    private final JudgedStreet street;
    private final List<Long> unanswered = new ArrayList<>();
    private final List<byte[]> sent = new ArrayList<>();
    private final Map<Eui64, Eui64> hubs = new HashMap<>(Map.of(METER, HUB, NEIGHBOUR, HUB));
    private Instant now = JudgedStreet.time("00:01");
    private long counters;
    private long alerts = 1_000;

    Day(Path folder, long seed, Map<String, Integer> seen) {
      this.random = new Random(seed);
      this.seen = seen;
      Guard.Setting[] all = Guard.Setting.values();
      Map<Guard, Guard.Setting> guards = new EnumMap<>(Guard.class);
      for (Guard own :
          List.of(
              Guard.STARTED_BEFORE_ACTIVATION, Guard.OTHER_PREMISES, Guard.ACTIVATION_FAILED)) {
        guards.put(own, all[random.nextInt(5) / 2]);
      }
      Settings settings =
          Settings.defaults()
              .with(guards)
              .with(
                  random.nextInt(4) == 0
                      ? Settings.WindowClock.OUTAGE_START
                      : Settings.WindowClock.RECEIPT);
      this.street = new JudgedStreet(folder, settings);
    }

    void run() {
      for (int i = 0; i < 60; i++) {
        now = now.plusSeconds(1 + random.nextInt(900));
        switch (random.nextInt(20)) {
          case 0, 1, 2, 3, 4 -> ask();
          case 5, 6, 7, 8, 9 -> reply();
          case 10 -> supply();
          case 11 -> turn();
          case 12 -> storm();
          case 13 -> copy();
          case 14 -> letTimePass();
          default -> alert();
        }
        alert();
      }
    }

    private String when() {
      return now.truncatedTo(ChronoUnit.SECONDS).toString().substring(11, 19);
    }

    private void ask() {
      if (now.isAfter(JudgedStreet.time("23:00"))) {
        return;
      }
      Eui64 meter = random.nextBoolean() ? METER : NEIGHBOUR;
      Eui64 supplier = random.nextInt(4) == 0 ? OTHER_SUPPLIER : SUPPLIER;
      long counter = ++counters - random.nextInt(3);
      byte[] payload =
          switch (random.nextInt(8)) {
            case 0, 1 ->
                PayloadBuilder.cancellation(supplier, meter, counter, JudgedStreet.HASH);
            case 2, 3, 4 ->
                PayloadBuilder.activateFirmware(
                    supplier, meter, counter, JudgedStreet.HASH,
                    Optional.of(now.plusSeconds(random.nextInt(7_200) - 600L)
                        .truncatedTo(ChronoUnit.SECONDS)));
            case 5 -> new byte[] {9, 9, 9};
            default ->
                PayloadBuilder.activateFirmware(
                    supplier, meter, counter, JudgedStreet.HASH, Optional.empty());
          };
      int variant = random.nextInt(10) == 0 ? 4 : 5;
      unanswered.add(street.request(when(), supplier, meter, counter, variant, payload));
    }

    private void reply() {
      if (!unanswered.isEmpty()) {
        long asked = unanswered.remove(random.nextInt(unanswered.size()));
        street.answer(when(), asked, DspAnswer.values()[random.nextInt(3)]);
      }
    }

    private void supply() {
      Eui64 meter = random.nextBoolean() ? METER : NEIGHBOUR;
      if (random.nextBoolean()) {
        hubs.put(meter, hubs.get(meter).equals(HUB) ? OTHER_HUB : HUB);
        street.on(meter, hubs.get(meter));
        street.supply(when(), Set.of());
      } else {
        street.supply(when(), Set.of(meter));
      }
    }

    private void turn() {
      Switch to = Switch.values()[random.nextInt(3)];
      street.turn(when(), random.nextInt(3) == 0 ? to : Switch.ENFORCE);
    }

    private void storm() {
      StormOrder.Order order =
          random.nextInt(3) == 0 ? StormOrder.Order.ON : StormOrder.Order.OFF;
      StormOrder.Scope place =
          random.nextBoolean()
              ? StormOrder.Scope.EVERYWHERE
              : new StormOrder.Scope(OptionalInt.of(20), Optional.of("North"));
      street.order(
          when(), new Command.SetStorm(place, order, Optional.empty(), "test", "gale"));
    }

    /** The judge forgets and settles meanwhile, which changes no verdict; answers are late. */
    private void letTimePass() {
      while (!unanswered.isEmpty()) {
        reply();
      }
      assertThat(street.pass(Duration.ofSeconds(3))).isEmpty();
      now = now.plusSeconds(3);
    }

    private void copy() {
      if (!sent.isEmpty()) {
        saw(street.alert(when(), sent.get(random.nextInt(sent.size()))));
      }
    }

    private void alert() {
      Eui64 hub = random.nextInt(3) == 0 ? OTHER_HUB : HUB;
      String mpxn =
          random.nextInt(8) == 0
              ? "BANANA"
              : JudgedStreet.mpan(random.nextBoolean() ? METER : NEIGHBOUR).digits();
      Instant start =
          now.truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofMinutes(5 * random.nextInt(3)));
      byte[] document = JudgedStreet.alertDocument(hub, ++alerts, mpxn, start);
      sent.add(document);
      saw(street.alert(when(), document));
    }

    private void saw(Event judged) {
      String word =
          switch (judged) {
            case Event.AlertJudged j when j.verdict() instanceof Verdict.Forward f ->
                f.reason().name();
            case Event.AlertJudged j -> "suppressed";
            default -> "copied";
          };
      seen.merge(word, 1, Integer::sum);
    }

    @Override
    public void close() {
      street.close();
    }
  }
}
