package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.policy.DspAnswer.ACCEPTED;
import static org.lastgasp.policy.DspAnswer.REFUSED;
import static org.lastgasp.policy.DspAnswer.UNCONFIRMED;
import static org.lastgasp.policy.Street.HUB;
import static org.lastgasp.policy.Street.METER;
import static org.lastgasp.policy.Street.MPAN;
import static org.lastgasp.policy.Street.NEVER;
import static org.lastgasp.policy.Street.OTHER_SUPPLIER;
import static org.lastgasp.policy.Street.SUPPLIER;
import static org.lastgasp.policy.Street.at;
import static org.lastgasp.policy.Street.time;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

/** A request whose meter or whose past cannot be looked up may replace what the meter holds. */
class RequestNotLookedUpTest {
  private static final Device DEVICE =
      new Device(
          METER, "ESME", "SMETS2 V4.2", "Landis+Gyr", "E470", Optional.of(HUB),
          Optional.of(MPAN), "South", "", "");

  private final Settings settings = Street.settings(Map.of(), Settings.WindowClock.RECEIPT);
  private TrackingState state = TrackingState.empty();
  private Optional<Device> device = Optional.of(DEVICE);
  private Set<Step> accepted = Set.of();
  private long recorded;

  private List<Event> take(Instant now, Command command) {
    long next = recorded + 1;
    state = state.under(settings);
    List<Event> events =
        Decider.decide(
                state, command,
                new Decider.Context(new Policy(settings), "", now, ordinal -> next + ordinal))
            .events();
    for (Event each : events) {
      state = Transition.apply(state, ++recorded, each);
    }
    return events;
  }

  private static byte[] preCommand(Eui64 supplier, long counter, ActivationTime when) {
    String hash = "AB".repeat(32);
    return switch (when) {
      case ActivationTime.Never never ->
          PayloadBuilder.cancellation(supplier, METER, counter, hash);
      case ActivationTime.At later ->
          PayloadBuilder.activateFirmware(
              supplier, METER, counter, hash, Optional.of(later.time()));
      case ActivationTime.Now now ->
          PayloadBuilder.activateFirmware(supplier, METER, counter, hash, Optional.empty());
    };
  }

  /** A request that is answered within the second; gives what was decided. */
  private TrackingDecision ask(
      String at, Eui64 supplier, long counter, ActivationTime when, DspAnswer answer) {
    if (state.position() == Switch.OFF) {
      take(time(at), new Command.SetSwitch(Switch.ENFORCE, "test", "first"));
    }
    RequestId id = new RequestId(supplier, METER, counter);
    byte[] payload = PayloadBuilder.signed(preCommand(supplier, counter, when), new byte[64]);
    byte[] document = MessageBuilder.signedActivation(id, 5, payload);
    Command asked =
        new Command.Activation(
            time(at), "", (Message.Request) new MessageReader().read(document), device, true,
            accepted, new RequestVerifier.SignatureCheck.Valid(), new Command.Sender.Unchecked());
    TrackingDecision decision =
        ((Event.ActivationRequested) take(time(at), asked).getLast()).admission();
    take(
        time(at),
        new Command.RecordEvent(
            new Event.ActivationAnswered(
                time(at), recorded, Optional.of(id), decision.step(), answer, 200, "",
                decision.doubting())));
    return decision;
  }

  private String reasonAt(String at) {
    Message.Ad1 alert = Street.ad1(at, MPAN.digits());
    Command judge =
        new Command.Alert(time(at), alert, HubLocation.UNKNOWN, Event.NOBODY);
    Verdict verdict = ((Event.AlertJudged) take(time(at), judge).getLast()).verdict();
    return verdict instanceof Verdict.Forward forward ? forward.reason().code() : "suppressed";
  }

  @Test
  void aCancellationOfAMeterThatIsNotKnownAnyMoreMakesItsWindowsForward() {
    ask("10:00", SUPPLIER, 1, at("14:00"), ACCEPTED);
    device = Optional.empty();
    assertThat(ask("11:00", SUPPLIER, 2, NEVER, ACCEPTED).step()).isEmpty();
    assertThat(reasonAt("14:05")).isEqualTo("unconfirmed-cancellation");
  }

  @Test
  void aLaterDateThatIsNotConfirmedForSuchAMeterDoesSoToo() {
    ask("10:00", SUPPLIER, 1, at("14:00"), ACCEPTED);
    device = Optional.empty();
    ask("11:00", OTHER_SUPPLIER, 1, at("16:00"), UNCONFIRMED);
    assertThat(reasonAt("14:05")).isEqualTo("unconfirmed-cancellation");
  }

  @Test
  void oneThatIsRefusedOrActivatesAtOnceReplacesNothing() {
    ask("10:00", SUPPLIER, 1, at("14:00"), ACCEPTED);
    device = Optional.empty();
    ask("11:00", SUPPLIER, 2, NEVER, REFUSED);
    ask("11:05", SUPPLIER, 3, Street.NOW, ACCEPTED);
    assertThat(reasonAt("14:05")).isEqualTo("suppressed");
  }

  @Test
  void aRepetitionOfWhatWasAcceptedReplacesNothing() {
    ask("10:00", SUPPLIER, 1, at("14:00"), ACCEPTED);
    device = Optional.empty();
    ask("11:00", SUPPLIER, 1, at("14:00"), ACCEPTED);
    assertThat(reasonAt("14:05")).isEqualTo("suppressed");
  }

  @Test
  void aCancellationThatMayBeARepetitionMakesItsWindowsForward() {
    ask("10:00", SUPPLIER, 1, at("14:00"), ACCEPTED);
    accepted = EnumSet.allOf(Step.class);
    assertThat(ask("11:00", SUPPLIER, 2, NEVER, ACCEPTED))
        .isInstanceOfSatisfying(
            TrackingDecision.NotTracked.class,
            not -> assertThat(not.reason().code()).isEqualTo("acceptance-unknown"));
    assertThat(reasonAt("14:05")).isEqualTo("unconfirmed-cancellation");
  }

  @Test
  void aCancellationThatIsARepetitionReplacesNothing() {
    ask("10:00", SUPPLIER, 1, at("14:00"), ACCEPTED);
    accepted = EnumSet.of(Step.SEND);
    ask("11:00", SUPPLIER, 2, NEVER, ACCEPTED);
    assertThat(reasonAt("14:05")).isEqualTo("suppressed");
  }
}
