package org.lastgasp.hindsight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.hindsight.Timeline.HUB;
import static org.lastgasp.hindsight.Timeline.METER;
import static org.lastgasp.hindsight.Timeline.OTHER_METER;
import static org.lastgasp.hindsight.Timeline.REQUEST;
import static org.lastgasp.hindsight.Timeline.SUPPLIER;
import static org.lastgasp.hindsight.Timeline.clock;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Step;

class ObservationReaderTest {
  private static final Instant NOON = clock("12:00");

  private static List<Observation> facts(byte[] document) {
    return facts(Papers.carried(NOON, document));
  }

  private static List<Observation> facts(Event entry) {
    return new ObservationReader(device -> true).of(new Entry(9, entry));
  }

  private static Observation heard(Eui64 device, String what) {
    return new Observation.Heard(9, NOON, device, what);
  }

  @Test
  void aRestorationTellsWhenTheSupplyWasOff() {
    assertThat(facts(Papers.restoration(METER, 0x8F36, clock("10:05"), clock("10:20"))))
        .containsExactly(
            new Observation.Restored(
                9, NOON, METER, "8F36",
                Optional.of(new Observation.Span(clock("10:05"), clock("10:20")))),
            heard(METER, "device alert 8F36"));
  }

  @Test
  void aRestorationOfAPhaseIsOneToo() {
    assertThat(facts(Papers.restoration(METER, 0x8F3C, clock("10:05"), clock("10:20"))))
        .first()
        .isInstanceOf(Observation.Restored.class);
  }

  @Test
  void aRestorationThatCannotBeReadIsOneWithoutTimes() {
    assertThat(facts(Papers.deviceAlert(METER, "8F35", new byte[] {1, 2, 3})))
        .containsExactly(
            new Observation.Restored(9, NOON, METER, "8F35", Optional.empty()),
            heard(METER, "device alert 8F35"));
  }

  @Test
  void anotherAlertIsASignOfLife() {
    assertThat(facts(Papers.deviceAlert(METER, "81A0", new byte[] {1})))
        .containsExactly(heard(METER, "device alert 81A0"));
  }

  @Test
  void aPayloadOfAnotherDeviceSaysNothingOfTheOneInTheHeader() {
    byte[] payload =
        org.lastgasp.gbcs.PayloadBuilder.supplyRestored(
            OTHER_METER, SUPPLIER, 1, 0x8F36, NOON, NOON, NOON, new byte[64]);

    assertThat(facts(Papers.deviceAlert(METER, "8F36", payload))).isEmpty();
  }

  @Test
  void theOutcomeOfAnActivationIsJoinedByItsCounter() {
    assertThat(facts(Papers.outcome(REQUEST, 0)).getFirst())
        .isEqualTo(
            new Observation.Outcome(
                9, NOON, METER, Optional.of(SUPPLIER), 1_000, Observation.Result.SUCCEEDED, NOON,
                "CS06 outcome 0"));
    assertThat(facts(Papers.outcome(REQUEST, 3)).getFirst())
        .isEqualTo(
            new Observation.Outcome(
                9, NOON, METER, Optional.of(SUPPLIER), 1_000, Observation.Result.FAILED, NOON,
                "CS06 outcome 3"));
  }

  @Test
  void aSuccessThatTheDspSendsAsAnErrorIsNone() {
    String sent = new String(Papers.outcome(REQUEST, 0), StandardCharsets.UTF_8);
    String error = sent.replaceFirst("(ResponseCode>)[^<]+", "$1E20");
    assertThat(error).isNotEqualTo(sent);
    assertThat(facts(error.getBytes(StandardCharsets.UTF_8)).getFirst())
        .isEqualTo(
            new Observation.Outcome(
                9, NOON, METER, Optional.of(SUPPLIER), 1_000, Observation.Result.FAILED, NOON,
                "CS06 outcome 0, which the DSP sent as E20"));
  }

  @Test
  void aFutureDatedOneByTheInnerCounterAndItsOwnTime() {
    assertThat(facts(Papers.futureDated(REQUEST, 0x8F66, 0, clock("10:01"))))
        .containsExactly(
            new Observation.Outcome(
                9,
                NOON,
                METER,
                Optional.empty(),
                1_000,
                Observation.Result.SUCCEEDED,
                clock("10:01"),
                "8F66 with outcome 0"),
            heard(METER, "future-dated alert 8F66"));
    assertThat(facts(Papers.futureDated(REQUEST, 0x8F67, 2, clock("10:01"))).getFirst())
        .isInstanceOfSatisfying(
            Observation.Outcome.class,
            o -> assertThat(o.result()).isEqualTo(Observation.Result.FAILED));
  }

  @Test
  void acceptanceIsASignOfLifeAndNoOutcome() {
    assertThat(facts(Papers.accepted(REQUEST))).containsExactly(heard(METER, "response"));
  }

  @Test
  void whatTheDspAnswersInTheMetersPlaceIsNoSignOfLife() {
    assertThat(facts(Papers.acknowledged(REQUEST, "I99"))).isEmpty();
    assertThat(facts(Papers.preCommand(REQUEST))).isEmpty();
    assertThat(facts(Papers.acknowledged(REQUEST, "E20")))
        .containsExactly(
            new Observation.Outcome(
                9, NOON, METER, Optional.of(SUPPLIER), 1_000, Observation.Result.FAILED, NOON,
                "the DSP answered E20"));
  }

  @Test
  void aTrackedActivationTellsItsHubAndItsWindow() {
    assertThat(facts(Papers.requested(NOON, REQUEST, HUB)))
        .containsExactly(new Observation.Tracked(9, NOON, HUB, REQUEST, NOON, clock("12:30")));
  }

  @Test
  void theAnswerToATrackedRequestNamesTheTry() {
    assertThat(facts(answered(DspAnswer.REFUSED)))
        .containsExactly(
            new Observation.Answered(9, NOON, REQUEST, 3, DspAnswer.REFUSED));
    assertThat(facts(answered(DspAnswer.UNCONFIRMED)))
        .containsExactly(
            new Observation.Answered(9, NOON, REQUEST, 3, DspAnswer.UNCONFIRMED));
  }

  private static Event answered(DspAnswer answer) {
    return new Event.ActivationAnswered(
        NOON, 3, Optional.of(REQUEST), Optional.of(Step.SEND), answer, 200, "I0");
  }

  @Test
  void aCopyOfAnAlertIsNoSecondAlert() {
    assertThat(facts(new Event.AlertCopied(NOON, 3, "ab".repeat(32)))).isEmpty();
    assertThat(facts(Papers.forwarded(NOON, clock("11:50"), HUB)))
        .containsExactly(
            new Observation.Alerted(9, NOON, HUB, clock("11:50"), Optional.empty()));
  }

  @Test
  void theDocumentsOfDevicesThatNobodyWatchesAreNotRead() {
    Event entry = Papers.carried(NOON, Papers.outcome(REQUEST, 0));

    assertThat(new ObservationReader(device -> false).of(new Entry(9, entry))).isEmpty();
  }
}
