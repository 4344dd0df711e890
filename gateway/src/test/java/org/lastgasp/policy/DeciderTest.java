package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.policy.Street.HUB;
import static org.lastgasp.policy.Street.METER;
import static org.lastgasp.policy.Street.MPAN;
import static org.lastgasp.policy.Street.SUPPLIER;
import static org.lastgasp.policy.Street.time;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lastgasp.duis.Document;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.policy.Command.DeviceFacts;
import org.lastgasp.policy.Decider.Decision;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

/** What a command does, as events; and what they make of the state. */
class DeciderTest {
  private static final Eui64 OTHER_HUB = new Eui64(0xA2);
  private static final RequestId REQUEST = new RequestId(SUPPLIER, METER, 7);
  private static final Eui64 DISTRIBUTOR = new Eui64(0xD1);
  private static final Document NO_BYTES = Document.of(new byte[0]);

  private TrackingState state = TrackingState.empty();
  private Settings settings = Street.settings(Map.of(), Settings.WindowClock.RECEIPT);
  private Instant now = time("10:00");
  private long recorded;
  private Decision decision = Decision.NOTHING;

  /** Decides, records and applies. */
  private List<Event> take(Command command) {
    long next = recorded + 1;
    state = state.under(settings);
    Decider.Context context =
        new Decider.Context(new Policy(settings), "c0ffee", now, ordinal -> next + ordinal);
    decision = Decider.decide(state, command, context);
    for (Event each : decision.events()) {
      state = Transition.apply(state, ++recorded, each);
    }
    return decision.events();
  }

  private Event one(Command command) {
    List<Event> events = take(command);
    assertThat(events).hasSize(1);
    assertThat(decision.outcome()).isEqualTo(Decision.Outcome.DONE);
    return events.getFirst();
  }

  private void nothing(Command command) {
    assertThat(take(command)).isEmpty();
    assertThat(decision.outcome()).isEqualTo(Decision.Outcome.NOTHING_THERE);
  }

  private void record(Event event) {
    take(new Command.RecordEvent(event));
  }

  private void guard(Guard guard, Guard.Setting setting) {
    settings = Street.settings(Map.of(guard, setting), Settings.WindowClock.RECEIPT);
  }

  private static TrackedRequest request(String at, ActivationTime when) {
    return new TrackedRequest(
        REQUEST, Step.SEND, METER, HUB, Optional.of(MPAN), "", "", when, time(at),
        Duration.ofMinutes(30), false);
  }

  private void activated(String at, ActivationTime when) {
    record(
        new Event.ActivationRequested(
            time(at), "/api/v1/serviceS", Optional.of(REQUEST), OptionalInt.of(5),
            new TrackingDecision.Tracked(request(at, when)), NO_BYTES));
  }

  private void answered(String at, DspAnswer answer) {
    record(
        new Event.ActivationAnswered(
            time(at), recorded, Optional.of(REQUEST), Optional.of(Step.SEND), answer, 200, ""));
  }

  private void tracked() {
    take(new Command.SetSwitch(Switch.ENFORCE, "test", "first"));
    activated("10:00", new ActivationTime.Now());
    answered("10:00", DspAnswer.ACCEPTED);
  }

  private List<Event> alert(String received) {
    now = time(received);
    Message.Ad1 alert = Street.ad1(received, MPAN.digits());
    return take(new Command.Alert(now, alert, HubLocation.UNKNOWN, DISTRIBUTOR));
  }

  @Test
  void anAlertIsRecordedWithAllThatItsVerdictNeeds() {
    tracked();
    Event.AlertJudged judged = (Event.AlertJudged) alert("10:10").getFirst();
    assertThat(judged.verdict()).isInstanceOf(Verdict.Suppress.class);
    assertThat(judged.at()).isEqualTo(time("10:10"));
    assertThat(judged.recipient()).isEqualTo(DISTRIBUTOR);
    assertThat(judged.distributor()).hasValue(20);
    assertThat(judged.configHash()).isEqualTo("c0ffee");
    assertThat(judged.state()).isEqualTo(Switch.ENFORCE);
    assertThat(state.hub(HUB).suppressions()).extracting(HubState.Suppression::recorded)
        .containsExactly(recorded);
    assertThat(state.unreleased(time("10:29"))).isEmpty();
    assertThat(state.unreleased(time("10:30"))).hasSize(1);
  }

