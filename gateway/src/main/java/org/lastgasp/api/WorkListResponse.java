package org.lastgasp.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.policy.Event;

/** A page of the work-list, and the figures and the instant of the list. */
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

  private static final int NOTES = 50; // of an item

  /**
   * A case and what there is to do about it.
   *
   * @param place where the alert came from, as the inventory has it; null of a data folder
   * @param claimed who looks into it; null if nobody does
   * @param notes the last 50 of them, in the order they were written
   */
  public record Item(
      @JsonUnwrapped CaseResponse about,
      String task,
      @Omitted @Nullable AlertPlace place,
      @Nullable Note claimed,
      List<Note> notes) {}

  /** What somebody did or wrote, and when. */
  public record Note(Instant at, String by, String text) {}

  /** What is known of cases beside the cases. */
  interface Beside {
    @Nullable AlertPlace place(Case about);

    /** In the order they were written. */
    List<Event.Noted> notes(Case about);
  }

  private static final Beside NOTHING =
      new Beside() {
        @Override
        public @Nullable AlertPlace place(Case about) {
          return null;
        }

        @Override
        public List<Event.Noted> notes(Case about) {
          return List.of();
        }
      };

  /** A page and how the list stands. */
  public static WorkListResponse of(WorkList.Page page, WorkList.Standing standing) {
    return of(page, LookedAt.of(standing), NOTHING);
  }

  static WorkListResponse of(WorkList.Page page, LookedAt lookedAt, Beside beside) {
    return new WorkListResponse(
        lookedAt,
        page.items().stream().map(each -> item(each, beside)).toList(),
        Paged.next(page.next()));
  }

  private static Item item(Case about, Beside beside) {
    List<Event.Noted> all = beside.notes(about);
    List<Note> notes =
        all.stream()
            .filter(each -> each.kind() == Event.Noted.Kind.NOTE)
            .map(WorkListResponse::note)
            .toList();
    return new Item(
        CaseResponse.of(about), WorkList.task(about), beside.place(about), claimed(all),
        notes.subList(Math.max(0, notes.size() - NOTES), notes.size()));
  }

  /** The claim that stands after some notes, which are in order; null if none does. */
  static @Nullable Note claimed(List<Event.Noted> notes) {
    Note claimed = null;
    for (Event.Noted each : notes) {
      claimed =
          switch (each.kind()) {
            case CLAIMED -> note(each);
            case GIVEN_BACK -> null;
            case NOTE -> claimed;
          };
    }
    return claimed;
  }

  private static Note note(Event.Noted noted) {
    return new Note(noted.at(), noted.by(), noted.text());
  }

  @Override
  public WorkListResponse plus(WorkListResponse more) {
    return new WorkListResponse(
        more.lookedAt, Text.joined(worklist, more.worklist), more.next);
  }
}
