package org.lastgasp.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.console.WorkItems.Begin.FIRST;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.lastgasp.api.CaseResponse;
import org.lastgasp.api.WorkListResponse;
import org.lastgasp.server.Json;
import org.lastgasp.server.LocalCalls;

class WorkItemsTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final int MANY = 600;

  private LongPredicate suspects = number -> number >= MANY;
  private int questions;

  private static WorkListResponse.Item item(long number, String distributor, String assessment) {
    CaseResponse about =
        new CaseResponse(
            number, number, TEN, "hub", "meter", "mpxn", distributor, TEN, "request", TEN, TEN,
            null, "00", assessment, new CaseResponse.Assessed(TEN, TEN, "why", List.of(), null));
    return new WorkListResponse.Item(about, "task", null, null, List.of());
  }

  /** Distributor 17 has the numbers 1,000 and 2,000, distributor 20 every one from 1 to 600. */
  private LocalCalls.Answer list(Map<String, String> asked) {
    questions++;
    List<String> distributors = List.of(asked.getOrDefault("distributor", "17,20").split(","));
    long after = Long.parseLong(asked.getOrDefault("after", "0"));
    int limit = Integer.parseInt(asked.getOrDefault("limit", "100"));
    List<WorkListResponse.Item> all =
        LongStream.concat(LongStream.rangeClosed(1, MANY), LongStream.of(1_000, 2_000))
            .filter(number -> number > after)
            .mapToObj(
                number ->
                    item(
                        number, number > MANY ? "17" : "20",
                        suspects.test(number) ? "suspect" : "unresolved"))
            .filter(each -> distributors.contains(each.about().distributor()))
            .filter(each -> each.about().assessment().equals(asked.get("assessment")))
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

  private WorkItems.Found found(WorkItems.Begin begin, String... distributors) {
    WorkItems.Found found = new WorkItems(this::list).of(List.of(distributors), begin);
    assertThat(found.problem()).isEmpty();
    return found;
  }

  private static List<Long> numbers(WorkItems.Found found) {
    return found.list().orElseThrow().worklist().stream()
        .map(each -> each.about().number())
        .toList();
  }

  @Test
  void manyItemsOfOthersHideNoneOfADistributors() {
    WorkItems.Found found = found(FIRST, "17");
    assertThat(numbers(found)).containsExactly(1_000L, 2_000L);
    assertThat(found.next()).isEmpty();
    assertThat(found.list().orElseThrow().lookedAt().alerts()).isEqualTo(9);
  }

  @Test
  void whatLooksRealIsAmongTheFirstItemsHoweverLateItCame() {
    WorkItems.Found first = found(FIRST);
    assertThat(numbers(first)).hasSize(500).startsWith(1L).endsWith(497L, 600L, 1_000L, 2_000L);
    WorkItems.Found second = found(first.next().orElseThrow());
    assertThat(numbers(second)).hasSize(102).startsWith(498L).endsWith(599L);
    assertThat(second.next()).isEmpty();
  }

  @Test
  void moreThatLookRealThanOnePartHasComeBeforeTheOthers() {
    suspects = number -> number > 50;
    WorkItems.Found first = found(FIRST);
    assertThat(numbers(first)).hasSize(500).startsWith(51L).endsWith(550L);
    WorkItems.Found second = found(first.next().orElseThrow());
    assertThat(numbers(second)).hasSize(102).startsWith(1L).endsWith(600L, 1_000L, 2_000L);
    assertThat(second.next()).isEmpty();
  }

  @Test
  void theOthersFollowWhereWhatLooksRealFillsAPart() {
    suspects = number -> number <= 500;
    WorkItems.Found first = found(FIRST, "20");
    assertThat(numbers(first)).hasSize(500).endsWith(500L);
    WorkItems.Found second = found(first.next().orElseThrow(), "20");
    assertThat(numbers(second)).hasSize(100).startsWith(501L).endsWith(600L);
    suspects = number -> true;
    assertThat(found(new WorkItems.Begin(false, 100), "20").next()).as("no others").isEmpty();
  }

  @Test
  void severalDistributorsAreOneList() {
    assertThat(numbers(found(FIRST, "17", "20"))).isEqualTo(numbers(found(FIRST)));
    assertThat(questions).isEqualTo(4);
  }

  @Test
  void aProblemIsSaidInItsWords() {
    byte[] down = "{\"title\":\"Down\",\"detail\":\"later\"}".getBytes(UTF_8);
    WorkItems.Found found =
        new WorkItems(asked -> new LocalCalls.Answer(503, down)).of(List.of("17"), FIRST);
    assertThat(found.problem()).isEqualTo("Down: later");
    assertThat(found.list()).isEmpty();
  }
}
