package org.lastgasp.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.lastgasp.api.CaseResponse;
import org.lastgasp.api.WorkListResponse;
import org.lastgasp.server.Json;
import org.lastgasp.server.LocalCalls;

class WorkItemsTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final int MANY = 600;

  private static WorkListResponse.Item item(long number, String distributor) {
    CaseResponse about =
        new CaseResponse(
            number, number, TEN, "hub", "meter", "mpxn", distributor, TEN, "request", TEN, TEN,
            null, "00", "suspect", new CaseResponse.Assessed(TEN, TEN, "why", List.of(), null));
    return new WorkListResponse.Item(about, "task", null, null, List.of());
  }

  /** Distributor 17 has the numbers 1,000 and 2,000, distributor 20 every one from 1 to 600. */
  private static LocalCalls.Answer list(Map<String, String> asked) {
    String distributor = asked.getOrDefault("distributor", "");
    long after = Long.parseLong(asked.getOrDefault("after", "0"));
    int limit = Integer.parseInt(asked.getOrDefault("limit", "100"));
    List<WorkListResponse.Item> all =
        LongStream.concat(LongStream.rangeClosed(1, MANY), LongStream.of(1_000, 2_000))
            .filter(number -> number > after)
            .mapToObj(number -> item(number, number > MANY ? "17" : "20"))
            .filter(each -> distributor.isEmpty() || each.about().distributor().equals(distributor))
            .toList();
    List<WorkListResponse.Item> page = all.stream().limit(limit).toList();
    String next =
        all.size() > limit ? String.valueOf(page.getLast().about().number()) : null;
    WorkListResponse.LookedAt lookedAt =
        new WorkListResponse.LookedAt(1L, 1L, 9L, TEN, TEN, 0);
    try {
      String json =
          Json.mapper().writeValueAsString(new WorkListResponse(lookedAt, page, next));
      return new LocalCalls.Answer(200, json.getBytes(UTF_8));
    } catch (JsonProcessingException ours) {
      throw new AssertionError(ours);
    }
  }

  private static WorkListResponse list(long after, String... distributors) {
    WorkItems.Found found = new WorkItems(WorkItemsTest::list).of(List.of(distributors), after);
    assertThat(found.problem()).isEmpty();
    return found.list().orElseThrow();
  }

  private static List<Long> numbers(WorkListResponse list) {
    return list.worklist().stream().map(each -> each.about().number()).toList();
  }

  @Test
  void manyItemsOfOthersHideNoneOfADistributors() {
    assertThat(numbers(list(0, "17"))).containsExactly(1_000L, 2_000L);
    assertThat(list(0, "17").next()).isNull();
    assertThat(list(0, "17").lookedAt().alerts()).isEqualTo(9);
  }

  @Test
  void severalDistributorsAreOneListInPages() {
    WorkListResponse first = list(0, "17", "20");
    assertThat(numbers(first)).hasSize(500).endsWith(499L, 500L);
    WorkListResponse second = list(Long.parseLong(String.valueOf(first.next())), "17", "20");
    assertThat(numbers(second)).hasSize(102).startsWith(501L).endsWith(600L, 1_000L, 2_000L);
    assertThat(second.next()).isNull();
  }

  @Test
  void withoutADistributorTheListIsOfAll() {
    assertThat(numbers(list(0))).hasSize(500);
    assertThat(numbers(list(500))).hasSize(102);
  }

  @Test
  void aProblemIsSaidInItsWords() {
    byte[] down = "{\"title\":\"Down\",\"detail\":\"later\"}".getBytes(UTF_8);
    WorkItems.Found found =
        new WorkItems(asked -> new LocalCalls.Answer(503, down)).of(List.of("17"), 0);
    assertThat(found.problem()).isEqualTo("Down: later");
    assertThat(found.list()).isEmpty();
  }
}
