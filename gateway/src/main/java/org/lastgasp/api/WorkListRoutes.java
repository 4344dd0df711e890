package org.lastgasp.api;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.lastgasp.access.Role;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.Label;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.logging.EventLog;
import org.lastgasp.policy.Event;
import org.lastgasp.server.Json;
import org.lastgasp.server.JsonOrder;
import org.lastgasp.server.Problem;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;
import org.lastgasp.sqlite.StoreUnavailable;

/** The routes of the work-list: its items, and the orders that claim, settle or release one. */
final class WorkListRoutes implements Routes {
  private static final EventLog LOG = EventLog.of(WorkListRoutes.class);
  private static final int MOST = 1_000;
  private static final int USUAL = 100;
  private static final int NOTES = 10_000; // of an item: its claim may stand before them all
  private static final int LONGEST_NOTE = 2_000;

  private final AdminServices parts;

  WorkListRoutes(AdminServices parts) {
    this.parts = parts;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/api/v1/worklist", Role.VIEWER, this::list)
        .post("/api/v1/worklist/{number}/note", Role.OPERATOR, this::note)
        .post("/api/v1/worklist/{number}/release", Role.OPERATOR, this::release)
        .post("/api/v1/worklist/{number}/resolve", Role.OPERATOR, this::resolve);
  }

  private void list(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    RowScope scope = RowScope.of(request);
    List<WorkList.Whose> whose = scope.whose(query);
    int limit = query.number("limit", USUAL, 1, MOST);
    long after = query.number("after", 0);
    Optional<Label> label = query.choice("assessment", Label.values());
    boolean soFar = query.flag("so-far");
    query.check();
    boolean unused = soFar || parts.hindsight().catchUp();
    Instant now = parts.clock().instant();
    RowScope.Merged<Case> all =
        RowScope.merged(
            whose.stream().map(w -> parts.hindsight().page(w, label, now, after, limit)).toList(),
            WorkList.Page::items, WorkList.Page::next, Case::number, limit);
    WorkList.Page page = new WorkList.Page(all.rows(), all.next());
    WorkList.Standing standing = parts.hindsight().standing(now);
    Json.send(
        response,
        WorkListResponse.of(
            page,
            scope.isEverything()
                ? WorkListResponse.LookedAt.of(standing)
                : WorkListResponse.LookedAt.at(standing),
            new Beside()));
  }

  private final class Beside implements WorkListResponse.Beside {
    @Override
    public AlertPlace place(Case about) {
      return AlertPlace.counted(parts.inventory(), about);
    }

    @Override
    public List<Event.Noted> notes(Case about) {
      try {
        return parts.queries().notes(about.number(), NOTES);
      } catch (StoreUnavailable unreadable) {
        return List.of(); // told as degraded
      }
    }
  }

