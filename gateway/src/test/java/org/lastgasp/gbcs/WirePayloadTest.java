package org.lastgasp.gbcs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lastgasp.Wire;
import org.lastgasp.id.Eui64;

class WirePayloadTest {
  private static final String HASH =
      "AA758690730934FF0685AA758690730934FF0685657788990011223344556677";
  private static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  private static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");

  @Test
  void readsTheImmediateCommandInItsThreeDresses() {
    Payload.Header header =
        new Payload.Header(Payload.Kind.COMMAND, 1000, SUPPLIER, METER, 0x0012);

    assertThat(read("CS06_11.3_IMMEDIATE_SUCCESS_PRECOMMAND"))
        .isEqualTo(
            new Payload.ActivateFirmware(
                header, Payload.Form.PRE_COMMAND, HASH, 1000, Optional.empty(), false));
    assertThat(read("CS06_11.3_IMMEDIATE_SUCCESS_COMMAND"))
        .isEqualTo(
            new Payload.ActivateFirmware(
                header, Payload.Form.WRAPPED, HASH, 1000, Optional.empty(), false));
    byte[] wrapped = Wire.hex("gbcs/CS06_11.3_IMMEDIATE_SUCCESS_COMMAND_GBCS.HEX");
    byte[] signed = Arrays.copyOfRange(wrapped, 14, wrapped.length - 12);
    assertThat(Payload.read(signed))
        .isEqualTo(
            new Payload.ActivateFirmware(
                header, Payload.Form.SIGNED, HASH, 1000, Optional.empty(), false));
  }

  @Test
  void readsTheTimeOfAFutureDatedCommand() {
    for (String dress : new String[] {"PRECOMMAND", "COMMAND"}) {
      Payload payload = read("CS06_11.3_FUTURE_DATED_SUCCESS_" + dress);
      assertThat(payload)
          .isInstanceOfSatisfying(
              Payload.ActivateFirmware.class,
              command -> {
                assertThat(command.executionTime()).contains(Instant.parse("2030-01-15T09:00:00Z"));
                assertThat(command.cancels()).isFalse();
                assertThat(command.originatorCounter()).isEqualTo(1001);
              });
    }
  }

  @Test
  void readsACancellationAsOneWithoutATime() {
    for (String dress : new String[] {"PRECOMMAND", "COMMAND"}) {
      Payload payload = read("CS06_11.3_CANCELLATION_SUCCESS_" + dress);
      assertThat(payload)
          .isInstanceOfSatisfying(
              Payload.ActivateFirmware.class,
              command -> {
                assertThat(command.executionTime()).isEmpty();
                assertThat(command.cancels()).isTrue();
              });
    }
  }

  @Test
  void readsTheResponses() {
    assertThat(read("CS06_11.3_IMMEDIATE_SUCCESS_RESPONSE"))
        .isEqualTo(
            new Payload.ActivationOutcome(
                new Payload.Header(Payload.Kind.RESPONSE, 1000, METER, SUPPLIER, 0x0012),
                0,
                "0123ABCE"));
    assertThat(read("CS06_11.3_FUTURE_DATED_SUCCESS_RESPONSE"))
        .isInstanceOf(Payload.ActivationAccepted.class);
    assertThat(read("CS06_11.3_CANCELLATION_SUCCESS_RESPONSE"))
        .isInstanceOf(Payload.ActivationAccepted.class);
  }

  @Test
  void readsTheAlerts() {
    assertThat(read("CS06_11.3_8F66_FUTURE_DATED_SUCCESS_ALERT"))
        .isEqualTo(
            new Payload.FutureDatedActivation(
                new Payload.Header(Payload.Kind.ALERT, 2000, METER, SUPPLIER, 0x00CA),
                0x8F66,
                Instant.parse("2030-01-15T09:00:00Z"),
                1001,
                0,
                "0123ABCF"));
    assertThat(read("ECS80_NA_8F36_ALERT"))
        .isEqualTo(
            new Payload.SupplyRestored(
                new Payload.Header(
                    Payload.Kind.ALERT,
                    2003,
                    METER,
                    Eui64.of("90-B3-D5-1F-30-02-00-00"),
                    0x0067),
                0x8F36,
                Instant.parse("2015-01-01T00:00:00Z"),
                Instant.parse("2014-12-31T23:50:00Z"),
                Instant.parse("2014-12-31T23:59:00Z")));
  }

  private static Payload read(String name) {
    return Payload.read(Wire.hex("gbcs/" + name + "_GBCS.HEX"));
  }
}
