package org.lastgasp.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

/** Which SRV 11.3 requests are tracked, and why the others are not. */
class TrackingDecisionTest {
  private static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  private static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  private static final Eui64 HUB = Eui64.of("00-DB-00-00-00-00-00-01");
  private static final RequestId ID = new RequestId(SUPPLIER, METER, 1000);
  private static final String HASH = "AB".repeat(32);
  private static final Command.Sender ANY = new Command.Sender.Unchecked();
  private static final Instant RECEIVED = Instant.parse("2030-01-15T10:00:00Z");
  private static final Instant LATER = Instant.parse("2030-01-15T14:00:00Z");
  private static final Device DEVICE = device("ESME", "SMETS2 V4.2", "Landis+Gyr");

  private static final RequestVerifier.SignatureCheck VALID =
      new RequestVerifier.SignatureCheck.Valid();

  private final Policy policy = policy(false);

  private static Policy policy(boolean trackLocalDelivery) {
    return new Policy(
        new Settings(
            Duration.ofMinutes(30),
            Settings.WindowClock.RECEIPT,
            Duration.ofHours(2),
            trackLocalDelivery,
            Set.of("Landis+Gyr", "1063"),
            Map.of(),
            Settings.Thresholds.usual(),
            Settings.Authority.ANYBODY));
  }

  private static Device device(String type, String version, String manufacturer) {
    return new Device(
        METER, type, version, manufacturer, "E470", Optional.of(HUB),
        Mpan.parse("2012345678903"), "South", "SO14 1AA", "F1");
  }

  private static Message.Request request(byte[] bytes) {
    return (Message.Request) new MessageReader().read(bytes);
  }

  private static byte[] payload(Eui64 meter, long counter, Optional<Instant> time) {
    return signed(
        org.lastgasp.gbcs.PayloadBuilder.activateFirmware(SUPPLIER, meter, counter, HASH, time));
  }

  private static byte[] signed(byte[] preCommand) {
    return org.lastgasp.gbcs.PayloadBuilder.signed(preCommand, new byte[64]);
  }

  private static Message.Request activation(int variant, byte[] payload, Optional<Instant> xml) {
    return request(MessageBuilder.signedPreCommand(ID, variant, "11.3", payload, xml));
  }

  private static Message.Request activation() {
    return activation(5, payload(METER, 1000, Optional.empty()), Optional.empty());
  }

  private TrackingDecision admit(Message.Request request) {
    return policy.admit(
        request, Optional.of(DEVICE), true, Set.of(), VALID, ANY, Switch.ENFORCE, RECEIVED);
  }

  private static TrackedRequest order(TrackingDecision admission) {
    assertThat(admission).isInstanceOf(TrackingDecision.Tracked.class);
    return ((TrackingDecision.Tracked) admission).order();
  }

  private static void assertPassed(
      TrackingDecision admission, NotTrackedReason reason, String detail) {
    assertThat(admission).isInstanceOf(TrackingDecision.NotTracked.class);
    TrackingDecision.NotTracked passed = (TrackingDecision.NotTracked) admission;
    assertThat(passed.reason()).isEqualTo(reason);
    assertThat(passed.detail()).contains(detail);
  }

  @Test
  void anActivationThatPassesTheGatesIsTracked() {
    TrackedRequest order = order(admit(activation()));
    assertThat(order)
        .isEqualTo(
            new TrackedRequest(
                ID, Step.SEND, METER, HUB, Mpan.parse("2012345678903"), "E470", HASH,
                new ActivationTime.Now(), RECEIVED, Duration.ofMinutes(30), false));
  }

  @Test
  void variantSevenSendsTooAndVariantSixIsForHand() {
    byte[] payload = payload(METER, 1000, Optional.empty());
    assertThat(order(admit(activation(7, payload, Optional.empty()))).step()).isEqualTo(Step.SEND);
    Message.Request byHand = activation(6, payload, Optional.empty());
    assertPassed(admit(byHand), NotTrackedReason.LOCAL_DELIVERY, "track-local-delivery");
    TrackingDecision tracked =
        policy(true)
            .admit(byHand, Optional.of(DEVICE), true, Set.of(), VALID, ANY,
                Switch.ENFORCE, RECEIVED);
    assertThat(order(tracked).step()).isEqualTo(Step.LOCAL_DELIVERY);
  }

