package org.lastgasp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.policy.Switch;

/** What commands print as a table, and what they take from their command line. */
class TableTest {
  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException broken) {
      throw new AssertionError(broken);
    }
  }

  private static List<String> lines(String array, String... members) {
    return Table.of(json(array), List.of(members)).lines();
  }

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    String hubs = "[{\"hub_id\":\"A\",\"n\":10},{\"hub_id\":\"BCDEFGH\",\"n\":9}]";
    assertThat(lines(hubs, "hub_id", "n"))
        .containsExactly("HUB ID   N", "A        10", "BCDEFGH  9");
  }

  @Test
  void whatIsNotThereIsADash() {
    assertThat(lines("[{\"a\":null,\"b\":\"\"},{}]", "a", "b"))
        .containsExactly("A  B", "-  -", "-  -");
  }

  @Test
  void anInstantIsShownToTheMillisecond() {
    assertThat(lines("[{\"at\":\"2030-01-15T10:00:00.123456789Z\"}]", "at"))
        .containsExactly("AT", "2030-01-15T10:00:00.123Z");
  }

  @Test
  void whatIsNoPlainValueIsShownAsJson() {
    assertThat(lines("[{\"a\":[1,2]}]", "a")).endsWith("[1,2]");
  }

  @Test
  void nothingInACellMovesTheTerminalsCursor() {
    assertThat(lines("[{\"a\":\"x\\u001b[2J\\ny\"}]", "a")).endsWith("x [2J y");
  }

  @Test
  void theMembersOfOneObjectStandBelowEachOther() {
    assertThat(Table.ofMembers(json("{\"log_head\":1,\"b\":\"x\"}")).lines())
        .containsExactly("log head  1", "b         x");
  }

  @Test
  void aTableWithoutRowsHasItsHeader() {
    assertThat(lines("[]", "a")).containsExactly("A");
  }

  @Test
  void aTextIsBrokenBetweenWords() {
    assertThat(Wrapped.lines("  one two   three four ", 9))
        .containsExactly("one two", "three", "four");
  }

  @Test
  void aWordWiderThanALineHasOneOfItsOwn() {
    assertThat(Wrapped.lines("a bcdefghijk l", 5)).containsExactly("a", "bcdefghijk", "l");
  }

  @Test
  void aTimeNeedsItsZone() {
    assertThat(ArgumentConverters.instant(" 2030-01-15T11:00:00+01:00 "))
        .isEqualTo(Instant.parse("2030-01-15T10:00:00Z"));
    assertThatThrownBy(() -> ArgumentConverters.instant("2030-01-15T10:00:00"))
        .hasMessageContaining("expected a time such as 2030-01-15T10:00:00Z");
  }

  @Test
  void aDurationIsWrittenAsInTheConfiguration() {
    assertThat(ArgumentConverters.duration("1h30m")).isEqualTo(Duration.ofMinutes(90));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "", "90", "-1h", "1.5h", "soon"})
  void whatIsNoDurationIsNamed(String word) {
    assertThatThrownBy(() -> ArgumentConverters.duration(word))
        .hasMessageContaining("expected a duration such as 30m")
        .hasMessageContaining("'" + word + "'");
  }

  @Test
  void aDeviceIsReadInAnyCase() {
    assertThat(ArgumentConverters.eui("90-b3-d5-1f-30-01-00-00"))
        .hasToString("90-B3-D5-1F-30-01-00-00");
    assertThatThrownBy(() -> ArgumentConverters.eui("90-b3")).hasMessageContaining("EUI-64");
  }

  @Test
  void aChoiceNamesAllItsWords() throws Exception {
    var choice =
        ArgumentConverters.choice(Switch.values(), to -> to.name().toLowerCase(Locale.ROOT));
    assertThat(choice.convert("observe")).isEqualTo(Switch.OBSERVE);
    assertThatThrownBy(() -> choice.convert("Observe"))
        .hasMessageContaining("off, observe, enforce")
        .hasMessageContaining("'Observe'");
  }
}