  @Test
  void aDuplicateOfASuppressedAlertNamesIt() {
    tracked();
    alert("10:10");
    Message.Ad1 again = Street.ad1("10:10", MPAN.digits());
    assertThat(one(new Command.Alert(time("10:12"), again, HubLocation.UNKNOWN, DISTRIBUTOR)))
        .isEqualTo(new Event.AlertCopied(time("10:12"), 4, again.document().sha256()));
  }

  @Test
  void beforeTheFirstSwitchNothingIsJudged() {
    Event.AlertJudged judged = (Event.AlertJudged) alert("10:10").getFirst();
    assertThat(judged.state()).isEqualTo(Switch.OFF);
    Street.assertPasses(judged.verdict(), Reason.SWITCH_OFF, "an empty journal");
  }

  @Test
  void anAlertWhoseJudgementFailedIsForwardedAsAnError() {
    tracked();
    Message.Ad1 alert = Street.ad1("10:10", MPAN.digits());
    Event.AlertJudged judged =
        (Event.AlertJudged) one(new Command.UnjudgedAlert(time("10:10"), alert, DISTRIBUTOR));
    Street.assertPasses(judged.verdict(), Reason.ERROR, "an error of ours");
    assertThat(judged.recipient()).isEqualTo(DISTRIBUTOR);
    assertThat(judged.area()).isEmpty();
  }

  @Test
  void hubsNearbyAreLookedForOnlyWhereAWindowIs() {
    guard(Guard.COINCIDENT_OUTAGE, Guard.Setting.SHADOW);
    tracked();
    Area feeder = new Area(Area.Kind.FEEDER, "F12");
    HubLocation there = new HubLocation(Optional.of(feeder), Optional.empty());
    Message.Ad1 alert = Street.ad1("10:10", MPAN.digits());
    Event.AlertJudged held =
        (Event.AlertJudged) one(new Command.Alert(time("10:10"), alert, there, DISTRIBUTOR));
    assertThat(((Verdict.Suppress) held.verdict()).besides().nearby())
        .contains(new Verdict.NearbyAlerts(feeder, 0, settings.thresholds().hubsWithin()));
    assertThat(held.area()).contains(feeder);
  }

  /** A storm order for a region asks where an alert comes from; nobody counts hubs for it. */
  @Test
  void hubsNearbyAreNotCountedWhileTheGuardIsOff() {
    tracked();
    HubLocation there =
        new HubLocation(
            Optional.of(new Area(Area.Kind.FEEDER, "F12")), Optional.of("North"));
    StormOrder.Scope south = new StormOrder.Scope(OptionalInt.empty(), Optional.of("South"));
    one(storm(south, StormOrder.Order.ON));
    Message.Ad1 alert = Street.ad1("10:10", MPAN.digits());
    Event.AlertJudged held =
        (Event.AlertJudged) one(new Command.Alert(time("10:10"), alert, there, DISTRIBUTOR));
    assertThat(((Verdict.Suppress) held.verdict()).besides()).isEqualTo(Verdict.Evidence.NOTHING);
  }

  @Test
  void alertsOfAnotherNetworksFeederOfThatNameAreNotNearby() {
    guard(Guard.COINCIDENT_OUTAGE, Guard.Setting.SHADOW);
    tracked();
    HubLocation there =
        new HubLocation(Optional.of(new Area(Area.Kind.FEEDER, "F12")), Optional.empty());
    Message.Ad1 theirs = alertOf(new Eui64(8), "1712345678905");
    Message.Ad1 ours = alertOf(new Eui64(9), MPAN.digits());
    take(new Command.Alert(time("10:08"), theirs, there, DISTRIBUTOR));
    take(new Command.Alert(time("10:09"), ours, there, DISTRIBUTOR));
    Message.Ad1 alert = Street.ad1("10:10", MPAN.digits());
    Event.AlertJudged held =
        (Event.AlertJudged) one(new Command.Alert(time("10:10"), alert, there, DISTRIBUTOR));
    assertThat(((Verdict.Suppress) held.verdict()).besides().nearby())
        .hasValueSatisfying(nearby -> assertThat(nearby.hubs()).isEqualTo(1));
  }

