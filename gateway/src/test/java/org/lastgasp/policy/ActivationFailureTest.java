package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/** Which messages say that an activation failed before it could cut anything off. */
class ActivationFailureTest {
  private static final String VARIANT = "11.3";
  private static final String VERSION = "01020304";
  private static final byte[] SIGNATURE = new byte[64];
  private static final byte[] NONSENSE = {1, 2, 3};
  private static final Instant AT = Instant.parse("2030-01-15T14:00:20Z");
  private static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  private static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  private static final Eui64 HUB = Eui64.of("00-DB-00-00-00-00-00-01");

  private final RequestId request = new RequestId(SUPPLIER, METER, 1000);

  /** The alert has a counter of its own: the request's is only inside the payload. */
  private final RequestId alert = new RequestId(SUPPLIER, METER, 1500);

  @Test
  void aFutureDatedActivationThatFailedIsOneOfTheRequestInsideThePayload() {
    assertThat(futureDated("8F67", payload(0x8F67, 1)))
        .contains(new ActivationFailure(METER, 1000, "8F67 with outcome 1"));
    assertThat(futureDated("8F67", payload(0x8F67, 3)))
        .contains(new ActivationFailure(METER, 1000, "8F67 with outcome 3"));
  }

  @Test
  void aFutureDatedActivationThatWasDoneIsNoFailure() {
    assertThat(futureDated("8F66", payload(0x8F66, 0))).isEmpty();
    assertThat(futureDated("8F66", payload(0x8F66, 3))).as("tried, so it may have cut").isEmpty();
  }

  @Test
  void inDoubtAFutureDatedActivationFailed() {
    assertThat(futureDated("8F67", payload(0x8F66, 0)))
        .contains(new ActivationFailure(METER, 1000, "8F66 with outcome 0"));
    assertThat(futureDated("8F66", payload(0x8F67, 0)))
        .contains(new ActivationFailure(METER, 1000, "8F67 with outcome 0"));
    assertThat(futureDated("8F66", payload(0x8F66, 2)))
        .contains(new ActivationFailure(METER, 1000, "8F66 with outcome 2"));
  }

  @Test
  void aFailureThatCannotBeReadIsOneOfTheRequestInTheHeader() {
    assertThat(futureDated("8F67", NONSENSE))
        .contains(new ActivationFailure(METER, 1500, "8F67 that cannot be read"));
    assertThat(futureDated("8F66", NONSENSE)).isEmpty();
  }

  @Test
  void anActivationWithoutAMatchingImageFailedBeforeItBegan() {
    assertThat(response(1)).contains(new ActivationFailure(METER, 1000, "CS06 with outcome 1"));
    assertThat(response(2)).contains(new ActivationFailure(METER, 1000, "CS06 with outcome 2"));
  }

  @Test
  void anActivationThatSucceededOrBrokeOffMayHaveCutTheSupply() {
    assertThat(response(0)).isEmpty();
    assertThat(response(3)).isEmpty();
  }

  @Test
  void aResponseWithoutAnOutcomeIsNoFailure() {
    byte[] held =
        org.lastgasp.gbcs.PayloadBuilder.activationAccepted(METER, SUPPLIER, 1000, AT, SIGNATURE);
    assertThat(in(MessageBuilder.deviceResponse(request, VARIANT, held, AT))).isEmpty();
    assertThat(in(MessageBuilder.deviceResponse(request, VARIANT, NONSENSE, AT))).isEmpty();
    assertThat(in(MessageBuilder.acknowledgement(request, VARIANT, "E1", AT))).isEmpty();
  }

  @Test
  void noOtherMessageSaysAnythingOfAnActivation() {
    ResponseId id = new ResponseId(METER, SUPPLIER, 7);
    assertThat(in(MessageBuilder.deviceAlert(id, "8F67", payload(0x8F67, 1), AT))).isEmpty();
    assertThat(in(MessageBuilder.ad1(id, HUB, AT, "2012345678903", OptionalLong.empty(), AT)))
        .isEmpty();
  }

  private static byte[] payload(int code, int outcome) {
    return org.lastgasp.gbcs.PayloadBuilder.futureDatedActivation(
        METER, SUPPLIER, 1500, code, AT, 1000, outcome, VERSION, SIGNATURE);
  }

  private Optional<ActivationFailure> futureDated(String code, byte[] payload) {
    return in(MessageBuilder.futureDatedAlert(alert, VARIANT, code, payload, AT));
  }

  private Optional<ActivationFailure> response(int outcome) {
    byte[] payload =
        org.lastgasp.gbcs.PayloadBuilder.activationOutcome(
            METER, SUPPLIER, 1000, outcome, VERSION, AT, SIGNATURE);
    return in(MessageBuilder.deviceResponse(request, VARIANT, payload, AT));
  }

  private static Optional<ActivationFailure> in(byte[] document) {
    return ActivationFailure.in((Message.Northbound) new MessageReader().read(document));
  }
}
