package org.lastgasp.duis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lastgasp.Wire;
import org.lastgasp.id.RequestId;

class WireMessageTest {
  private static final String HASH =
      "AA758690730934FF0685AA758690730934FF0685657788990011223344556677";

  private final MessageReader reader = new MessageReader();

  @Test
  void readsAnImmediateActivation() {
    Message.Request request = request("IMMEDIATE");

    assertThat(request.id())
        .contains(RequestId.of("90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1000"));
    assertThat(request.commandVariant()).contains(4);
    assertThat(request.activatesFirmware()).isTrue();
    assertThat(request.body()).isEqualTo("ActivateFirmware");
    assertThat(request.activation())
        .contains(new Message.Activation(Optional.empty(), HASH, Optional.empty(), List.of()));
  }

  @Test
  void readsTheTimeOfAFutureDatedActivationAndOfACancellation() {
    assertThat(request("FUTURE_DATED").activation().orElseThrow().executionTime())
        .contains(Instant.parse("2030-01-15T09:00:00Z"));
    assertThat(request("CANCELLATION").activation().orElseThrow().executionTime())
        .contains(Instant.parse("3000-12-31T00:00:00Z"));
  }

  @Test
  void readsAnInventory() {
    Message message = reader.read(Wire.bytes("duis/read-inventory-response-5.4.xml"));

    assertThat(message)
        .isInstanceOfSatisfying(
            Message.Response.class,
            response -> {
              assertThat(response.header().requestId())
                  .contains(
                      RequestId.of(
                          "90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:1766940660265"));
              assertThat(response.header().code()).isEqualTo("I0");
              assertThat(response.header().dateTime())
                  .contains(Instant.parse("2025-12-28T16:51:01.185Z"));
              assertThat(response.serviceReferenceVariant()).isEqualTo("8.2");
              assertThat(response.content()).isEqualTo("DSPInventory");
              assertThat(response.payload()).isEmpty();
            });
  }

  private Message.Request request(String kind) {
    byte[] bytes = Wire.bytes("duis/CS06_11.3_" + kind + "_SUCCESS_REQUEST_DUIS.XML");
    Message message = reader.read(bytes);
    assertThat(message).isInstanceOf(Message.Request.class);
    return (Message.Request) message;
  }
}
