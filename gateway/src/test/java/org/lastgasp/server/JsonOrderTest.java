package org.lastgasp.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonOrderTest {
  private final OpenListener listener =
      new OpenListener(new RouteTable().document("/order", JsonOrderTest::read));

  private static void read(ServerRequest request, ServerResponse response) {
    request.body(Body.small(request, 1_000).orElseThrow());
    JsonOrder order = new JsonOrder(request);
    response.send(
        order.text("to") + "|" + order.text("reason") + "|" + order.member("n").isPresent());
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private String read(String order) {
    return listener.post("/order", order).body();
  }

  @Test
  void anOrderHasItsTexts() {
    assertThat(read("{\"to\":\" Ann \",\"reason\":\"gale\",\"n\":1}")).isEqualTo("Ann|gale|true");
  }

  @Test
  void whatIsNotThereIsEmpty() {
    assertThat(read("{}")).isEqualTo("||false");
    assertThat(read("{\"to\":\"  \"}")).startsWith("|");
  }

  @Test
  void whatIsNoTextIsNoReason() {
    assertThat(read("{\"reason\":5}")).isEqualTo("||false");
  }

  @Test
  void nullIsAsIfItWereNotThere() {
    assertThat(read("{\"n\":null}")).endsWith("|false");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "[{\"reason\":\"gale\"}]", "\"gale\"", "{\"reason\":\"gale\"} {}",
        "{\"reason\":\"gale\",\"reason\":\"calm\"}", "{\"reason\":\"gale\"", "{'reason':'gale'}"
      })
  void whatIsNotOneObjectIsNoOrderAtAll(String body) {
    assertThat(read(body)).isEqualTo("||false");
  }
}
