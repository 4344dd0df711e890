package org.lastgasp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lastgasp.Seeds;
import org.lastgasp.id.Mpan;
import org.lastgasp.sim.Activation.Mood;

class ScenarioTest {
  private static final Scenario PLAN = Scenario.drawn(1, 2_000, AlarmRule.NORTH_TIMER);

  @Test
  void theSameSeedMakesTheSamePlan() {
    Seeds.each(
        10,
        seed ->
            assertThat(Scenario.drawn(seed, 300, AlarmRule.NORTH_TIMER))
                .isEqualTo(Scenario.drawn(seed, 300, AlarmRule.NORTH_TIMER))
                .isNotEqualTo(Scenario.drawn(seed + 1, 300, AlarmRule.NORTH_TIMER)));
  }

  @Test
  void itHasAsManyMetersAsWereAskedFor() {
    Seeds.each(
        20,
        seed ->
            assertThat(Scenario.drawn(seed, 50, AlarmRule.NORTH_TIMER).meters())
                .isEqualTo(50));
  }

  @Test
  void everyHubMeterAndRequestHasANameOfItsOwn() {
    List<Object> names =
        Stream.of(
                PLAN.hubs().stream().map(Hub::id),
                meters().map(Meter::id),
                PLAN.activations().stream().map(Activation::id),
                PLAN.activations().stream()
                    .flatMap(a -> a.cancelling().stream())
                    .map(Activation.Cancelling::id),
                PLAN.unrelatedRequests().stream().map(UnrelatedRequest::id))
            .flatMap(each -> each.map(Object.class::cast))
            .toList();
    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void everyMpanHasItsCheckDigit() {
    assertThat(meters().flatMap(meter -> meter.mpan().stream()))
        .isNotEmpty()
        .allMatch(Mpan::checkDigitHolds);
  }

  @Test
  void everyKindOfHubMeterAndActivationIsThere() {
    assertThat(PLAN.hubs()).anyMatch(hub -> electric(hub) == 0);
    assertThat(PLAN.hubs()).anyMatch(hub -> electric(hub) == 2);
    assertThat(meters())
        .anyMatch(meter -> meter.untracked().isEmpty() && meter.model().faulty())
        .anyMatch(meter -> meter.untracked().isEmpty() && !meter.model().faulty())
        .anyMatch(meter -> !meter.model().listed() && meter.model().faulty())
        .anyMatch(meter -> meter.model() == MeterModel.SMETS1);
    assertThat(PLAN.activations())
        .anyMatch(a -> a.date().isEmpty() && a.variant() == 5)
        .anyMatch(a -> a.date().isPresent() && a.cancelling().isEmpty())
        .anyMatch(a -> a.variant() == 4)
        .anyMatch(a -> a.variant() == 6);
    for (Mood mood : List.of(Mood.REFUSE, Mood.LOSE, Mood.PASS_ON_SILENTLY, Mood.BREAK)) {
      assertThat(PLAN.activations()).anyMatch(a -> a.moods().contains(mood));
    }
    for (Mood mood : List.of(Mood.ACCEPT, Mood.REFUSE, Mood.LOSE)) {
      assertThat(PLAN.activations())
          .anyMatch(a -> a.cancelling().filter(c -> c.mood() == mood).isPresent());
    }
  }

  @Test
  void outagesFallBeforeDuringAfterAndWithoutAnActivation() {
    assertThat(PLAN.outages().stream().map(Outage::why).distinct())
        .contains("before", "begun before", "during", "after", "in its place", "no activation");
    assertThat(PLAN.outages().stream().filter(o -> o.why().equals("storm")).count())
        .isGreaterThan(50);
  }

  @Test
  void thereAreAHundredOtherRequestsOfEveryDress() {
    assertThat(PLAN.unrelatedRequests()).hasSizeGreaterThan(100);
    assertThat(PLAN.unrelatedRequests().stream().map(UnrelatedRequest::dress).distinct())
        .containsExactlyInAnyOrder(UnrelatedRequest.Dress.values());
  }

  @Test
  void itEndsWithinThreeHoursAndAHalf() {
    assertThat(PLAN.length()).isBetween(Duration.ofMinutes(120), Duration.ofMinutes(210));
  }

  private static Stream<Meter> meters() {
    return PLAN.hubs().stream().flatMap(hub -> hub.meters().stream());
  }

  private static long electric(Hub hub) {
    return hub.meters().stream().filter(meter -> meter.model() != MeterModel.GAS).count();
  }
}
