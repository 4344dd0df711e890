package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

/**
 * A meter comes to a new hub, and what the old hub remembered of it comes later: what either side
 * had accepted meanwhile counts on the other.
 */
class HubHandoverTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final Instant NOON = TEN.plus(Duration.ofHours(2));
  private static final Eui64 SUPPLIER = new Eui64(0x51);
  private static final Eui64 METER = new Eui64(1);
  private static final Eui64 OTHER_METER = new Eui64(2);
  private static final HubState OLD = HubState.empty(new Eui64(0x10));
  private static final HubState NEW = HubState.empty(new Eui64(0x20));
  private static final Attempts ACCEPTED = new Attempts(true, false, List.of());
  private static final Attempts UNANSWERED = new Attempts(false, true, List.of());
  private static final Attempts REFUSED = new Attempts(false, false, List.of());

  private static RequestId request(long counter) {
    return new RequestId(SUPPLIER, METER, counter);
  }

  /** A window whose request's counter and number in the journal are the same. */
  private static Window window(HubState hub, Eui64 meter, long number, Attempts tries) {
    return window(hub, meter, number, new ActivationTime.At(NOON), number, tries);
  }

  private static Window window(
      HubState hub, Eui64 meter, long counter, ActivationTime time, long number, Attempts tries) {
    TrackedRequest order =
        new TrackedRequest(
            new RequestId(SUPPLIER, meter, counter), Step.SEND, meter, hub.hub(), Optional.empty(),
            "E470", "AB".repeat(32), time, TEN.plusSeconds(number), Duration.ofMinutes(30), false);
    return Window.opened(order, number).toBuilder().tries(tries).build();
  }

  private static Cancellation cancellation(long number, Instant received, Attempts tries) {
    return new Cancellation(METER, request(number), Step.SEND, number, received, tries);
  }

  private static HubState with(HubState hub, Window... windows) {
    return new HubState(hub.hub(), List.of(windows), List.of(), List.of(), List.of());
  }

  private static HubState with(HubState hub, Cancellation... cancellations) {
    return new HubState(hub.hub(), List.of(), List.of(cancellations), List.of(), List.of());
  }

  private static Window only(HubState joined) {
    assertThat(joined.windows()).hasSize(1);
    return joined.windows().getFirst();
  }

  @Test
  void theMetersWindowsComeToTheNewHubInOrderAndThoseOfOthersDoNot() {
    HubState old =
        with(
            OLD, window(OLD, METER, 1, ACCEPTED), window(OLD, OTHER_METER, 2, ACCEPTED),
            window(OLD, METER, 4, new ActivationTime.Now(), 4, ACCEPTED));
    HubState hub = with(NEW, window(NEW, OTHER_METER, 3, ACCEPTED));
    HubState joined = HubHandover.joined(hub, METER, old);
    assertThat(joined.hub()).isEqualTo(NEW.hub());
    assertThat(joined.windows()).extracting(Window::recorded).containsExactly(1L, 3L, 4L);
    assertThat(joined.windows()).extracting(Window::hub).containsOnly(NEW.hub());
    assertThat(joined.windows()).allMatch(Window::isLive);
  }

  @Test
  void aRequestThatTheOldHubHadAcceptedOpensNoSecondWindow() {
    HubState old = with(OLD, window(OLD, METER, 1, ACCEPTED));
    Attempts awaited = new Attempts(false, false, List.of(5L));
    Window repeated = window(NEW, METER, 1, new ActivationTime.At(NOON), 5, awaited);
    assertThat(only(HubHandover.joined(with(NEW, repeated), METER, old)).recorded()).isEqualTo(1);
    HubState refused = with(OLD, window(OLD, METER, 1, REFUSED));
    assertThat(HubHandover.joined(with(NEW, repeated), METER, refused).windows())
        .extracting(Window::recorded)
        .containsExactly(1L, 5L);
  }

  @Test
  void aCancellationThatOneSideHadAcceptedEndsThePendingWindowOfTheOther() {
    Cancellation cancelled = cancellation(7, TEN.plusSeconds(7), ACCEPTED);
    Window fromOld =
        only(
            HubHandover.joined(
                with(NEW, cancelled), METER, with(OLD, window(OLD, METER, 1, ACCEPTED))));
    assertThat(fromOld.ending())
        .contains(
            new Window.End(
                Window.End.Cause.CANCELLED, TEN.plusSeconds(7), Optional.of(request(7))));
    Window ofNew =
        only(
            HubHandover.joined(
                with(NEW, window(NEW, METER, 1, ACCEPTED)), METER, with(OLD, cancelled)));
    assertThat(ofNew.ending()).isEqualTo(fromOld.ending());
  }

  @Test
  void aCancellationEndsNoWindowThatHadBegunNorOneOfALaterRequest() {
    HubState old = with(OLD, window(OLD, METER, 5, ACCEPTED));
    Cancellation late = cancellation(7, NOON, ACCEPTED);
    assertThat(only(HubHandover.joined(with(NEW, late), METER, old)).isLive()).isTrue();
    Cancellation earlier = cancellation(4, TEN.plusSeconds(7), ACCEPTED);
    assertThat(only(HubHandover.joined(with(NEW, earlier), METER, old)).isLive()).isTrue();
  }

  @Test
  void aCancellationWithoutAnAnswerPutsTheWindowInDoubtAndOneThatWasRefusedDoesNothing() {
    HubState old = with(OLD, window(OLD, METER, 1, ACCEPTED));
    Instant received = TEN.plusSeconds(7);
    Window doubted =
        only(HubHandover.joined(with(NEW, cancellation(7, received, UNANSWERED)), METER, old));
    assertThat(doubted.doubtedBy()).contains(request(7));
    assertThat(doubted.isLive()).isTrue();
    for (HubState without :
        List.of(
            with(NEW, cancellation(7, received, REFUSED)),
            with(NEW, cancellation(7, NOON, UNANSWERED)))) {
      Window stays = only(HubHandover.joined(without, METER, old));
      assertThat(stays.doubtedBy()).isEmpty();
      assertThat(stays.isLive()).isTrue();
    }
  }

  @Test
  void aLaterDateThatWasAcceptedReplacesThePendingWindowOfTheOther() {
    HubState old = with(OLD, window(OLD, METER, 1, ACCEPTED));
    List<Window> both =
        HubHandover.joined(with(NEW, window(NEW, METER, 7, ACCEPTED)), METER, old).windows();
    assertThat(both.getFirst().ending())
        .hasValueSatisfying(end -> assertThat(end.by()).contains(request(7)));
    assertThat(both.getLast().isLive()).isTrue();
  }

  @Test
  void aDateThatWasNotAcceptedOrAnActivationAtOnceReplacesNothing() {
    HubState old = with(OLD, window(OLD, METER, 1, ACCEPTED));
    for (Window other :
        List.of(
            window(NEW, METER, 7, REFUSED),
            window(NEW, METER, 7, new ActivationTime.Now(), 7, ACCEPTED))) {
      assertThat(HubHandover.joined(with(NEW, other), METER, old).windows())
          .hasSize(2)
          .allMatch(Window::isLive);
    }
  }
}