  @Test
  void aRequestThatIsNotTrackedIsRecordedWithItsFirmwareAndTime() {
    byte[] later = payload(METER, 1000, Optional.of(LATER));
    TrackingDecision.Activation asked =
        new TrackingDecision.Activation(HASH, new ActivationTime.At(LATER));
    Message.Request sent = activation(5, later, Optional.empty());
    Message.Request byHand = activation(6, later, Optional.empty());
    assertThat(
            List.of(
                policy.admit(
                    sent, Optional.of(DEVICE), false, Set.of(), VALID, ANY,
                    Switch.ENFORCE, RECEIVED),
                policy.admit(
                    sent, Optional.empty(), true, Set.of(), VALID, ANY, Switch.ENFORCE, RECEIVED),
                policy.admit(
                    sent,
                    Optional.of(DEVICE),
                    true,
                    Set.of(Step.SEND),
                    VALID, ANY, Switch.ENFORCE,
                    RECEIVED),
                admit(byHand)))
        .allSatisfy(
            decision ->
                assertThat(((TrackingDecision.NotTracked) decision).activation()).contains(asked));
  }

  private static TrackingDecision.NotTracked refused(
      RequestVerifier.SignatureCheck signature, byte[] payload) {
    Policy some =
        new Policy(
            Settings.defaults()
                .with(
                    new Settings.Authority(
                        Set.of(new Eui64(1)), OptionalInt.empty(), OptionalInt.empty())));
    return (TrackingDecision.NotTracked)
        some.admit(
            activation(5, payload, Optional.empty()), Optional.of(DEVICE), true, Set.of(),
            signature, ANY, Switch.ENFORCE, RECEIVED);
  }

  @Test
  void aRequestThatIsNotProvenPutsWhatItMayChangeInDoubt() {
    byte[] now = payload(METER, 1000, Optional.empty());
    TrackingDecision.NotTracked missing =
        refused(new RequestVerifier.SignatureCheck.Missing(), now);
    assertPassed(missing, NotTrackedReason.SIGNATURE_MISSING, "signatures.requests");
    assertThat(missing.doubting()).containsExactly(ID);
    TrackingDecision.NotTracked invalid =
        refused(new RequestVerifier.SignatureCheck.Invalid("no key"), now);
    assertPassed(invalid, NotTrackedReason.SIGNATURE_INVALID, "no key");
    assertThat(invalid.doubting()).containsExactly(ID);
  }

  @Test
  void aSenderWithoutAuthorityPutsInDoubtWhatTheDeviceHoldsAndNothingElse() {
    TrackingDecision.NotTracked now = refused(VALID, payload(METER, 1000, Optional.empty()));
    assertPassed(now, NotTrackedReason.NOT_AUTHORISED, "authority.activate");
    assertThat(now.doubting()).as("an activation at once replaces nothing").isEmpty();
    assertThat(now.activation()).map(TrackingDecision.Activation::firmwareHash).contains(HASH);
    assertThat(refused(VALID, payload(METER, 1000, Optional.of(LATER))).doubting())
        .as("a later date replaces the one before").containsExactly(ID);
    assertThat(refused(VALID, payload(METER, 1000, Optional.of(RECEIVED))).doubting()).isEmpty();
    byte[] cancel =
        signed(org.lastgasp.gbcs.PayloadBuilder.cancellation(SUPPLIER, METER, 1000, HASH));
    assertThat(refused(VALID, cancel).doubting()).as("a cancellation").containsExactly(ID);
  }

