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
  private final CaseIndex caseIndex;
  private final Journal.Cursor told;
  private final Optional<WebhookSender> caller;
  private final JournalTailer follower;

  private Hindsight(
      Journal journal,
      Journal.Cursor cursor,
      CaseIndex caseIndex,
      Journal.Cursor told,
      Optional<WebhookSender> caller) {
    this.told = told;
    this.cursor = cursor;
    this.caseIndex = caseIndex;
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
    CaseIndex caseIndex = CaseIndex.open(journal, folder, settings, recorded, cursor.note());
    return new Hindsight(
        journal,
        cursor,
        caseIndex,
        told,
        hook.map(each -> new WebhookSender(caseIndex, told, each, patience, clock)));
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
    return caseIndex.passed();
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
    return caseIndex.suspects();
  }

  /** The cases so far; a report that wants more waits for {@link #passed}. */
  public CaseIndex caseIndex() {
    return caseIndex;
  }

  @Override
  public Optional<Case> of(long number) {
    return caseIndex.of(number);
  }

  @Override
  public List<LabelChange> changes(long after, int most) {
    return caseIndex.changes(after, most);
  }

  @Override
  public long validPosition(long noted) {
    return caseIndex.validPosition(noted);
  }

  @Override
  public Page page(
      Whose whose, Optional<Label> label, Instant now, long after, int limit) {
    return caseIndex.page(whose, label, now, after, limit);
  }

  @Override
  public Counts counts(Whose whose, Instant now, int most) {
    return caseIndex.counts(whose, now, most);
  }

  @Override
  public Standing standing(Instant now) {
    return caseIndex.standing(now);
  }

  /** Forgets cases of alerts received before an instant; to be called again and again. */
  public void expire(Instant before) {
    caseIndex.expire(before);
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
      caseIndex.skip();
      cursor.advance(caseIndex.passed(), caseIndex.note());
    }

    @Override
    public Optional<String> skipped() {
      return caseIndex.skipped();
    }

    @Override
    public Position passed() {
      return caseIndex.passed();
    }
  }

  /** Takes up a batch, and says whether there is more. */
  boolean takeSome() {
    return takeSome(Integer.MAX_VALUE);
  }

  private boolean takeSome(int most) {
    boolean more = caseIndex.takeSome(most);
    cursor.advance(caseIndex.passed(), caseIndex.note());
    caller.ifPresentOrElse(WebhookSender::wake, () -> WebhookSender.pass(caseIndex, told));
    return more;
  }

  /** Ends after the batch it is writing; the rest is read after the next start. */
  @Override
  public void close() {
    follower.close();
    caseIndex.close();
  }
}