  private static Message.Ad1 alertOf(Eui64 hub, String mpxn) {
    Message.Ad1 alert = Street.ad1("10:08", mpxn);
    return new Message.Ad1(
        alert.document(), alert.header(), Optional.of(hub), alert.start(), mpxn,
        OptionalLong.empty(), List.of());
  }

  @Test
  void theBreakerOpensBehindTheAlertTooManyAndOnce() {
    settings =
        new Settings(
            Duration.ofMinutes(30), Settings.WindowClock.RECEIPT, Duration.ofHours(2), false,
            Set.of(),
            Map.of(Guard.BREAKER, Guard.Setting.SHADOW),
            new Settings.Thresholds(5, Duration.ofMinutes(10), 1, Duration.ofMinutes(10), 0,
                Duration.ofMinutes(30)),
            Settings.Authority.ANYBODY);
    tracked();
    assertThat(alert("10:10")).hasSize(1);
    List<Event> second = alert("10:11");
    assertThat(second).hasSize(2);
    assertThat(second.getLast())
        .isEqualTo(
            new Event.BreakerTurned(
                time("10:11"), Breaker.Position.OPEN, "breaker",
                "2 alerts suppressed in 600 s, more than 1 and than 0 % of 1 windows"));
    assertThat(alert("10:12")).as("it is open").hasSize(1);
    now = time("10:41");
    nothing(new Command.CloseQuietBreaker());
    now = time("10:42");
    assertThat(one(new Command.CloseQuietBreaker()))
        .isEqualTo(
            new Event.BreakerTurned(
                now, Breaker.Position.CLOSED, "breaker", "quiet for 1800 s"));
    nothing(new Command.CloseQuietBreaker());
    nothing(new Command.CloseBreaker("test", "looked at it"));
  }

  @Test
  void anOpenBreakerIsClosedByHandOrOnceItsGuardIsOff() {
    record(new Event.BreakerTurned(now, Breaker.Position.OPEN, "breaker", "too many"));
    assertThat(one(new Command.CloseBreaker("test", "looked at it")))
        .isEqualTo(
            new Event.BreakerTurned(now, Breaker.Position.CLOSED, "test", "looked at it"));
    record(new Event.BreakerTurned(now, Breaker.Position.OPEN, "breaker", "too many"));
    assertThat(one(new Command.CloseQuietBreaker()))
        .isEqualTo(
            new Event.BreakerTurned(
                now, Breaker.Position.CLOSED, "breaker", "the guard is off"));
  }

  /** A judge that works off a backlog decides long after what it decides about was received. */
  @Test
  void aFailureCountsFromItsReceiptHoweverLateItIsJudged() {
    guard(Guard.ACTIVATION_FAILED, Guard.Setting.ON);
    tracked();
    Instant received = now;
    now = now.plusSeconds(6 * 3_600);
    Message.Northbound message =
        (Message.Northbound)
            new MessageReader()
                .read(MessageBuilder.acknowledgement(REQUEST, "11.3", "I0", received));
    ActivationFailure failure = new ActivationFailure(METER, 7, "8F67");
    assertThat(
            take(
                new Command.OtherMessage(received, message, DISTRIBUTOR, Optional.of(failure))))
        .endsWith(new Event.ActivationFailed(received, 4, METER, 7, Guard.Setting.ON, "8F67"));
    assertThat(state.live(METER, received)).isEmpty();
  }

  @Test
  void aFailureIsRecordedBehindItsMessageWhileAWindowMayHold() {
    guard(Guard.ACTIVATION_FAILED, Guard.Setting.ON);
    tracked();
    Message.Northbound message =
        (Message.Northbound)
            new MessageReader().read(MessageBuilder.acknowledgement(REQUEST, "11.3", "I0", now));
    ActivationFailure failure = new ActivationFailure(METER, 7, "8F67");
    Command command =
        new Command.OtherMessage(now, message, DISTRIBUTOR, Optional.of(failure));
    List<Event> events = take(command);
    assertThat(events).hasSize(2);
    assertThat(((Event.Carried) events.getFirst()).recipient()).isEqualTo(DISTRIBUTOR);
    assertThat(events.getLast())
        .isEqualTo(
            new Event.ActivationFailed(now, 4, METER, 7, Guard.Setting.ON, "8F67"));
    assertThat(state.live(METER, now)).isEmpty();
    assertThat(take(command)).as("it has ended").hasSize(1);
  }