  @Test
  void theTransformStepIsNeverTracked() {
    Message.Request transform =
        request(MessageBuilder.activateFirmware(ID, HASH, Optional.of(LATER)));
    assertPassed(admit(transform), NotTrackedReason.TRANSFORM, "variant 4");
  }

  @Test
  void theTimeInThePayloadCounts() {
    Message.Request both =
        activation(5, payload(METER, 1000, Optional.of(LATER)), Optional.of(RECEIVED));
    assertThat(order(admit(both)).when()).isEqualTo(new ActivationTime.At(LATER));
    assertThat(order(admit(both)).timesDisagree()).isTrue();
    Message.Request same =
        activation(5, payload(METER, 1000, Optional.of(LATER)), Optional.of(LATER));
    assertThat(order(admit(same)).timesDisagree()).isFalse();
    Message.Request onlyXml =
        activation(5, payload(METER, 1000, Optional.empty()), Optional.of(LATER));
    assertThat(order(admit(onlyXml)).when()).isEqualTo(new ActivationTime.At(LATER));
    assertThat(order(admit(onlyXml)).timesDisagree()).isFalse();
  }

  @Test
  void bothWaysOfWritingACancellationAreOne() {
    byte[] inPayload =
        signed(org.lastgasp.gbcs.PayloadBuilder.cancellation(SUPPLIER, METER, 1000, HASH));
    assertThat(order(admit(activation(5, inPayload, Optional.empty()))).cancels()).isTrue();
    Message.Request inXml =
        activation(
            5,
            payload(METER, 1000, Optional.empty()),
            Optional.of(ActivationTime.DUIS_CANCELLATION));
    assertThat(order(admit(inXml)).cancels()).isTrue();
  }

  @Test
  void eachGateHasAReasonOfItsOwn() {
    assertPassed(gate(device("GSME", "SMETS2 V4.2", "1063"), true),
        NotTrackedReason.NOT_SMETS2_ESME, "GSME");
    assertPassed(gate(device("ESME", "SMETS1", "1063"), true),
        NotTrackedReason.NOT_SMETS2_ESME, "SMETS1");
    assertPassed(gate(device("ESME", "", "1063"), true), NotTrackedReason.NOT_SMETS2_ESME, "ESME");
    assertPassed(gate(device("ESME", "SMETS2 V4.2", "106C"), true),
        NotTrackedReason.MANUFACTURER_NOT_LISTED, "'106C'");
    assertPassed(gate(DEVICE, false), NotTrackedReason.NOT_ON_GUID_LIST, METER.toString());
    assertPassed(
        policy.admit(
            activation(), Optional.empty(), true, Set.of(), VALID, ANY, Switch.ENFORCE, RECEIVED),
        NotTrackedReason.UNKNOWN_DEVICE,
        "");
    Device noHub =
        new Device(METER, "ESME", "SMETS2", "1063", "", Optional.empty(), Optional.empty(), "", "",
            "");
    assertPassed(gate(noHub, true), NotTrackedReason.NO_HUB, "hub");
  }

  private TrackingDecision gate(Device device, boolean listed) {
    return policy.admit(
        activation(), Optional.of(device), listed, Set.of(), VALID, ANY, Switch.ENFORCE, RECEIVED);
  }

  @Test
  void aRequestThatAGateStopsPutsInDoubtWhatItMayReplace() {
    byte[] cancel =
        signed(org.lastgasp.gbcs.PayloadBuilder.cancellation(SUPPLIER, METER, 1000, HASH));
    byte[] now = payload(METER, 1000, Optional.empty());
    for (int variant : new int[] {5, 6}) {
      for (Optional<Device> known : List.of(Optional.of(DEVICE), Optional.<Device>empty())) {
        assertThat(stopped(activation(variant, cancel, Optional.empty()), known).doubting())
            .containsExactly(ID);
        assertThat(stopped(activation(variant, now, Optional.empty()), known).doubting())
            .as("an activation at once replaces nothing")
            .isEmpty();
      }
    }
  }

