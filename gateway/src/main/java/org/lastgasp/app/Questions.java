package org.lastgasp.app;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.report.OpenCases;

/** What stands on the work-list, for digests. */
final class Questions implements OpenCases {
  private static final int PAGE = 1_000;
  private static final int MOST_COUNTED = 100_000;

  private final WorkList list;

  Questions(WorkList list) {
    this.list = list;
  }

  @Override
  public Open of(Optional<String> distributor, Instant now, int most) {
    WorkList.Whose whose =
        distributor
            .<WorkList.Whose>map(id -> new WorkList.Whose.Of(number(id)))
            .orElseGet(WorkList.Whose.All::new);
    List<Question> first = new ArrayList<>();
    long all = 0;
    OptionalLong after = OptionalLong.of(0);
    while (after.isPresent() && all < MOST_COUNTED) {
      WorkList.Page page = list.page(whose, now, after.getAsLong(), PAGE);
      all += page.items().size();
      page.items().stream().limit(most - first.size()).map(Questions::question)
          .forEach(first::add);
      after = page.next();
    }
    return new Open(first, all);
  }

  private static OptionalInt number(String id) {
    return id.equals("unknown") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(id));
  }

  private static Question question(Case about) {
    return new Question(
        about.number(),
        about.held().at(),
        about.held().hub().toString(),
        about.held().mpxn(),
        about.label().code(),
        WorkList.task(about));
  }
}
