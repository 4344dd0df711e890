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
        order.by() + "|" + order.text("reason") + "|" + order.member("n").isPresent());
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private String read(String order) {
    return listener.post("/order", order).body();
  }

  @Test
  void anOrderHasWhoGaveItAndWhy() {
    assertThat(read("{\"by\":\" Ann \",\"reason\":\"gale\",\"n\":1}")).isEqualTo("Ann|gale|true");
  }

  @Test
  void anOrderOfNobodyIsUnnamed() {
    assertThat(read("{}")).isEqualTo("unnamed||false");
    assertThat(read("{\"by\":\"  \"}")).startsWith("unnamed|");
  }

  @Test
  void whatIsNoTextIsNoReason() {
    assertThat(read("{\"reason\":5}")).isEqualTo("unnamed||false");
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
    assertThat(read(body)).isEqualTo("unnamed||false");
  }
}
