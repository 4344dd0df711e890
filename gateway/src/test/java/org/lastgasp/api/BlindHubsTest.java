package org.lastgasp.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.lastgasp.api.StateSentence.StateFacts;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.inventory.NoDevices;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Overrides;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackedRequest.ActivationTime;
import org.lastgasp.policy.TrackingState;

class BlindHubsTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final Optional<Mpan> SCOTLAND = Optional.of(new Mpan("1712345678903"));
  private static final Optional<Mpan> WALES = Optional.of(new Mpan("2112345678903"));
  private static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");

  /** A hub with a window of this length that began at ten, of the meter with this MPAN. */
  private static HubState with(HubState hub, int meter, Optional<Mpan> mpan, int minutes) {
    RequestId request = new RequestId(SUPPLIER, new Eui64(meter), 1);
    TrackedRequest order =
        new TrackedRequest(
            request, Step.SEND, request.target(), hub.hub(), mpan, "E470", "AB".repeat(32),
            new ActivationTime.Now(), TEN, Duration.ofMinutes(minutes), false);
    return hub.requested(order, meter)
        .answered(request, Step.SEND, meter, DspAnswer.ACCEPTED, TEN);
  }

  private static HubState hub(int number) {
    return HubState.empty(new Eui64(1_000 + number));
  }

  private static BlindHubs at(String time, HubState... hubs) {
    return at(time, Overrides.NONE, hubs);
  }

  private static BlindHubs at(String time, Overrides overrides, HubState... hubs) {
    TrackingState tracked = TrackingState.of(Switch.ENFORCE, TEN, overrides);
    for (HubState hub : hubs) {
      tracked = tracked.with(hub);
    }
    return BlindHubs.of(
        new BlindResponse.Now(
            tracked, new Policy(Settings.defaults()), new NoDevices(),
            Instant.parse("2030-01-15T" + time + "Z")));
  }

  private static StateFacts.Blind blind(long hubs, long distributors, int minutes) {
    return new StateFacts.Blind(hubs, distributors, Optional.of(TEN.plusSeconds(minutes * 60L)));
  }

  @Test
  void withoutAWindowNoHubIsBlind() {
    assertThat(at("10:10:00", hub(1)).total()).isEqualTo(StateFacts.Blind.NONE);
  }

  @Test
  void aHubIsBlindWhileItsWindowIsOpen() {
    HubState hub = with(hub(1), 1, SCOTLAND, 30);
    assertThat(at("10:29:59", hub).total()).isEqualTo(blind(1, 1, 30));
    assertThat(at("10:30:00", hub).total()).isEqualTo(StateFacts.Blind.NONE);
  }

  @Test
  void hubsAreCountedByDistributorWithTheLastEnd() {
    BlindHubs blind =
        at(
            "10:10:00", with(hub(1), 1, SCOTLAND, 30), with(hub(2), 2, SCOTLAND, 45),
            with(hub(3), 3, WALES, 60));
    assertThat(blind.byDistributor())
        .containsEntry("17", blind(2, 1, 45))
        .containsEntry("21", blind(1, 1, 60));
    assertThat(blind.total()).isEqualTo(blind(3, 2, 60));
  }

  @Test
  void aHubWithMetersOfTwoDistributorsCountsForBothAndOnceInAll() {
    HubState border = with(with(hub(1), 1, SCOTLAND, 30), 2, WALES, 40);
    BlindHubs blind = at("10:10:00", border);
    assertThat(blind.byDistributor()).containsOnlyKeys("17", "21");
    assertThat(blind.total()).isEqualTo(blind(1, 2, 40));
  }

  @Test
  void aHubInAStormIsNotBlindUntilTheOrderIsOver() {
    StormOrder scotland =
        new StormOrder(
            new StormOrder.Scope(OptionalInt.of(17), Optional.empty()), TEN,
            Optional.of(TEN.plusSeconds(600)), "j.smith", "gale");
    Overrides storm = new Overrides(List.of(scotland), Optional.empty());
    HubState[] hubs = {with(hub(1), 1, SCOTLAND, 30), with(hub(2), 2, WALES, 40)};
    BlindHubs blind = at("10:09:59", storm, hubs);
    assertThat(blind.byDistributor()).containsOnlyKeys("21");
    assertThat(blind.total()).isEqualTo(blind(1, 1, 40));
    assertThat(at("10:10:00", storm, hubs).total()).isEqualTo(blind(2, 2, 40));
  }

  @Test
  void aHubAboveItsCeilingIsNotBlind() {
    HubState hub = with(hub(1), 1, SCOTLAND, 180);
    assertThat(at("11:59:59", hub).total()).isEqualTo(blind(1, 1, 180));
    assertThat(at("12:00:00", hub).total()).isEqualTo(StateFacts.Blind.NONE);
  }

  @Test
  void aMeterWithoutAnMpanIsOfAnUnknownDistributor() {
    assertThat(at("10:10:00", with(hub(1), 1, Optional.empty(), 30)).byDistributor())
        .containsOnlyKeys("unknown");
  }
}
