package org.lastgasp.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastgasp.hindsight.WorkList;

/** A page of what somebody has to look at, and what the list was made from. */
public record WorkListResponse(LookedAt lookedAt, List<Item> worklist, @Nullable String next)
    implements Paged<WorkListResponse> {

  /** The figures of the list; counts are of everybody, and null for who sees some rows only. */
  public record LookedAt(
      @Nullable Long open,
      @Nullable Long suspect,
      @Nullable Long alerts,
      @Nullable Instant since,
      Instant upTo,
      long entriesBehind) {
    /** The instant of the list without any count. */
    static LookedAt at(WorkList.Standing standing) {
      return new LookedAt(null, null, null, null, standing.upTo(), standing.behind());
    }

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
    return of(page, LookedAt.of(standing));
  }

  static WorkListResponse of(WorkList.Page page, LookedAt lookedAt) {
    return new WorkListResponse(
        lookedAt,
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
