package org.lastgasp.console;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.lastgasp.api.WorkListResponse;
import org.lastgasp.server.LocalCalls;

/**
 * A reader of the work-list of some distributors: first of what looks real, then of the other
 * items, so that these, however many, take no room from those.
 *
 * @param api answers {@code /api/v1/worklist} with these parameters
 */
record WorkItems(Function<Map<String, String>, LocalCalls.Answer> api) {
  /** The items that are put in order, of places and time. */
  static final int MOST = 500;

  static final WorkListResponse.LookedAt UNKNOWN =
      new WorkListResponse.LookedAt(null, null, null, null, Instant.EPOCH, 0);

  /**
   * Where some items begin.
   *
   * @param others true behind every suspect, among the other items
   * @param after the number of the item before
   */
  record Begin(boolean others, long after) {
    static final Begin FIRST = new Begin(false, 0);
  }

  /**
   * The first items from a place on, in the journal's order.
   *
   * @param list empty if there is a problem
   * @param next where the items behind them begin; empty if there are none
   * @param problem what went wrong, in words; may be empty
   */
  record Found(Optional<WorkListResponse> list, Optional<Begin> next, String problem) {
    private static Found of(
        WorkListResponse part, List<WorkListResponse.Item> items, Optional<Begin> next) {
      List<WorkListResponse.Item> all =
          items.stream()
              .sorted(Comparator.comparingLong(each -> each.about().number()))
              .toList();
      return new Found(
          Optional.of(new WorkListResponse(part.lookedAt(), all, null)), next, "");
    }
  }

  /** Those of these distributors; of none, of all. */
  Found of(List<String> distributors, Begin begin) {
    List<WorkListResponse.Item> items = new ArrayList<>();
    if (!begin.others()) {
      LocalCalls.Answer answer = asked(distributors, "suspect", begin.after(), MOST);
      if (!answer.isGood()) {
        return new Found(Optional.empty(), Optional.empty(), answer.problem());
      }
      WorkListResponse suspects = answer.as(WorkListResponse.class);
      items.addAll(suspects.worklist());
      String next = suspects.next();
      if (next != null) {
        return Found.of(suspects, items, Optional.of(new Begin(false, Long.parseLong(next))));
      }
    }
    int room = MOST - items.size();
    long after = begin.others() ? begin.after() : 0;
    LocalCalls.Answer answer = asked(distributors, "unresolved", after, Math.max(1, room));
    if (!answer.isGood()) {
      return new Found(Optional.empty(), Optional.empty(), answer.problem());
    }
    WorkListResponse others = answer.as(WorkListResponse.class);
    if (room == 0) {
      return Found.of(
          others, items, others.worklist().stream().findFirst().map(any -> new Begin(true, 0)));
    }
    items.addAll(others.worklist());
    return Found.of(
        others, items,
        Optional.ofNullable(others.next()).map(next -> new Begin(true, Long.parseLong(next))));
  }

  private LocalCalls.Answer asked(
      List<String> distributors, String assessment, long after, int limit) {
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("assessment", assessment);
    asked.put("limit", String.valueOf(limit));
    asked.put("after", String.valueOf(after));
    asked.put("so-far", "true");
    if (!distributors.isEmpty()) {
      asked.put("distributor", String.join(",", distributors));
    }
    return api.apply(asked);
  }
}
