package org.lastgasp.hindsight;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.lastgasp.hindsight.WebhookSender.Webhook;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalTailer;
import org.lastgasp.journal.Position;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.RetentionHold;
import org.lastgasp.worker.Worker;

/**
 * A worker that folds the journal into cases on a thread of its own that gives way. Safe for any
 * number of threads.
 */
public final class Hindsight implements CaseLookup, WorkList, Worker {
  private final Journal.Cursor cursor;
  private final CaseIndex docket;
  private final Journal.Cursor told;
  private final Optional<WebhookSender> caller;
  private final JournalTailer follower;

  private Hindsight(
      Journal journal,
      Journal.Cursor cursor,
      CaseIndex docket,
      Journal.Cursor told,
      Optional<WebhookSender> caller) {
    this.told = told;
    this.cursor = cursor;
    this.docket = docket;
    this.caller = caller;
    this.follower = new JournalTailer("hindsight", journal, new Folding());
  }

  /**
   * Opens the cases in a folder, which is made if it is not there.
   *
   * @param settings of its rules
   * @param hook whom to tell of a suspect at once
   * @param clock of this machine
   * @param recorded the time up to which the journal has all that was received: nothing follows
   *     from a silence after it
   * @throws org.lastgasp.sqlite.StoreUnavailable if they can neither be opened nor made anew
   */
  public static Hindsight open(
      Journal journal,
      Path folder,
      HindsightSettings settings,
      Optional<Webhook> hook,
      InstantSource clock,
      InstantSource recorded) {
    return open(journal, folder, settings, hook, clock, recorded, WebhookSender.BACKOFF);
  }

  static Hindsight open(
      Journal journal,
      Path folder,
      HindsightSettings settings,
      Optional<Webhook> hook,
      InstantSource clock,
      InstantSource recorded,
      Backoff patience) {
    Journal.Cursor cursor = journal.cursor("hindsight");
    Journal.Cursor told = journal.cursor("hindsight-webhook");
    CaseIndex docket = CaseIndex.open(journal, folder, settings, recorded, cursor.note());
    return new Hindsight(
        journal,
        cursor,
        docket,
        told,
        hook.map(each -> new WebhookSender(docket, told, each, patience, clock)));
  }

  @Override
  public String name() {
    return follower.name();
  }

  /** Begins to read the journal. */
  @Override
  public void start() {
    follower.start();
  }

  /** Who tells of a suspect at once, if anybody is to be told: to be started and closed apart. */
  public Optional<WebhookSender> webhook() {
    return caller;
  }

  /** The position up to which all is taken up, so that what is before may expire. */
  public Position passed() {
    return docket.passed();
  }

  /** The fault that keeps the cases from being written, if there is one. */
  public Optional<String> fault() {
    return follower.fault();
  }

  @Override
  public List<HealthIssue> issues() {
    return follower.issues();
  }

  @Override
  public boolean isAlive() {
    return follower.isAlive();
  }

  @Override
  public List<RetentionHold<?>> holds() {
    return follower.holds();
  }

  /** The number of alerts found suspect. */
  public long suspects() {
    return docket.suspects();
  }

  /** The cases so far; a report that wants more waits for {@link #passed}. */
  public CaseIndex docket() {
    return docket;
  }

  @Override
  public Optional<Case> of(long number) {
    return docket.of(number);
  }

  @Override
  public List<LabelChange> changes(long after, int most) {
    return docket.changes(after, most);
  }

  @Override
  public long validPosition(long noted) {
    return docket.validPosition(noted);
  }

  @Override
  public Page page(
      Whose whose, Optional<Label> label, Instant now, long after, int limit) {
    return docket.page(whose, label, now, after, limit);
  }

  @Override
  public Counts counts(Whose whose, Instant now, int most) {
    return docket.counts(whose, now, most);
  }

  @Override
  public Standing standing(Instant now) {
    return docket.standing(now);
  }

  /** Forgets cases of alerts received before an instant; to be called again and again. */
  public void expire(Instant before) {
    docket.expire(before);
  }

  /** Waits a while until all is taken up that the journal has now, and says whether it is. */
  public boolean catchUp() {
    return follower.catchUp();
  }

  private final class Folding implements JournalTailer.Work {
    @Override
    public boolean takeSome(int most) {
      return Hindsight.this.takeSome(most);
    }

    @Override
    public void skip() {
      docket.skip();
      cursor.advance(docket.passed(), docket.note());
    }

    @Override
    public Optional<String> skipped() {
      return docket.skipped();
    }

    @Override
    public Position passed() {
      return docket.passed();
    }
  }

  /** Takes up a batch, and says whether there is more. */
  boolean takeSome() {
    return takeSome(Integer.MAX_VALUE);
  }

  private boolean takeSome(int most) {
    boolean more = docket.takeSome(most);
    cursor.advance(docket.passed(), docket.note());
    caller.ifPresentOrElse(WebhookSender::wake, () -> WebhookSender.pass(docket, told));
    return more;
  }

  /** Ends after the batch it is writing; the rest is read after the next start. */
  @Override
  public void close() {
    follower.close();
    docket.close();
  }
}
