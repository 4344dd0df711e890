package org.lastgasp.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lastgasp.duis.Document;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.Area;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackedRequest.ActivationTime;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/** What a replay says of an alert: what each guard saw, and where the window was. */
class VerdictTextTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final Eui64 HUB = new Eui64(0xA1);
  private static final Eui64 METER = new Eui64(0xB1);
  private static final String INSIDE =
      "inside the window 2030-01-15T10:00:00Z to 2030-01-15T10:30:00Z";

  @Test
  void eachGuardSaysWhatItSaw() {
    assertThat(why(Reason.GUARD_STARTED_BEFORE_ACTIVATION, Verdict.Evidence.NOTHING))
        .isEqualTo("the outage began 65.0 s before the window; " + INSIDE);
    assertThat(why(Reason.GUARD_OTHER_PREMISES, Verdict.Evidence.NOTHING))
        .isEqualTo("of other premises than the meter's, 2000000000000; " + INSIDE);
    assertThat(why(Reason.GUARD_ACTIVATION_FAILED, Verdict.Evidence.NOTHING))
        .isEqualTo("the activation failed, heard 2030-01-15T10:02:00Z; " + INSIDE);
    Area feeder = new Area(Area.Kind.FEEDER, "F12");
    assertThat(
            why(
                Reason.GUARD_COINCIDENT_OUTAGE,
                among(new Verdict.NearbyAlerts(feeder, 6, minutes(10)))))
        .isEqualTo(
            "at least 6 other hubs of feeder F12, in no window, alerted in 10 min; " + INSIDE);
    assertThat(why(Reason.GUARD_BREAKER, open(new Breaker(TEN, "4 alerts held"))))
        .isEqualTo("the breaker was open since 2030-01-15T10:00:00Z, 4 alerts held; " + INSIDE);
  }

  @Test
  void otherReasonsSayHowFarTheWindowWas() {
    Window window = window();
    assertThat(
            why(
                new Verdict.Forward(
                    Reason.AFTER_WINDOW, Optional.of(window), TEN.plus(minutes(31)), List.of())))
        .isEqualTo("60.0 s after the window 2030-01-15T10:00:00Z to 2030-01-15T10:30:00Z");
    assertThat(
            why(
                new Verdict.Forward(Reason.HUB_NOT_TRACKED, Optional.empty(), TEN, List.of())))
        .isEqualTo("no window of its hub");
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"BEFORE_WINDOW", "AFTER_WINDOW"})
  void noReasonIsLeftWithoutWords(Reason reason) {
    assertThat(why(new Verdict.Forward(reason, Optional.empty(), TEN, List.of()))).isNotEmpty();
    Area feeder = new Area(Area.Kind.FEEDER, "F12");
    Verdict.Evidence all =
        new Verdict.Evidence(
            Optional.empty(),
            Optional.of(new Breaker(TEN, "4 alerts held")),
            Optional.of(new Verdict.NearbyAlerts(feeder, 6, minutes(10))));
    Window ended =
        window().toBuilder()
            .ending(
                new Window.End(
                    Window.End.Cause.CANCELLED, TEN.plus(minutes(1)), Optional.empty()))
            .build();
    assertThat(
            why(
                new Verdict.Forward(
                    reason, Optional.of(ended), TEN.plus(minutes(4)), List.of(), all)))
        .endsWith("; " + INSIDE);
  }

  private static Verdict.Evidence among(Verdict.NearbyAlerts nearby) {
    return new Verdict.Evidence(Optional.empty(), Optional.empty(), Optional.of(nearby));
  }

  private static Verdict.Evidence open(Breaker breaker) {
    return new Verdict.Evidence(Optional.empty(), Optional.of(breaker), Optional.empty());
  }

  private static Duration minutes(long number) {
    return Duration.ofMinutes(number);
  }

  private static String why(Reason reason, Verdict.Evidence besides) {
    return why(
        new Verdict.Forward(
            reason, Optional.of(window()), TEN.plus(minutes(4)), List.of(), besides));
  }

  private static String why(Verdict.Forward verdict) {
    Message.Ad1 alert =
        new Message.Ad1(
            Document.of(new byte[0]),
            new Message.Header(Optional.empty(), Optional.empty(), "I0", Optional.empty()),
            Optional.of(HUB), Optional.of(TEN.minusSeconds(65)), "2000000000010",
            OptionalLong.empty(), List.of());
    Replay.Outcome outcome =
        new Replay.Outcome(false, verdict.reason().code(), Optional.of(verdict));
    return VerdictText.why(
        new Replay.Judged(1, "day.xml", 1, TEN, alert, List.of(outcome)), outcome);
  }

  private static Window window() {
    RequestId request = new RequestId(new Eui64(0xC1), METER, 7);
    TrackedRequest order =
        new TrackedRequest(
            request, Step.SEND, METER, HUB, Optional.of(new Mpan("2000000000000")), "", "",
            new ActivationTime.Now(), TEN, minutes(30), false);
    return HubState.empty(HUB)
        .requested(order, 1)
        .answered(request, Step.SEND, 1, DspAnswer.ACCEPTED, TEN)
        .failed(METER, 7, Guard.Setting.SHADOW, TEN.plus(minutes(2)))
        .windows()
        .getFirst();
  }
}
