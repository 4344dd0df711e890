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
 * A reader of the work-list of some distributors, each of which is asked for by itself: the items
 * of others, however many, take no room from theirs.
 *
 * @param api answers {@code /api/v1/worklist} with these parameters
 */
record WorkItems(Function<Map<String, String>, LocalCalls.Answer> api) {
  /** The items that are put in order, of places and time. */
  static final int MOST = 500;

  static final WorkListResponse.LookedAt UNKNOWN =
      new WorkListResponse.LookedAt(null, null, null, null, Instant.EPOCH, 0);

  /**
   * The first items behind a number, in the journal's order.
   *
   * @param list empty if there is a problem
   * @param problem what went wrong, in words; may be empty
   */
  record Found(Optional<WorkListResponse> list, String problem) {}

  /** Those of these distributors; of none, of all. */
  Found of(List<String> distributors, long after) {
    List<WorkListResponse.Item> all = new ArrayList<>();
    WorkListResponse.LookedAt lookedAt = UNKNOWN;
    long complete = Long.MAX_VALUE; // up to there no part has more
    for (String id : distributors.isEmpty() ? List.of("") : distributors) {
      LocalCalls.Answer answer = api.apply(question(id, after));
      if (!answer.isGood()) {
        return new Found(Optional.empty(), answer.problem());
      }
      WorkListResponse part = answer.as(WorkListResponse.class);
      all.addAll(part.worklist());
      lookedAt = part.lookedAt();
      String next = part.next();
      complete = next == null ? complete : Math.min(complete, Long.parseLong(next));
    }
    long upTo = complete;
    List<WorkListResponse.Item> items =
        all.stream()
            .filter(each -> each.about().number() <= upTo)
            .sorted(Comparator.comparingLong(each -> each.about().number()))
            .toList();
    if (items.size() > MOST) {
      items = items.subList(0, MOST);
      complete = items.getLast().about().number();
    }
    String next = complete == Long.MAX_VALUE ? null : String.valueOf(complete);
    return new Found(Optional.of(new WorkListResponse(lookedAt, items, next)), "");
  }

  private static Map<String, String> question(String distributor, long after) {
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("limit", String.valueOf(MOST));
    asked.put("after", String.valueOf(after));
    asked.put("so-far", "true");
    if (!distributor.isEmpty()) {
      asked.put("distributor", distributor);
    }
    return asked;
  }
}