  private Event.Carried carried(byte[] document) {
    Message.Northbound message = (Message.Northbound) new MessageReader().read(document);
    return (Event.Carried)
        one(new Command.OtherMessage(now, message, DISTRIBUTOR, Optional.empty()));
  }

  @Test
  void theCodeOfADeviceAlertIsRecordedAndOfAnyOtherMessageNone() {
    ResponseId id = new ResponseId(METER, SUPPLIER, 9);
    assertThat(carried(MessageBuilder.deviceAlert(id, "8F35", new byte[0], now)).alertCode())
        .contains("8F35");
    assertThat(carried(MessageBuilder.deviceAlert(id, "", new byte[0], now)).alertCode())
        .isEmpty();
    assertThat(carried(MessageBuilder.acknowledgement(REQUEST, "11.3", "I0", now)).alertCode())
        .isEmpty();
  }

  @Test
  void aFailureIsOfNoConsequenceWhileTheGuardIsOff() {
    tracked();
    nothing(new Command.FailureHeard(3, new ActivationFailure(METER, 7, "8F67")));
  }

  @Test
  void aMessageIsReadForAFailureOnlyWhileTheGuardAsksAndAWindowMayHold() {
    RequestId id = new RequestId(SUPPLIER, METER, 7);
    byte[] payload =
        PayloadBuilder.futureDatedActivation(
            METER, SUPPLIER, 8, 0x8F67, now, 7, 2, "01020304", new byte[64]);
    Message.Northbound told =
        (Message.Northbound)
            new MessageReader()
                .read(MessageBuilder.futureDatedAlert(id, "11.3", "8F67", payload, now));
    Settings asked =
        Street.settings(
            Map.of(Guard.ACTIVATION_FAILED, Guard.Setting.SHADOW), Settings.WindowClock.RECEIPT);
    assertThat(ActivationFailure.heard(told, state, asked, now)).as("no window").isEmpty();
    tracked();
    assertThat(ActivationFailure.heard(told, state, asked, now)).isPresent();
    assertThat(ActivationFailure.heard(told, state, settings, now)).as("off").isEmpty();
    assertThat(ActivationFailure.heard(told, state, asked, time("10:30"))).as("over").isEmpty();
  }

  @Test
  void stormOrdersAreTakenBackByPlaceAndAreNotTooMany() {
    StormOrder.Scope north = new StormOrder.Scope(OptionalInt.of(20), Optional.of("North"));
    nothing(storm(north, StormOrder.Order.OFF));
    one(storm(north, StormOrder.Order.ON));
    for (int i = 0; i < 99; i++) {
      one(storm(new StormOrder.Scope(OptionalInt.of(i), Optional.empty()), StormOrder.Order.ON));
    }
    assertThat(take(storm(StormOrder.Scope.EVERYWHERE, StormOrder.Order.ON))).isEmpty();
    assertThat(decision.outcome()).isEqualTo(Decision.Outcome.TOO_MANY);
    one(storm(north, StormOrder.Order.ON));
    one(storm(north, StormOrder.Order.OFF));
    one(storm(StormOrder.Scope.EVERYWHERE, StormOrder.Order.ON));
    assertThat(state.overrides().storms()).hasSize(100);
  }

  private static Command storm(StormOrder.Scope place, StormOrder.Order order) {
    return new Command.SetStorm(place, order, Optional.empty(), "control room", "gale");
  }

  @Test
  void stormOrdersEndAtTheirInstant() {
    Instant end = time("11:00");
    one(
        new Command.SetStorm(
            StormOrder.Scope.EVERYWHERE, StormOrder.Order.ON, Optional.of(end), "x", "gale"));
    now = time("10:59:59");
    nothing(new Command.EndStorms());
    now = time("11:05");
    assertThat(one(new Command.EndStorms()))
        .isEqualTo(
            new Event.StormOrdered(
                end, StormOrder.Scope.EVERYWHERE, StormOrder.Order.OFF, Optional.of(end), "x",
                "the end that was set"));
    assertThat(state.overrides().storms()).isEmpty();
  }