  /** The lists that together are what a query asks for: of each distributor that it names. */
  static List<WorkList.Whose> whose(Query query) {
    Optional<String> text = query.text("distributor");
    if (text.isEmpty()) {
      return List.of(new WorkList.Whose.All());
    }
    List<String> names =
        Arrays.stream(text.get().split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .distinct()
            .toList();
    if (names.isEmpty()) {
      query.fault("distributor names none: ids from 0 to 99, or unknown, with commas between");
    }
    return names.stream().<WorkList.Whose>map(name -> whose(query, name)).distinct().toList();
  }

  private static WorkList.Whose.Of whose(Query query, String name) {
    Optional<Integer> id = Query.counted(name).filter(n -> n <= 99).map(Long::intValue);
    if (id.isEmpty() && !name.equals("unknown")) {
      query.fault("distributor is from 0 to 99, or unknown, not '" + name + "'");
    }
    return new WorkList.Whose.Of(id.map(OptionalInt::of).orElseGet(OptionalInt::empty));
  }

  /** Records a claim of an item, the end of a claim, or a note. */
  private void note(ServerRequest request, ServerResponse response) {
    JsonOrder order = new JsonOrder(request);
    String text = order.text("text");
    Optional<Event.Noted.Kind> kind =
        Arrays.stream(Event.Noted.Kind.values())
            .filter(each -> Query.code(each).equals(order.text("note")))
            .findFirst();
    boolean empty = kind.isPresent() && kind.get() == Event.Noted.Kind.NOTE && text.isEmpty();
    if (kind.isEmpty() || empty || text.length() > LONGEST_NOTE) {
      Problem.of(
              400, "Not a note",
              "post {\"note\":\"claimed|given-back|note\",\"text\":\"what, up to " + LONGEST_NOTE
                  + " characters\"}")
          .send(response);
      return;
    }
    Optional<Case> about = open(request, response);
    if (about.isPresent()) {
      note(about.get(), kind.get(), request.by(), text, response);
    }
  }

  /** Records a note. One at a time: of two simultaneous claims the second sees the first. */
  private synchronized void note(
      Case about, Event.Noted.Kind kind, String by, String text, ServerResponse response) {
    WorkListResponse.Note claimed = WorkListResponse.claimed(new Beside().notes(about));
    if (kind == Event.Noted.Kind.CLAIMED && claimed != null && !claimed.by().equals(by)) {
      Problem.of(
              409, "Claimed already",
              claimed.by() + " has alert " + about.number() + " since " + claimed.at()
                  + ": ask, or give it back first")
          .send(response);
      return;
    }
    recorded(
        response, "noted", () -> parts.controls().note(about.number(), kind, by, text));
    boolean unused = parts.queries().isFresh();
  }

  /** Has a suppressed alert delivered now. */
  private void release(ServerRequest request, ServerResponse response) {
    String reason = new JsonOrder(request).text("reason");
    if (reason.isEmpty()) {
      Problem.of(400, "Not what releases an alert", "post {\"reason\":\"why\"}").send(response);
      return;
    }
    Optional<Case> about = open(request, response);
    if (about.isPresent()) {
      release(about.get(), "by " + request.by() + ": " + reason, response);
    }
  }

  private synchronized void release(Case about, String because, ServerResponse response) {
    if (!mayRelease(about)) {
      notReleased(about).send(response);
      return;
    }
    recorded(
        response, "released",
        () -> {
          parts.controls().release(about.number(), because);
          boolean unused = parts.hindsight().catchUp();
        });
  }

  /** True if it was not delivered yet, and both its window and its message are remembered. */
  private boolean mayRelease(Case about) {
    return parts.tracked().mayRelease(about.held().hub(), about.number())
        && parts.journal().entry(about.number()).isPresent();
  }

  private Problem notReleased(Case about) {
    Optional<Instant> before = CaseResponse.Assessed.of(about).released();
    return before.isPresent()
        ? Problem.of(
            409, "Released already",
            "alert " + about.number() + " was delivered late at " + before.get())
        : Problem.of(
            409, "Too late to release it",
            "alert " + about.number() + " is kept for that until a day after its window, or as"
                + " long as retention.delivered says: tell its receiver by hand");
  }

  private static void recorded(ServerResponse response, String done, Runnable order) {
    try {
      order.run();
      Json.send(response, Map.of("done", done));
    } catch (JournalUnavailable unavailable) {
      Problem.of(503, "Not recorded", unavailable.getMessage() + "; nothing was done: try later")
          .send(response);
    }
  }

  /** The open case of a path; if there is none, the response says why. */
  private Optional<Case> open(ServerRequest request, ServerResponse response) {
    var unused = parts.hindsight().catchUp();
    String text = request.parameter("number");
    Optional<Case> about = Query.counted(text).flatMap(parts.hindsight()::of);
    if (about.isEmpty()) {
      Problem.of(404, "No such alert", "no alert " + text + " was suppressed").send(response);
    } else if (!about.get().isOpen(parts.clock().instant())) {
      Problem.of(409, "Nothing to do", "alert " + text + " is not on the work-list")
          .send(response);
      return Optional.empty();
    }
    return about;
  }

  private void resolve(ServerRequest request, ServerResponse response) {
    String text = request.parameter("number");
    Optional<Long> number = Query.counted(text);
    JsonOrder order = new JsonOrder(request);
    String by = request.by();
    String reason = order.text("reason");
    if (number.isEmpty() || reason.isEmpty()) {
      Problem.of(
              400,
              "Not what resolves an item",
              "post {\"reason\":\"why\"} to the number that the list gives")
          .send(response);
      return;
    }
    var unused = parts.hindsight().catchUp();
    Optional<Case> about = parts.hindsight().of(number.get());
    if (about.isEmpty()) {
      Problem.of(404, "No such alert", "no alert " + number.get() + " was suppressed")
          .send(response);
    } else if (!about.get().isOpen(parts.clock().instant())) {
      Problem.of(409, "Nothing to resolve", "alert " + number.get() + " is not on the work-list")
          .send(response);
    } else {
      settle(number.get(), by, reason, response);
    }
  }

  private void settle(long number, String by, String reason, ServerResponse response) {
    try {
      parts.controls().settle(number, by, reason);
    } catch (JournalUnavailable unavailable) {
      Problem.of(503, "Not recorded", unavailable.getMessage() + "; resolve it again later")
          .send(response);
      return;
    }
    LOG.info("settled", "alert", number, "by", by, "reason", reason);
    var unused = parts.hindsight().catchUp();
    Json.send(response, CaseResponse.of(parts.hindsight().of(number).orElseThrow()));
  }
}
