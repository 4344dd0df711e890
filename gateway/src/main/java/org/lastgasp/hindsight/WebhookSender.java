package org.lastgasp.hindsight;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.lastgasp.client.JsonPost;
import org.lastgasp.journal.Journal;
import org.lastgasp.logging.EventLog;
import org.lastgasp.sqlite.Database;
import org.lastgasp.sqlite.Schema;
import org.lastgasp.sqlite.Store;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.sqlite.TableReplica;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.StepFailed;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/**
 * A worker that calls the webhook for each case that became suspect, one at a time, in order, until
 * it is taken: at least once. What is still to be told is read from the store, so nothing piles up
 * in memory, and where it stands is noted beside the journal, so that cases built anew are not told
 * again. Where several machines have the same cases, one of them tells, and shares where it stands.
 */
public final class WebhookSender implements Worker {
  private static final EventLog LOG = EventLog.of(WebhookSender.class);
  private static final Duration GRACE = Duration.ofSeconds(3); // for a call under way at the end
  private static final Schema SHARED =
      new Schema(
          new Store("The webhook's place", ""),
          1,
          Set.of("told"),
          found ->
              List.of(
                  "CREATE TABLE told (one INTEGER PRIMARY KEY, position INTEGER NOT NULL)"),
          Long.MAX_VALUE);
  static final Backoff BACKOFF = Backoff.of(Duration.ofSeconds(1), Duration.ofMinutes(5));

  private final CaseIndex caseIndex;
  private final Journal.Cursor cursor;
  private final Webhook hook;
  private final InstantSource clock;
  private final JsonPost caller;
  private final ActiveFault fault;
  private final WorkLoop loop;
  private Optional<Database> shared = Optional.empty(); // before the start
  private long told; // for the loop, and before the start

  WebhookSender(
      CaseIndex caseIndex,
      Journal.Cursor cursor,
      Webhook hook,
      Backoff backoff,
      InstantSource clock) {
    this.caseIndex = caseIndex;
    this.cursor = cursor;
    this.hook = hook;
    this.caller = new JsonPost(hook.tls());
    this.clock = clock;
    this.fault = ActiveFault.warning(LOG, "webhook-not-taken", "url", hook.url());
    this.loop =
        new WorkLoop(
            name(), fault, backoff, this::tellNext, StoreUnavailable.class);
    this.told = cursor.note().matches("[0-8]?[0-9]{1,18}") ? Long.parseLong(cursor.note()) : 0;
  }

  /** Nobody is to be told of what was found so far. */
  static void pass(CaseIndex caseIndex, Journal.Cursor cursor) {
    long last = caseIndex.lastChange();
    if (last > 0) {
      cursor.advance(caseIndex.passed(), String.valueOf(last));
    }
  }

  @Override
  public String name() {
    return "hindsight-webhook";
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public boolean isAlive() {
    return loop.isAlive();
  }

  @Override
  public List<HealthIssue> issues() {
    return fault.issues();
  }

  /** Shares where it stands, with machines that may tell one day; before the start. */
  public TableReplica replica() {
    Database place = Database.inMemory(SHARED);
    shared = Optional.of(place);
    TableReplica replica = new TableReplica(place, "webhook", List.of("told"));
    share();
    return replica;
  }

  /** Goes on where another machine stood; before the start. */
  public void takeUp() {
    shared
        .flatMap(place -> place.first("SELECT position FROM told", row -> row.number(1)))
        .ifPresent(
            position ->
                told = Math.max(caseIndex.validPosition(told), caseIndex.validPosition(position)));
  }

  private void share() {
    shared.ifPresent(
        place ->
            place.write(
                session -> {
                  int unused =
                      session.update("INSERT OR REPLACE INTO told VALUES (1, ?)", told);
                }));
  }

  /** There may be something to tell. */
  void wake() {
    loop.wake();
  }

  /** Tells the next, if there is one. */
  private Duration tellNext() {
    Optional<LabelChange> next = caseIndex.nextSuspect(caseIndex.validPosition(told));
    if (next.isEmpty()) {
      return WorkLoop.UNTIL_WOKEN;
    }
    caseIndex
        .of(next.get().number())
        .flatMap(about -> post(next.get(), about))
        .ifPresent(
            why -> {
              throw new StepFailed(hook.url() + ": " + why);
            });
    told = next.get().position();
    cursor.advance(caseIndex.passed(), String.valueOf(told));
    share();
    return Duration.ZERO;
  }

  private Optional<String> post(LabelChange change, Case about) {
    byte[] body = CaseJson.body(change, about);
    Map<String, String> fields = new HashMap<>();
    fields.put("Lastgasp-Id", CaseJson.id(change));
    hook.secret()
        .ifPresent(
            secret ->
                fields.put(
                    "Lastgasp-Signature",
                    JsonPost.signature(secret, clock.instant().getEpochSecond(), body)));
    return caller.post(hook.url(), fields, body);
  }

  /** Lets the call under way end for a moment; given up, it is made again after the next start. */
  @Override
  public void close() {
    boolean unused = loop.stop(GRACE);
    caller.close();
    loop.close();
    shared.ifPresent(Database::close);
  }

  /**
   * The address that is told of a suspect at once.
   *
   * @param url where the message is posted
   * @param secret what it is signed with; empty if it is not signed
   * @param tls for https, asked at each connection; empty: what the platform trusts
   */
  public record Webhook(
      URI url, Optional<String> secret, Optional<Supplier<SSLContext>> tls) {

    /** Without the secret. */
    @Override
    public String toString() {
      return "webhook " + url + (secret.isPresent() ? ", signed" : "");
    }
  }
}