  @Test
  void whatCannotBeMeasuredEndsWhereTheClockWasSetBack() {
    tracked();
    now = time("10:20");
    nothing(new Command.EndUnmeasured());
    record(new Event.ClockDiffered(time("10:20"), time("10:20")));
    now = time("10:10");
    state = state.startedAt(now);
    assertThat(one(new Command.EndUnmeasured()))
        .isEqualTo(new Event.WindowsEnded(now, time("10:20"), Duration.ofMinutes(30)));
    assertThat(state.live(METER, now)).isEmpty();
    nothing(new Command.EndUnmeasured());
    assertThat(one(new Command.TrustClock("x", "it is right")))
        .isEqualTo(new Event.ClockTrusted(now, time("10:20"), "x", "it is right"));
    nothing(new Command.TrustClock("x", "it is right"));
  }

  @Test
  void triesThatACrashCutOffAreUnconfirmed() {
    nothing(new Command.GiveUpAwaited());
    activated("10:00", new ActivationTime.Now());
    assertThat(state.awaited())
        .containsExactly(new TrackingState.Awaited(REQUEST, Step.SEND, 1));
    assertThat(one(new Command.GiveUpAwaited()))
        .isEqualTo(
            new Event.ActivationAnswered(
                now, 1, Optional.of(REQUEST), Optional.of(Step.SEND), DspAnswer.UNCONFIRMED, 0,
                "crash"));
    assertThat(state.awaited()).isEmpty();
  }

  @Test
  void anUnreadableRequestThatACrashCutOffLeavesWhatItMayHaveCancelledInDoubt() {
    activated("10:00", new ActivationTime.At(time("11:00")));
    answered("10:00", DspAnswer.ACCEPTED);
    RequestId other = new RequestId(SUPPLIER, METER, 8);
    record(
        new Event.ActivationRequested(
            now, "", Optional.of(other), OptionalInt.of(5),
            new TrackingDecision.NotTracked(
                NotTrackedReason.UNREADABLE_ACTIVATION, "", List.of(other)),
            NO_BYTES));
    assertThat(one(new Command.GiveUpAwaited()))
        .isEqualTo(
            new Event.ActivationAnswered(
                now, 3, Optional.of(other), Optional.empty(), DspAnswer.UNCONFIRMED, 0, "crash",
                List.of(other)));
    assertThat(state.hub(HUB).windows().getFirst().doubtedBy()).contains(other);
  }

  @Test
  void anAlertIsReleasedOnce() {
    tracked();
    Event.AlertJudged held = (Event.AlertJudged) alert("10:10").getFirst();
    long alert = recorded;
    nothing(new Command.Release(alert - 1, held, "suspect"));
    assertThat(one(new Command.Release(alert, held, "suspect")))
        .isEqualTo(
            new Event.Released(
                now, alert, held.hub(), DISTRIBUTOR, "suspect", held.document()));
    assertThat(state.unreleased(Instant.MAX)).isEmpty();
    nothing(new Command.Release(alert, held, "suspect"));
  }

  @Test
  void anOutageIsCountedAndWhatIsOwedFollowsUnlessItIsDone() {
    tracked();
    Event.AlertJudged held = (Event.AlertJudged) alert("10:10").getFirst();
    long alert = recorded;
    Event handed =
        new Event.HandedOver(now, alert, held.hub(), DISTRIBUTOR, "it did not answer");
    Event late = new Event.ClockDiffered(now, now);
    Command ended =
        new Command.OutageEnded(time("10:05"), 1, 2, 3, List.of(handed, late, handed));
    assertThat(take(ended))
        .containsExactly(new Event.Gap(now, time("10:05"), 1, 2, 3), handed, late);
    assertThat(state.mayRelease(HUB, alert)).isFalse();
    assertThat(take(ended))
        .containsExactly(new Event.Gap(now, time("10:05"), 1, 2, 3), late);
  }

  @Test
  void anExchangeMovesWhatIsRememberedOfTheMeter() {
    tracked();
    Event.Supplied supplied = supplied(device(OTHER_HUB, "Landis+Gyr"), true);
    assertThat(supplied.moves()).containsExactly(new Event.Move(METER, HUB, OTHER_HUB));
    assertThat(supplied.leavings()).isEmpty();
    assertThat(state.hub(HUB).isEmpty()).isTrue();
    assertThat(state.hub(OTHER_HUB).windows()).extracting(Window::hub)
        .containsExactly(OTHER_HUB);
    assertThat(state.hubOf(METER)).contains(OTHER_HUB);
    assertThat(state.tracked()).isEqualTo(Map.of(METER, OTHER_HUB));
  }

