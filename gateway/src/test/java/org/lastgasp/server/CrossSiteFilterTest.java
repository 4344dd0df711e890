package org.lastgasp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.access.Role;

class CrossSiteFilterTest {
  private static final RouteTable.Handler OK = (request, response) -> response.send("ok");

  private final OpenListener listener =
      new OpenListener(
          new RouteTable().get("/page", Role.VIEWER, OK).post("/order", Role.VIEWER, OK),
          new CrossSiteFilter(List.of("Gateway.Example")));

  @AfterEach
  void close() {
    listener.close();
  }

  private int order(String... headers) {
    return listener.post("/order", "", headers).status();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost", "LOCALHOST:8080", "127.0.0.1", "192.168.1.7:8080", "[::1]", "[fe80::1]:8080",
        "gateway.example", "GATEWAY.example:443"
      })
  void aKnownNameAndAnyAddressMayBeAskedFor(String host) {
    assertThat(listener.get("/page", "Host: " + host).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example", "gateway.example.evil.example", "localhost.evil.example", "1.2.3.4.5",
        "127.0.0.1.evil.example"
      })
  void aNameThatIsNotKnownIsMisdirected(String host) {
    OpenListener.Answer answer = listener.get("/page", "Host: " + host);
    assertThat(answer.status()).isEqualTo(421);
    assertThat(answer.body()).contains("listen.names");
  }

  @Test
  void anOrderFromNoPageIsTaken() {
    assertThat(order()).isEqualTo(200);
  }

  @Test
  void anOrderFromAPageOfThisGatewayIsTaken() {
    assertThat(order("Origin: http://" + listener.host())).isEqualTo(200);
  }

  @Test
  void anOrderFromAPageOnAnotherPortOfThisMachineIsRefused() {
    assertThat(order("Origin: http://localhost:1")).isEqualTo(403);
  }

  @Test
  void anOrderFromAConfiguredNameIsTakenThoughAProxyChangedTheHost() {
    assertThat(order("Origin: https://gateway.example")).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "not a place", "file://"})
  void anOrderFromAnyOtherPageIsRefused(String origin) {
    OpenListener.Answer answer = listener.post("/order", "", "Origin: " + origin);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("From a page of another site");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  void anOrderThatTheBrowserCallsForeignIsRefused(String site) {
    assertThat(order("Sec-Fetch-Site: " + site)).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"same-origin", "none"})
  void anOrderThatTheBrowserCallsItsOwnIsTaken(String site) {
    assertThat(order("Sec-Fetch-Site: " + site)).isEqualTo(200);
  }

  @Test
  void aQuestionMayComeFromAnyPage() {
    assertThat(listener.get("/page", "Origin: http://evil.example").status()).isEqualTo(200);
  }
}
