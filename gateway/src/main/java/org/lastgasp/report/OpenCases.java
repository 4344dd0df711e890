package org.lastgasp.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.WorkList;

/**
 * The open cases of the work-list at an instant, as a digest has them.
 *
 * @param first some of them, the oldest first
 * @param all how many there are; counting stops at {@value #MOST_COUNTED} or soon after
 */
record OpenCases(List<Case> first, long all) {
  private static final int PAGE = 1_000;
  private static final int MOST_COUNTED = 100_000;

  OpenCases {
    first = List.copyOf(first);
  }

  /**
   * The cases open at an instant.
   *
   * @param distributor its id, or {@code unknown}; all distributors if empty
   * @param most the most cases to return in {@code first}
   */
  static OpenCases of(WorkList list, Optional<String> distributor, Instant now, int most) {
    WorkList.Whose whose =
        distributor
            .<WorkList.Whose>map(id -> new WorkList.Whose.Of(number(id)))
            .orElseGet(WorkList.Whose.All::new);
    List<Case> first = new ArrayList<>();
    long all = 0;
    OptionalLong after = OptionalLong.of(0);
    while (after.isPresent() && all < MOST_COUNTED) {
      WorkList.Page page = list.page(whose, now, after.getAsLong(), PAGE);
      all += page.items().size();
      page.items().stream().limit(most - first.size()).forEach(first::add);
      after = page.next();
    }
    return new OpenCases(first, all);
  }

  private static OptionalInt number(String id) {
    return id.equals("unknown") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(id));
  }
}
