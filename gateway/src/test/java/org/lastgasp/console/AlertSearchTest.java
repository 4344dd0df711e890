package org.lastgasp.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.lastgasp.api.AlertsResponse;
import org.lastgasp.server.Json;
import org.lastgasp.server.LocalCalls;

class AlertSearchTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final AlertSearch.Asked NORTH =
      new AlertSearch.Asked(Map.of("area", "North"), Optional.empty());

  private final List<String> asked = new ArrayList<>();

  /** A page with these alerts, the first one first, as the interface has them. */
  private static LocalCalls.Answer page(long next, long... numbers) {
    List<AlertsResponse.Alert> alerts =
        LongStream.of(numbers)
            .mapToObj(
                number ->
                    new AlertsResponse.Alert(
                        number, TEN, null, "copy", null, 1L, "00", null, null, null))
            .toList();
    try {
      String json =
          Json.mapper()
              .writeValueAsString(
                  new AlertsResponse(alerts, next == 0 ? null : String.valueOf(next)));
      return new LocalCalls.Answer(200, json.getBytes(UTF_8));
    } catch (JsonProcessingException ours) {
      throw new AssertionError(ours);
    }
  }

  /** An area of which the interface looks at a hundred alerts at once, down to number 1. */
  private LocalCalls.Answer slowly(Map<String, String> query) {
    long before = Long.parseLong(query.getOrDefault("before", "351"));
    asked.add(query.getOrDefault("before", "-") + " last " + query.get("last"));
    return before > 100 ? page(before - 100, before - 50) : page(0, 1);
  }

  private static List<Long> numbers(AlertSearch.Found found) {
    return found.alerts().stream().map(AlertsResponse.Alert::number).toList();
  }

  @Test
  void aPageSaysWhereTheSearchOfAnAreaGoesOn() {
    AlertSearch.Found found = new AlertSearch(this::slowly).found(NORTH, 10);
    assertThat(numbers(found)).containsExactly(301L);
    assertThat(found.goesOn()).isEqualTo(251);
    assertThat(found.isCut(10)).isTrue();
  }

  @Test
  void severalDistributorsAreAskedForAtOnce() {
    AlertSearch.Asked both =
        new AlertSearch.Asked(Map.of("distributor", "17,20"), Optional.of("9"));
    List<String> questions = new ArrayList<>();
    AlertSearch.Found found =
        new AlertSearch(
                query -> {
                  questions.add(query.get("distributor") + " before " + query.get("before"));
                  return page(0, 7, 8);
                })
            .found(both, 2);
    assertThat(numbers(found)).containsExactly(8L, 7L);
    assertThat(found.goesOn()).isEqualTo(7);
    assertThat(questions).containsExactly("17,20 before 9");
  }

  @Test
  void aFileHasAllThatFit() {
    AlertSearch.Found found = new AlertSearch(this::slowly).whole(NORTH, 10);
    assertThat(numbers(found)).containsExactly(301L, 201L, 101L, 1L);
    assertThat(found.isCut(10)).isFalse();
    assertThat(asked).containsExactly("- last 10", "251 last 9", "151 last 8", "51 last 7");
  }

  @Test
  void aFileHasNoMoreThanWereWanted() {
    AlertSearch.Found found = new AlertSearch(this::slowly).whole(NORTH, 2);
    assertThat(numbers(found)).containsExactly(301L, 201L);
    assertThat(found.isCut(2)).isFalse();
  }

  @Test
  void aSearchThatFindsNothingForTooLongIsCut() {
    AlertSearch.Found found = new AlertSearch(query -> page(7)).whole(NORTH, 10);
    assertThat(numbers(found)).isEmpty();
    assertThat(found.isCut(10)).isTrue();
  }

  @Test
  void aProblemEndsTheSearchWithItsStatus() {
    byte[] down = "{\"title\":\"Down\",\"detail\":\"later\"}".getBytes(UTF_8);
    AlertSearch.Found found =
        new AlertSearch(query -> new LocalCalls.Answer(503, down)).whole(NORTH, 10);
    assertThat(found.problem()).isEqualTo("Down: later");
    assertThat(found.status()).isEqualTo(503);
    assertThat(found.isCut(10)).isFalse();
  }
}
