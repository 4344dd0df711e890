package org.lastgasp.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastgasp.hindsight.WorkList;

/** A page of what somebody has to look at, and what the list was made from. */
public record WorkListResponse(LookedAt lookedAt, List<Item> worklist, @Nullable String next)
    implements Paged<WorkListResponse> {

  /** The figures of the list. */
  public record LookedAt(
      long open,
      long suspect,
      long alerts,
      @Nullable Instant since,
      Instant upTo,
      long entriesBehind) {
    static LookedAt of(WorkList.Standing standing) {
      return new LookedAt(
          standing.open(),
          standing.suspect(),
          standing.lookedAt(),
          standing.since().orElse(null),
          standing.upTo(),
          standing.behind());
    }
  }

  /** A case and what there is to do about it. */
  public record Item(@JsonUnwrapped CaseResponse about, String task) {}

  /** A page and how the list stands. */
  public static WorkListResponse of(WorkList.Page page, WorkList.Standing standing) {
    return new WorkListResponse(
        LookedAt.of(standing),
        page.items().stream()
            .map(each -> new Item(CaseResponse.of(each), WorkList.task(each)))
            .toList(),
        Paged.next(page.next()));
  }

  @Override
  public WorkListResponse plus(WorkListResponse more) {
    return new WorkListResponse(
        more.lookedAt, Text.joined(worklist, more.worklist), more.next);
  }
}