  @Test
  void aMeterThatPassesAGateNoMoreLosesItsWindowsOnce() {
    tracked();
    assertThat(supplied(device(HUB, "Landis+Gyr"), true).leavings()).isEmpty();
    assertThat(supplied(device(HUB, "Landis+Gyr"), false).leavings())
        .containsExactly(new Event.Leaving(METER, NotTrackedReason.NOT_ON_GUID_LIST));
    assertThat(state.live(METER, now)).isEmpty();
    assertThat(supplied(device(HUB, "Landis+Gyr"), false).leavings()).isEmpty();
  }

  @Test
  void aMeterThatTheInventoryNoLongerKnowsLosesItsWindows() {
    tracked();
    assertThat(supplied(Optional.empty(), true).leavings())
        .containsExactly(new Event.Leaving(METER, NotTrackedReason.UNKNOWN_DEVICE));
  }

  @Test
  void aMeterThatCannotBeLookedUpLosesNothing() {
    tracked();
    Event.Supplied supplied =
        (Event.Supplied)
            one(new Command.Supply("guids", "g.txt", "ab", 5, "x", meter -> Optional.empty()));
    assertThat(supplied)
        .isEqualTo(
            new Event.Supplied(now, "guids", "g.txt", "ab", 5, List.of(), List.of(), "x"));
  }

  private Event.Supplied supplied(Optional<Device> device, boolean listed) {
    DeviceFacts facts = new DeviceFacts(device, listed);
    return (Event.Supplied)
        one(new Command.Supply("inventory", "", "", 0, "test", meter -> Optional.of(facts)));
  }

  private static Optional<Device> device(Eui64 hub, String manufacturer) {
    return Optional.of(
        new Device(
            METER, "ESME", "SMETS2", manufacturer, "", Optional.of(hub), Optional.of(MPAN), "",
            "", ""));
  }

  @Test
  void turningTheSwitchOffEndsWindowsForGood() {
    tracked();
    assertThat(state.live(now)).isEqualTo(new TrackingState.Live(1, 0));
    assertThat(one(new Command.SetSwitch(Switch.OFF, "x", "stop")))
        .isEqualTo(new Event.Switched(now, Switch.OFF, "x", "stop"));
    assertThat(state.live(now)).isEqualTo(TrackingState.Live.NOTHING);
    one(new Command.SetSwitch(Switch.ENFORCE, "x", "on"));
    assertThat(state.live(now)).isEqualTo(TrackingState.Live.NOTHING);
    assertThat(state.hubs()).containsExactly(state.hub(HUB));
  }

  @Test
  void windowsThatHaveNotBegunAreCountedApart() {
    activated("10:00", new ActivationTime.At(time("11:00")));
    assertThat(state.live(now)).isEqualTo(new TrackingState.Live(1, 1));
    assertThat(state.live(time("11:00"))).isEqualTo(new TrackingState.Live(1, 0));
    assertThat(state.live(time("11:30"))).isEqualTo(TrackingState.Live.NOTHING);
  }

  @Test
  void theWindowsInForceOfAllHubsAreCounted() {
    tracked();
    assertThat(state.inForce(time("10:00"), time("10:10"))).isEqualTo(1);
    assertThat(state.inForce(time("10:30"), time("10:40"))).isZero();
    assertThat(state.blindness(time("10:10"))).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void aDecisionNamesStepAndDoubtOfARequest() {
    TrackingDecision tracked =
        new TrackingDecision.Tracked(request("10:00", new ActivationTime.Now()));
    TrackingDecision not =
        new TrackingDecision.NotTracked(
            NotTrackedReason.UNREADABLE_ACTIVATION, "", List.of(REQUEST));
    assertThat(Stream.of(tracked, not).map(TrackingDecision::step))
        .containsExactly(Optional.of(Step.SEND), Optional.empty());
    assertThat(Stream.of(tracked, not).map(TrackingDecision::doubting))
        .containsExactly(List.of(), List.of(REQUEST));
  }
}
