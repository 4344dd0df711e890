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
import org.lastgasp.sim.Reckoning.Answer;
import org.lastgasp.sim.Reckoning.Call;
import org.lastgasp.sim.Reckoning.Span;
import org.lastgasp.sim.Reckoning.Try;

/** What a right gateway does, by the rules of the window, as an outsider works it out. */
class ReckoningTest {
  private static final Instant NOON = Instant.parse("2030-01-15T12:00:00Z");
  private static final RequestId BACK = RequestId.of("00-00-00-00-00-00-00-01:"
      + "00-00-00-00-00-00-00-02:8");

  @Test
  void anAlertInTheWindowIsHeldBackAndOneAfterItIsNot() {
    Reckoning reckoning = atOnce(tried(0, Answer.ACCEPTED));
    assertThat(judged(reckoning, 5)).isEqualTo(Call.HOLD);
    assertThat(judged(reckoning, 29)).isEqualTo(Call.HOLD);
    assertThat(judged(reckoning, 31)).isEqualTo(Call.DELIVER);
  }

  @Test
  void itDoesNotKnowWhatHappensAtTheBorder() {
    Reckoning reckoning = atOnce(tried(0, Answer.ACCEPTED));
    Span border = span(NOON.plus(Duration.ofMinutes(30)));
    assertThat(reckoning.judge(hub(), border).call()).isEqualTo(Call.EITHER);
  }

  @Test
  void aRefusedRequestHoldsNothingBackAndASecondTryOpensAWindowOfItsOwn() {
    assertThat(judged(atOnce(tried(0, Answer.REFUSED)), 5)).isEqualTo(Call.DELIVER);
    Reckoning again = atOnce(tried(0, Answer.REFUSED), tried(10, Answer.ACCEPTED));
    assertThat(judged(again, 5)).isEqualTo(Call.DELIVER);
    assertThat(judged(again, 39)).isEqualTo(Call.HOLD);
  }

  @Test
  void anUnansweredRequestHoldsAndASecondTryLengthensIt() {
    assertThat(judged(atOnce(tried(0, Answer.NONE)), 5)).isEqualTo(Call.HOLD);
    Reckoning again = atOnce(tried(0, Answer.NONE), tried(12, Answer.ACCEPTED));
    assertThat(judged(again, 41)).isEqualTo(Call.HOLD);
    assertThat(judged(again, 43)).isEqualTo(Call.DELIVER);
  }

  @Test
  void aRepetitionOfAnAcceptedRequestChangesNothing() {
    Reckoning again = atOnce(tried(0, Answer.ACCEPTED), tried(12, Answer.ACCEPTED));
    assertThat(judged(again, 29)).isEqualTo(Call.HOLD);
    assertThat(judged(again, 31)).isEqualTo(Call.DELIVER);
  }

  @Test
  void whileTheAnswerIsAwaitedNothingCanHaveReachedTheMeter() {
    Span received = span(NOON);
    Span settled = span(NOON.plus(Duration.ofMinutes(8)));
    Reckoning slow = atOnce(new Try(received, settled, Answer.NONE));
    assertThat(slow.judge(hub(), span(NOON.plusSeconds(300))))
        .isEqualTo(new Reckoning.Judgement(Call.DELIVER, "the DSP's answer was awaited"));
  }

  @Test
  void anActivationForLaterHoldsFromItsDate() {
    Reckoning later = forLater(Optional.empty());
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

  private static Reckoning atOnce(Try... tries) {
    Activation activation = activation(Optional.empty(), Optional.empty());
    return reckoning(activation, Map.of(step(activation.id()), List.of(tries)));
  }

  private static Reckoning forLater(Optional<Answer> takenBack) {
    Activation activation =
        activation(
            Optional.of(Duration.ofMinutes(60)),
            Optional.of(new Cancelling(BACK, Duration.ofMinutes(20), Mood.ACCEPT)));
    List<Try> back = takenBack.map(answer -> tried(20, answer)).stream().toList();
    return reckoning(
        activation,
        Map.of(
            step(activation.id()), List.of(tried(0, Answer.ACCEPTED)), step(BACK), back));
  }

  private static Reckoning reckoning(Activation activation, Map<Ledger.Step, List<Try>> tries) {
    Plan plan =
        new Plan(
            1,
            AlarmRule.NORTH_TIMER,
            List.of(hub()),
            List.of(activation),
            List.of(),
            List.of());
    return new Reckoning(plan, tries, NOON);
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
        new Meter(BACK.target(), "ESME", "smets2", " 1063 ", "", Optional.empty(), true, true);
    return new Hub(
        new Eui64(9), Region.NORTH, "", "", List.of(meter), "", new Eui64(10));
  }

  private static Ledger.Step step(RequestId id) {
    return new Ledger.Step(id, 5);
  }

  private static Try tried(int minute, Answer answer) {
    Instant at = NOON.plus(Duration.ofMinutes(minute));
    return new Try(span(at), span(at.plusSeconds(2)), answer);
  }

  private static Call judged(Reckoning reckoning, int minute) {
    return reckoning.judge(hub(), span(NOON.plus(Duration.ofMinutes(minute)))).call();
  }

  private static Span span(Instant at) {
    return new Span(at, at.plusMillis(300));
  }
}
