package org.lastgasp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.sim.Activation.Cancelling;
import org.lastgasp.sim.Activation.Conduct;
import org.lastgasp.sim.Activation.Mood;
import org.lastgasp.sim.ReferenceOracle.Answer;
import org.lastgasp.sim.ReferenceOracle.Call;
import org.lastgasp.sim.ReferenceOracle.Span;
import org.lastgasp.sim.ReferenceOracle.Try;

/** What a right gateway does, by the rules of the window, as an outsider works it out. */
class ReferenceOracleTest {
  private static final Instant NOON = Instant.parse("2030-01-15T12:00:00Z");
  private static final RequestId BACK = RequestId.of("00-00-00-00-00-00-00-01:"
      + "00-00-00-00-00-00-00-02:8");

  @Test
  void anAlertInTheWindowIsHeldBackAndOneAfterItIsNot() {
    ReferenceOracle oracle = atOnce(tried(0, Answer.ACCEPTED));
    assertThat(judged(oracle, 5)).isEqualTo(Call.HOLD);
    assertThat(judged(oracle, 29)).isEqualTo(Call.HOLD);
    assertThat(judged(oracle, 31)).isEqualTo(Call.DELIVER);
  }

  @Test
  void itDoesNotKnowWhatHappensAtTheBorder() {
    ReferenceOracle oracle = atOnce(tried(0, Answer.ACCEPTED));
    Span border = span(NOON.plus(Duration.ofMinutes(30)));
    assertThat(oracle.judge(hub(), border).call()).isEqualTo(Call.EITHER);
  }

  @Test
  void aRefusedRequestHoldsNothingBackAndASecondTryOpensAWindowOfItsOwn() {
    assertThat(judged(atOnce(tried(0, Answer.REFUSED)), 5)).isEqualTo(Call.DELIVER);
    ReferenceOracle again = atOnce(tried(0, Answer.REFUSED), tried(10, Answer.ACCEPTED));
    assertThat(judged(again, 5)).isEqualTo(Call.DELIVER);
    assertThat(judged(again, 39)).isEqualTo(Call.HOLD);
  }

  @Test
  void anUnansweredRequestHoldsAndASecondTryLengthensIt() {
    assertThat(judged(atOnce(tried(0, Answer.NONE)), 5)).isEqualTo(Call.HOLD);
    ReferenceOracle again = atOnce(tried(0, Answer.NONE), tried(12, Answer.ACCEPTED));
    assertThat(judged(again, 41)).isEqualTo(Call.HOLD);
    assertThat(judged(again, 43)).isEqualTo(Call.DELIVER);
  }

  @Test
  void aRepetitionOfAnAcceptedRequestChangesNothing() {
    ReferenceOracle again = atOnce(tried(0, Answer.ACCEPTED), tried(12, Answer.ACCEPTED));
    assertThat(judged(again, 29)).isEqualTo(Call.HOLD);
    assertThat(judged(again, 31)).isEqualTo(Call.DELIVER);
  }

  @Test
  void whileTheAnswerIsAwaitedNothingCanHaveReachedTheMeter() {
    Span received = span(NOON);
    Span settled = span(NOON.plus(Duration.ofMinutes(8)));
    ReferenceOracle slow = atOnce(new Try(received, settled, Answer.NONE));
    assertThat(slow.judge(hub(), span(NOON.plusSeconds(300))))
        .isEqualTo(new ReferenceOracle.Judgement(Call.DELIVER, "the DSP's answer was awaited"));
  }

  @Test
  void anActivationForLaterHoldsFromItsDate() {
    ReferenceOracle later = forLater(Optional.empty());
    assertThat(judged(later, 55)).isEqualTo(Call.DELIVER);
    assertThat(judged(later, 65)).isEqualTo(Call.HOLD);
    assertThat(judged(later, 95)).isEqualTo(Call.DELIVER);
  }

  @Test
  void oneThatIsTakenBackHoldsNothing() {
    assertThat(judged(forLater(Optional.of(Answer.ACCEPTED)), 65)).isEqualTo(Call.DELIVER);
    assertThat(judged(forLater(Optional.of(Answer.NONE)), 65)).isEqualTo(Call.DELIVER);
    assertThat(judged(forLater(Optional.of(Answer.REFUSED)), 65)).isEqualTo(Call.HOLD);
  }

  private static ReferenceOracle atOnce(Try... tries) {
    Activation activation = activation(Optional.empty(), Optional.empty());
    return oracle(activation, Map.of(step(activation.id()), List.of(tries)));
  }

  private static ReferenceOracle forLater(Optional<Answer> takenBack) {
    Activation activation =
        activation(
            Optional.of(Duration.ofMinutes(60)),
            Optional.of(new Cancelling(BACK, Duration.ofMinutes(20), Mood.ACCEPT)));
    List<Try> back = takenBack.map(answer -> tried(20, answer)).stream().toList();
    return oracle(
        activation,
        Map.of(
            step(activation.id()), List.of(tried(0, Answer.ACCEPTED)), step(BACK), back));
  }

  private static ReferenceOracle oracle(
      Activation activation, Map<GroundTruth.Step, List<Try>> tries) {
    Scenario plan =
        new Scenario(
            1,
            AlarmRule.NORTH_TIMER,
            List.of(hub()),
            List.of(activation),
            List.of(),
            List.of());
    return new ReferenceOracle(plan, tries, NOON);
  }

  private static Activation activation(Optional<Duration> date, Optional<Cancelling> back) {
    return new Activation(
        hub(),
        hub().meters().getFirst(),
        new RequestId(BACK.originator(), BACK.target(), 7),
        5,
        Duration.ZERO,
        date,
        List.of(),
        back,
        new Conduct(Duration.ZERO, Duration.ZERO, 0));
  }

  private static Hub hub() {
    Meter meter =
        new Meter(BACK.target(), MeterModel.PADDED, Optional.empty(), Duration.ZERO);
    return new Hub(new Eui64(9), 17, "", List.of(meter), "");
  }

  private static GroundTruth.Step step(RequestId id) {
    return new GroundTruth.Step(id, 5);
  }

  private static Try tried(int minute, Answer answer) {
    Instant at = NOON.plus(Duration.ofMinutes(minute));
    return new Try(span(at), span(at.plusSeconds(2)), answer);
  }

  private static Call judged(ReferenceOracle oracle, int minute) {
    return oracle.judge(hub(), span(NOON.plus(Duration.ofMinutes(minute)))).call();
  }

  private static Span span(Instant at) {
    return new Span(at, at.plusMillis(300));
  }
}
