package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.Decider.Decision;

/** Limits of the windows that one Service User may have, and open within an hour. */
class UserLimitTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final Eui64 ONE = new Eui64(0x51);
  private static final Eui64 OTHER = new Eui64(0x52);

  private TrackingState state = TrackingState.empty();
  private Settings settings = limits(OptionalInt.empty(), OptionalInt.empty());
  private Instant now = TEN;
  private long recorded;
  private final List<Event> events = new ArrayList<>();

  private static Settings limits(OptionalInt open, OptionalInt anHour) {
    return Street.settings(Map.of(), Settings.WindowClock.RECEIPT)
        .with(new Settings.Authority(Set.of(), open, anHour));
  }

  private void take(Command command) {
    long next = recorded + 1;
    state = state.under(settings);
    Decision decision =
        Decider.decide(
            state, command,
            new Decider.Context(new Policy(settings), "c0ffee", now, ordinal -> next + ordinal));
    for (Event each : decision.events()) {
      events.add(each);
      state = Transition.apply(state, ++recorded, each);
    }
  }

  private void at(Duration sinceTen) {
    now = TEN.plus(sinceTen);
  }

  private static Device device(long meter) {
    return new Device(
        new Eui64(meter), "ESME", "SMETS2 V4.2", "Landis+Gyr", "E470",
        Optional.of(new Eui64(0x1000 + meter)), Optional.empty(), "South", "", "");
  }

  private TrackingDecision ask(Eui64 user, long meter, long counter, Optional<Instant> time) {
    byte[] preCommand =
        PayloadBuilder.activateFirmware(user, new Eui64(meter), counter, "AB".repeat(32), time);
    return ask(user, meter, counter, preCommand);
  }

  private TrackingDecision ask(Eui64 user, long meter, long counter, byte[] preCommand) {
    if (state.global().position().isEmpty()) {
      take(new Command.SetSwitch(Switch.ENFORCE, "test", "first"));
    }
    RequestId id = new RequestId(user, new Eui64(meter), counter);
    byte[] payload = PayloadBuilder.signed(preCommand, new byte[64]);
    Message.Request request =
        (Message.Request)
            new MessageReader().read(MessageBuilder.signedActivation(id, 5, payload));
    take(
        new Command.Activation(
            now, "", request, Optional.of(device(meter)), true, Set.of(),
            new RequestVerifier.SignatureCheck.Valid(),
            new Command.Sender.Unchecked()));
    return ((Event.ActivationRequested) events.getLast()).admission();
  }

  private void answer(DspAnswer answer) {
    Event.ActivationRequested asked = (Event.ActivationRequested) events.getLast();
    TrackingDecision admission = asked.admission();
    take(
        new Command.RecordEvent(
            new Event.ActivationAnswered(
                now, recorded, asked.request(), admission.step(), answer, 200, "",
                admission.doubting())));
  }

  private void opens(Eui64 user, long meter, long counter) {
    assertThat(ask(user, meter, counter, Optional.empty()))
        .isInstanceOf(TrackingDecision.Tracked.class);
  }

  private String refused(Eui64 user, long meter, long counter) {
    TrackingDecision.NotTracked decision =
        (TrackingDecision.NotTracked) ask(user, meter, counter, Optional.empty());
    assertThat(decision.reason()).isEqualTo(NotTrackedReason.USER_LIMIT);
    return decision.detail();
  }

  @Test
  void aServiceUserMayHaveSoManyWindowsThatAreNotOver() {
    settings = limits(OptionalInt.of(2), OptionalInt.empty());
    opens(ONE, 1, 1);
    opens(ONE, 2, 2);
    assertThat(refused(ONE, 3, 3)).isEqualTo("2 windows are open, authority.open-windows is 2");
    opens(OTHER, 3, 1);
    at(Duration.ofMinutes(30));
    opens(ONE, 3, 4);
  }

  @Test
  void aWindowThatWasWithdrawnCountsNoLongerOneSecondLater() {
    settings = limits(OptionalInt.of(1), OptionalInt.empty());
    opens(ONE, 1, 1);
    answer(DspAnswer.REFUSED);
    at(Duration.ofSeconds(1));
    opens(ONE, 2, 2);
    refused(ONE, 3, 3);
  }

  @Test
  void aServiceUserMayOpenSoManyWindowsWithinAnHour() {
    settings = limits(OptionalInt.empty(), OptionalInt.of(2));
    opens(ONE, 1, 1);
    at(Duration.ofMinutes(40));
    opens(ONE, 2, 2);
    at(Duration.ofMinutes(59));
    assertThat(refused(ONE, 3, 3)).contains("2 windows were opened within an hour");
    opens(OTHER, 3, 1);
    at(Duration.ofHours(1));
    opens(ONE, 3, 4);
  }

  @Test
  void aRepetitionOpensNoFurtherWindowAndIsNotRefused() {
    settings = limits(OptionalInt.of(1), OptionalInt.of(1));
    opens(ONE, 1, 1);
    opens(ONE, 1, 1);
    assertThat(state.hub(new Eui64(0x1001)).windows()).hasSize(1);
  }

  @Test
  void aCancellationIsNeverTooMuch() {
    settings = limits(OptionalInt.of(1), OptionalInt.of(1));
    ask(ONE, 1, 1, Optional.of(TEN.plus(Duration.ofHours(4))));
    answer(DspAnswer.ACCEPTED);
    ask(ONE, 1, 2, PayloadBuilder.cancellation(ONE, new Eui64(1), 2, "AB".repeat(32)));
    answer(DspAnswer.ACCEPTED);
    assertThat(state.hub(new Eui64(0x1001)).windows().getFirst().ending()).isPresent();
  }

  @Test
  void aLaterDateThatIsRefusedAWindowPutsWhatItReplacesInDoubt() {
    settings = limits(OptionalInt.of(1), OptionalInt.empty());
    ask(ONE, 1, 1, Optional.of(TEN.plus(Duration.ofHours(4))));
    answer(DspAnswer.ACCEPTED);
    assertThat(ask(ONE, 1, 2, Optional.of(TEN.plus(Duration.ofHours(5)))))
        .isInstanceOf(TrackingDecision.NotTracked.class);
    answer(DspAnswer.ACCEPTED);
    assertThat(state.hub(new Eui64(0x1001)).windows().getFirst().doubtedBy()).isPresent();
  }

  @Test
  void aLimitThatComesIntoForceCountsWhatIsThere() {
    opens(ONE, 1, 1);
    opens(ONE, 2, 2);
    settings = limits(OptionalInt.of(2), OptionalInt.empty());
    refused(ONE, 3, 3);
    settings = limits(OptionalInt.empty(), OptionalInt.of(3));
    opens(ONE, 3, 3);
    refused(ONE, 4, 4);
  }

  @Test
  void theHourOfTheLimitEndsToTheSecond() {
    settings = limits(OptionalInt.empty(), OptionalInt.of(1));
    opens(ONE, 1, 1);
    at(Duration.ofMinutes(59).plusSeconds(59));
    refused(ONE, 2, 2);
    at(Duration.ofHours(1));
    opens(ONE, 2, 3);
  }

  @Test
  void windowsThatAreOverAreForgottenOnceADayHasPassed() {
    settings = limits(OptionalInt.of(3), OptionalInt.of(3));
    opens(ONE, 1, 1);
    opens(ONE, 2, 2);
    at(Duration.ofDays(1));
    opens(OTHER, 3, 1);
    opens(ONE, 4, 3);
    opens(ONE, 5, 4);
    opens(ONE, 6, 5);
    assertThat(refused(ONE, 7, 6)).startsWith("3 windows are open");
  }

  @Test
  void aLimitThatIsTakenAwayCountsNothingAndOneThatReturnsCountsAnew() {
    settings = limits(OptionalInt.of(1), OptionalInt.empty());
    opens(ONE, 1, 1);
    settings = limits(OptionalInt.empty(), OptionalInt.empty());
    opens(ONE, 2, 2);
    assertThat(state.under(settings).global().users().refuses(ONE, state, now)).isEmpty();
    settings = limits(OptionalInt.of(2), OptionalInt.empty());
    refused(ONE, 3, 3);
    settings = limits(OptionalInt.of(3), OptionalInt.empty());
    opens(ONE, 3, 4);
  }

  @Test
  void decisionsAreThoseOfACountOfAllWindows() {
    for (int seed = 0; seed < 30; seed++) {
      new UserLimitTest().aDay(new Random(seed));
    }
  }

  /** One request a second at most, so that the count of the second is the count of the moment. */
  private void aDay(Random random) {
    int open = 1 + random.nextInt(6);
    int anHour = 1 + random.nextInt(10);
    settings = limits(OptionalInt.of(open), OptionalInt.of(anHour));
    for (int i = 0; i < 300; i++) {
      now = now.plusSeconds(1 + random.nextInt(400));
      Eui64 user = random.nextBoolean() ? ONE : OTHER;
      boolean expected = windowsOpen(user) < open && windowsOfTheHour(user) < anHour;
      Optional<Instant> time =
          random.nextInt(4) == 0
              ? Optional.of(now.plusSeconds(random.nextInt(9_000)))
              : Optional.empty();
      assertThat(ask(user, 1 + random.nextInt(20), 1_000 + i, time))
          .matches(is -> is instanceof TrackingDecision.Tracked == expected, "tracked " + expected);
      DspAnswer[] answers = DspAnswer.values();
      answer(answers[random.nextInt(answers.length)]);
      if (random.nextInt(40) == 0) {
        restart();
      }
    }
  }

  private List<Window> windows(Eui64 user) {
    return state.hubs().stream()
        .flatMap(hub -> hub.windows().stream())
        .filter(w -> w.request().originator().equals(user))
        .toList();
  }

  private long windowsOpen(Eui64 user) {
    return windows(user).stream().filter(w -> w.isLive() && now.isBefore(w.until())).count();
  }

  private long windowsOfTheHour(Eui64 user) {
    Instant since = now.minus(Duration.ofHours(1));
    return windows(user).stream().filter(w -> w.requested().isAfter(since)).count();
  }

  /** As from a state entry: the hubs, and nothing that was counted. */
  private void restart() {
    TrackingState fresh =
        TrackingState.of(state.position(), state.global().lastAt(), state.overrides());
    for (HubState each : state.hubs()) {
      fresh = fresh.with(each);
    }
    state = fresh;
  }
}