  private TrackingDecision.NotTracked stopped(Message.Request request, Optional<Device> known) {
    return (TrackingDecision.NotTracked)
        policy.admit(request, known, false, Set.of(), VALID, ANY, Switch.ENFORCE, RECEIVED);
  }

  @Test
  void manufacturersAndVersionsAreReadGenerously() {
    order(gate(device(" esme ", " smets2 v5", " LANDIS+GYR "), true));
    order(gate(device("ESME", "SMETS2", "1063 "), true));
  }

  @Test
  void whatContradictsItselfIsNotTracked() {
    assertPassed(
        admit(activation(5, payload(new Eui64(7), 1000, Optional.empty()), Optional.empty())),
        NotTrackedReason.UNREADABLE_ACTIVATION, "the payload 00-00-00-00-00-00-00-07");
    assertPassed(
        admit(activation(5, payload(METER, 1001, Optional.empty()), Optional.empty())),
        NotTrackedReason.UNREADABLE_ACTIVATION, "counter 1000, the payload 1001");
    byte[] anothers =
        signed(
            org.lastgasp.gbcs.PayloadBuilder.activateFirmware(
                new Eui64(8), METER, 1000, HASH, Optional.empty()));
    assertPassed(admit(activation(5, anothers, Optional.empty())),
        NotTrackedReason.UNREADABLE_ACTIVATION,
        "the RequestID names originator " + SUPPLIER + ", the payload " + new Eui64(8));
    byte[] response =
        org.lastgasp.gbcs.PayloadBuilder.activationAccepted(
            METER, SUPPLIER, 1000, RECEIVED, new byte[64]);
    assertPassed(admit(activation(5, response, Optional.empty())),
        NotTrackedReason.UNREADABLE_ACTIVATION, "RESPONSE");
    assertPassed(admit(activation(5, new byte[] {1, 2, 3}, Optional.empty())),
        NotTrackedReason.UNREADABLE_ACTIVATION, "cannot be read");
    assertPassed(admit(activation(9, payload(METER, 1000, Optional.empty()), Optional.empty())),
        NotTrackedReason.UNREADABLE_ACTIVATION, "variant 9");
    Message.Request noPayload =
        request(MessageBuilder.request(ID, 5, "11.3", "<sr:SignedPreCommand/>"));
    assertPassed(admit(noPayload), NotTrackedReason.UNREADABLE_ACTIVATION, "");
    Message.Request otherBody =
        request(MessageBuilder.request(ID, 5, "11.3", "<sr:ReadInventory/>"));
    assertPassed(admit(otherBody), NotTrackedReason.UNREADABLE_ACTIVATION, "");
  }

  @Test
  void whatCannotBeReadMayBeACancellationOfEachDeviceItNames() {
    Message.Request request =
        activation(5, payload(new Eui64(7), 1001, Optional.empty()), Optional.empty());
    TrackingDecision.NotTracked passed = (TrackingDecision.NotTracked) admit(request);
    assertThat(passed.doubting())
        .containsExactly(ID, new RequestId(SUPPLIER, new Eui64(7), 1001));
    Message.Request cut = activation(5, new byte[] {1, 2, 3}, Optional.empty());
    assertThat(((TrackingDecision.NotTracked) admit(cut)).doubting()).containsExactly(ID);
  }

  @Test
  void aWrappedPayloadThatCannotBeReadStillNamesItsDevice() {
    byte[] signed = payload(new Eui64(7), 1001, Optional.empty());
    byte[] broken = Arrays.copyOf(signed, signed.length - 3);
    TrackingDecision.NotTracked passed =
        (TrackingDecision.NotTracked) admit(activation(5, broken, Optional.empty()));
    assertThat(passed.doubting())
        .containsExactly(ID, new RequestId(SUPPLIER, new Eui64(7), 1001));
  }

