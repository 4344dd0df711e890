package org.lastgasp.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

class BlindHoursTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final RequestId REQUEST =
      new RequestId(Eui64.of("90-B3-D5-1F-30-01-00-00"), new Eui64(1), 1);

  /** Of a hub that became blind at ten for so many minutes. */
  private static BlindHours at(String time, int minutes) {
    TrackedRequest order =
        new TrackedRequest(
            REQUEST, Step.SEND, REQUEST.target(), new Eui64(1_001),
            Optional.of(new Mpan("1712345678903")), "E470", "AB".repeat(32),
            new ActivationTime.Now(), TEN, Duration.ofMinutes(minutes), false);
    HubState hub =
        HubState.empty(new Eui64(1_001))
            .requested(order, 1)
            .answered(REQUEST, Step.SEND, 1, DspAnswer.ACCEPTED, TEN);
    return BlindHours.of(List.of(hub), Instant.parse(time), distributor -> true);
  }

  private static long hubs(BlindHours hours) {
    return hours.hours().stream().mapToLong(BlindHours.Hour::hubs).sum();
  }

  @Test
  void aHubIsBlindInEachHourThatItsWindowTouches() {
    BlindHours hours = at("2030-01-15T12:10:00Z", 61);
    assertThat(hours.hours().get(21).hubs()).isEqualTo(1);
    assertThat(hours.hours().get(22).hubs()).isEqualTo(1);
    assertThat(hubs(hours)).isEqualTo(2);
    assertThat(hours.peakAt()).isEqualTo(TEN);
    assertThat(hours.peak()).isEqualTo(1);
  }

  @Test
  void aWindowOfTheLastHourThatIsShownIsInItAlone() {
    BlindHours hours = at("2030-01-16T09:30:00Z", 30);
    assertThat(hours.hours().getFirst().hubs()).isEqualTo(1);
    assertThat(hubs(hours)).isEqualTo(1);
  }

  @Test
  void aWindowThatWasOverBeforeTheFirstHourIsInNone() {
    assertThat(hubs(at("2030-01-16T10:30:00Z", 30))).isZero();
  }

  @Test
  void aWindowThatEndedAtMidnightIsNoneOfToday() {
    BlindHours hours = at("2030-01-16T06:00:00Z", 14 * 60);
    assertThat(hours.peak()).isZero();
    assertThat(hours.peakAt()).isNull();
  }
}
