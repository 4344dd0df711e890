package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.policy.Street.HUB;
import static org.lastgasp.policy.Street.METER;
import static org.lastgasp.policy.Street.MPAN;
import static org.lastgasp.policy.Street.NEIGHBOUR;
import static org.lastgasp.policy.Street.NEIGHBOURS_MPAN;
import static org.lastgasp.policy.Street.NEVER;
import static org.lastgasp.policy.Street.NOW;
import static org.lastgasp.policy.Street.SUPPLIER;
import static org.lastgasp.policy.Street.at;
import static org.lastgasp.policy.Street.time;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lastgasp.Seeds;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

/**
 * A hub with one window is judged by a short way. One that has another, withdrawn years ago, has to
 * go the long way, and the verdict must be the same to the last part of its evidence.
 */
class PlainWindowTest {
  private static final String[] TIMES = {
    "08:00", "09:30", "09:59:59", "10:00", "10:00:01", "10:10", "10:29:59", "10:30", "11:00",
    "11:59:59", "12:00", "12:00:01", "12:20"
  };
  private static final String[] PREMISES = {
    MPAN.digits(), NEIGHBOURS_MPAN.digits(), "BANANA", "", "٢٠١٢٣٤٥٦٧٨٩٠٣", "02012345678903"
  };

  private static String any(Random random, String... of) {
    return of[random.nextInt(of.length)];
  }

  private static Window withdrawnYearsAgo() {
    TrackedRequest order =
        new TrackedRequest(
            new RequestId(SUPPLIER, METER, 0),
            Step.SEND,
            METER,
            HUB,
            Optional.empty(),
            "E470",
            "AA".repeat(32),
            NOW,
            time("10:00").minus(Duration.ofDays(1000)),
            Duration.ofMinutes(30),
            false);
    HubState refused =
        HubState.empty(HUB)
            .requested(order, 0)
            .answered(order.request(), Step.SEND, 0, DspAnswer.REFUSED, order.received());
    return refused.windows().getFirst();
  }

  private static HubState longWay(HubState state) {
    return new HubState(
        state.hub(),
        Stream.concat(Stream.of(withdrawnYearsAgo()), state.windows().stream()).toList(),
        state.cancellations(),
        state.suppressions(),
        state.accepted());
  }

  private static void happens(Street street, Random random, int counter) {
    String when = any(random, "08:00", "09:30", "10:00", "10:00:01", "10:10");
    Eui64 meter = random.nextInt(4) == 0 ? NEIGHBOUR : METER;
    ActivationTime what =
        switch (random.nextInt(5)) {
          case 0 -> at("10:00");
          case 1 -> NEVER;
          default -> NOW;
        };
    long number = street.request(when, SUPPLIER, meter, counter, what);
    if (random.nextInt(6) > 0) {
      DspAnswer answer = DspAnswer.values()[random.nextInt(4) % DspAnswer.values().length];
      street.answer(when, SUPPLIER, meter, number, counter, answer);
    }
    if (random.nextInt(6) == 0) {
      street.failed("10:10", counter);
    }
    if (random.nextInt(8) == 0) {
      street.left("10:10", meter);
    }
  }

  private static Street random(Random random) {
    Street street = new Street();
    for (Guard guard : Guard.values()) {
      street.guard(guard, Guard.Setting.values()[random.nextInt(3)]);
    }
    street.comparing(Settings.WindowClock.values()[random.nextInt(2)]);
    int requests = random.nextInt(3) == 0 ? 2 : 1;
    for (int counter = 1; counter <= requests; counter++) {
      happens(street, random, counter);
    }
    switch (random.nextInt(8)) {
      case 0 -> {
        StormOrder.Scope place = new StormOrder.Scope(OptionalInt.of(20), Optional.empty());
        street.storm("10:00", place, StormOrder.Order.ON);
      }
      case 1 -> street.breaker("10:00", Breaker.Position.OPEN);
      case 2 -> street.clockBehindUntil("10:10");
      case 3 -> street.switchedTo(Switch.OBSERVE, "10:00");
      case 4 -> street.standingIn(new Area(Area.Kind.FEEDER, "F1"), "north").among(9);
      default -> {}
    }
    return street;
  }

  @Test
  void aHubWithOneWindowIsJudgedAsIfEachWereLookedAt() {
    int[] heldBack = new int[1];
    Seeds.each(
        3_000,
        seed -> {
          Random random = new Random(seed);
          Street street = random(random);
          HubState plain = street.state();
          for (int i = 0; i < 6; i++) {
            var alert = Street.ad1(any(random, TIMES), any(random, PREMISES));
            String received = any(random, TIMES);
            Verdict verdict = street.state(plain).judge(alert, received);
            Verdict wanted = street.state(longWay(plain)).judge(alert, received);
            if (plain.windows().isEmpty()) {
              continue;
            }
            assertThat(verdict).isEqualTo(wanted);
            heldBack[0] += verdict instanceof Verdict.Suppress ? 1 : 0;
          }
        });
    assertThat(heldBack[0]).isGreaterThan(100);
  }

  @Test
  void toTheNanosecond() {
    Street street = new Street().accepted("10:00", 1, NOW);
    Window window = street.state().windows().getFirst();
    assertThat(street.state().plainlyHolds(window.from())).isTrue();
    assertThat(street.state().plainlyHolds(window.from().minusNanos(1))).isFalse();
    assertThat(street.state().plainlyHolds(window.until().minusNanos(1))).isTrue();
    assertThat(street.state().plainlyHolds(window.until())).isFalse();
    assertThat(street.state().hasBegun(window.from())).isTrue();
    assertThat(street.state().hasBegun(window.from().minusNanos(1))).isFalse();
  }

  @Test
  void withinTheSecondOfTheRequest() {
    Street street = new Street().accepted("10:00:00.500", 1, NOW);
    street
        .passesAt("10:00:00.499", Reason.BEFORE_WINDOW)
        .heldAt("10:00:00.500")
        .heldAt("10:30:00.499")
        .passesAt("10:30:00.500", Reason.AFTER_WINDOW);
  }

  @Test
  void premisesAreComparedDigitByDigit() {
    Street street = new Street().accepted("10:00", 1, NOW);
    assertThat(List.of(PREMISES)).filteredOn(street.state()::isPlainlyAt).containsExactly(
        MPAN.digits());
    for (int i = 0; i < Mpan.LENGTH; i++) {
      String other = MPAN.digits().substring(0, i) + "9" + MPAN.digits().substring(i + 1);
      boolean same = other.equals(MPAN.digits());
      assertThat(street.state().isPlainlyAt(other)).as(other).isEqualTo(same);
    }
  }

  /** Inventories fill in what they do not know. */
  @Test
  void premisesOfNothingButZerosAreNotThoseOfEveryNonsense() {
    Mpan zeros = new Mpan("0".repeat(Mpan.LENGTH));
    Window window = new Street().accepted("10:00", 1, NOW).state().windows().getFirst();
    TrackedRequest order =
        new TrackedRequest(
            window.request(), Step.SEND, METER, HUB, Optional.of(zeros), "E470",
            window.firmwareHash(), NOW, time("10:00"), Duration.ofMinutes(30), false);
    HubState state =
        HubState.empty(HUB)
            .requested(order, 1)
            .answered(order.request(), Step.SEND, 1, DspAnswer.ACCEPTED, time("10:00"));
    assertThat(state.isPlainlyAt(zeros.digits())).isTrue();
    assertThat(state.isPlainlyAt("BANANA")).isFalse();
    assertThat(state.isPlainlyAt("000000000000O")).isFalse();
  }
}