  @Test
  void eachOfTwoRequestsAndOfTwoPayloadsIsDoubted() {
    RequestId other = new RequestId(SUPPLIER, new Eui64(8), 5);
    String xml =
        new String(
            MessageBuilder.signedActivation(ID, 5, payload(new Eui64(7), 1, Optional.empty())),
            UTF_8);
    String ids =
        xml.replace(
            "<sr:RequestID>", MessageBuilder.element("RequestID", other) + "<sr:RequestID>");
    TrackingDecision.NotTracked passed =
        (TrackingDecision.NotTracked) admit(request(ids.getBytes(UTF_8)));
    assertThat(passed.reason()).isEqualTo(NotTrackedReason.UNREADABLE_ACTIVATION);
    assertThat(passed.doubting())
        .containsExactlyInAnyOrder(other, ID, new RequestId(SUPPLIER, new Eui64(7), 1));
  }

  @Test
  void aFirstStepThatIsNoFirstStepIsUnreadable() {
    assertPassed(
        admit(activation(4, payload(METER, 1000, Optional.empty()), Optional.empty())),
        NotTrackedReason.UNREADABLE_ACTIVATION, "variant 4 with a SignedPreCommand");
    String step =
        new String(MessageBuilder.activateFirmware(ID, HASH, Optional.empty()), UTF_8)
            .replace("<sr:Header>", "<sr:Header/><sr:Header>");
    assertPassed(
        admit(request(step.getBytes(UTF_8))),
        NotTrackedReason.UNREADABLE_ACTIVATION, "Header is there twice");
  }

  @Test
  void whatNamesNoRequestNoCommandOrNoActivationIsNotTracked() {
    String document =
        new String(
            MessageBuilder.signedActivation(ID, 5, payload(METER, 1000, Optional.empty())), UTF_8);
    Message.Request noId = request(document.replace(ID.toString(), "1000").getBytes(UTF_8));
    assertPassed(admit(noId), NotTrackedReason.UNREADABLE_ACTIVATION, "RequestID cannot be read");
    String firstStep =
        MessageBuilder.inside("ActivateFirmware", MessageBuilder.element("FirmwareHash", HASH));
    assertPassed(
        admit(request(MessageBuilder.request(ID, 5, "11.3", firstStep))),
        NotTrackedReason.UNREADABLE_ACTIVATION, "no GBCSPayload");
    assertPassed(
        admit(request(MessageBuilder.request(ID, 5, "8.2", "<sr:ReadInventory/>"))),
        NotTrackedReason.UNREADABLE_ACTIVATION, "no SignedPreCommand but 'ReadInventory'");
  }

  @Test
  void nothingIsTrackedWhileTheSwitchIsOff() {
    assertPassed(
        policy.admit(activation(), Optional.of(DEVICE), true, Set.of(), VALID, ANY,
            Switch.OFF, RECEIVED),
        NotTrackedReason.SWITCH_OFF, "off");
    order(
        policy.admit(
            activation(), Optional.of(DEVICE), true, Set.of(), VALID, ANY,
            Switch.OBSERVE, RECEIVED));
  }

  private TrackingDecision sentBy(Command.Sender sender) {
    return policy.admit(
        activation(), Optional.of(DEVICE), true, Set.of(), VALID, sender, Switch.ENFORCE, RECEIVED);
  }

  @Test
  void aRequestIsTrackedIfItsSenderProvedToBeItsOriginator() {
    assertThat(sentBy(new Command.Sender.Proven(ID.originator())))
        .isInstanceOf(TrackingDecision.Tracked.class);
  }

  @Test
  void aRequestOfAnotherSenderIsNotTrackedAndMayBeACancellation() {
    TrackingDecision other = sentBy(new Command.Sender.Proven(new Eui64(7)));
    assertPassed(
        other, NotTrackedReason.ORIGINATOR_DIFFERS,
        "the certificate of 00-00-00-00-00-00-00-07 is not its originator " + ID.originator());
    assertThat(other.doubting()).containsExactly(ID);
    assertPassed(
        sentBy(new Command.Sender.Nameless()), NotTrackedReason.ORIGINATOR_DIFFERS,
        "without an EUI-64");
  }
}
