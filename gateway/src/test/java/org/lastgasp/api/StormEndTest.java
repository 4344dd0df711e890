package org.lastgasp.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.server.JsonOrder;

class StormEndTest {
  private static final Instant NOW = Instant.parse("2030-01-15T10:00:00.250Z");
  private static final Optional<StormOrder.Order> ON = Optional.of(StormOrder.Order.ON);

  private static StormEnd end(String length, String until, Optional<StormOrder.Order> to) {
    ObjectNode order = new ObjectMapper().createObjectNode();
    order.put("for", length).put("until", until);
    return StormEnd.of(new JsonOrder(order.toString().getBytes(UTF_8)), to, NOW);
  }

  private static String fault(String length, String until) {
    return end(length, until, ON).fault().orElseThrow();
  }

  @Test
  void anOrderWithoutAnEndStands() {
    assertThat(end("", "", ON)).isEqualTo(new StormEnd(Optional.empty(), Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "6h, 2030-01-15T16:00:00Z", "90m, 2030-01-15T11:30:00Z", "1d, 2030-01-16T10:00:00Z",
    "1h30m, 2030-01-15T11:30:00Z", "45s, 2030-01-15T10:00:45Z", "31d, 2030-02-15T10:00:00Z"
  })
  void aLengthCountsFromNowInWholeSeconds(String length, Instant expected) {
    assertThat(end(length, "", ON).until()).contains(expected);
  }

  @Test
  void anEndMayHaveAnyOffset() {
    assertThat(end("", "2030-01-15T17:00:00+01:00", ON).until())
        .contains(Instant.parse("2030-01-15T16:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"6", "h", "6 hours", "-6h", "m6", "6h6h", "99999d"})
  void whatIsNoLengthIsNamed(String length) {
    assertThat(fault(length, "")).contains("for is a duration such as 6h", "'" + length + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tomorrow", "2030-01-15T16:00:00", "16:00"})
  void whatIsNoTimeIsNamed(String until) {
    assertThat(fault("", until)).contains("until is a time", "'" + until + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"for\":21600}", "{\"for\":true}", "{\"for\":[\"6h\"]}", "{\"until\":1894723200}",
        "{\"until\":{\"at\":\"2030-01-15T16:00:00Z\"}}"
      })
  void anEndThatIsNoTextIsRefusedAndNotLeftOut(String order) {
    assertThat(StormEnd.of(new JsonOrder(order.getBytes(UTF_8)), ON, NOW).fault())
        .isPresent();
  }

  @Test
  void twoEndsAreOneTooMany() {
    assertThat(fault("6h", "2030-01-15T16:00:00Z")).contains("name one end");
  }

  @Test
  void anOrderThatIsTakenBackHasNoEnd() {
    assertThat(end("6h", "", Optional.of(StormOrder.Order.OFF)).fault().orElseThrow())
        .contains("taken back at once");
  }

  @Test
  void anEndThatIsPastIsRefused() {
    assertThat(fault("", "2030-01-15T10:00:00Z")).contains("is past");
    assertThat(fault("0h", "")).contains("is past");
  }

  @Test
  void anEndIsAtMostAMonthAway() {
    assertThat(fault("32d", "")).contains("31 days at most");
    assertThat(fault("", "2031-01-15T10:00:00Z")).contains("31 days at most");
  }
}
