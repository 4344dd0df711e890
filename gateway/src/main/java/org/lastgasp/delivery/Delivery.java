package org.lastgasp.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.duis.Document;
import org.lastgasp.files.ErrorText;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.Position;
import org.lastgasp.logging.EventLog;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Lane;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.sqlite.TableReplica;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.RetentionHold;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/**
 * A service that delivers what the journal holds to the Service Users' endpoints. Safe for any
 * number of threads.
 *
 * <p>Each message is posted as it came until its receiver answers 2xx; 408, 429, 5xx and silence
 * are tried again for as long as it takes, unless its receiver takes others meanwhile: then it is a
 * dead letter in the end. Any other answer sets it aside at once. A restart, or a crash, goes on
 * where the last write of {@code delivery.db} left off: nothing is skipped, and what was sent since
 * may be sent again.
 */
public final class Delivery implements Worker {
  private static final EventLog LOG = EventLog.of(Delivery.class);
  private static final Duration TIME_TO_FINISH = Duration.ofSeconds(1);
  private static final Duration READ_AGAIN = Duration.ofSeconds(1);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(20); // of a sweep, for copies

  private final Journal journal;
  private final DeliveryProgressStore progressStore;
  private final DeadLetterArchive archive;
  private final ProgressCopy copy; // guarded by the ledger
  private final CopyRemoval removal; // guarded by the ledger
  private final List<String> faults;
  private final InstantSource clock;
  private final DeliverySettings settings;
  private final MessageSender messageSender;
  private final ScheduledExecutorService timer;
  private final RecipientWorker.Means means;
  private final DeadLetters deadLetters;
  private final SharedProgress shared;
  private final List<TableReplica> replicas; // none unless other machines deliver too
  private final Map<Eui64, RecipientWorker> senders = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<RecipientWorker> hungry = new ConcurrentLinkedQueue<>();
  private final Set<RecipientWorker> notRead = new HashSet<>(); // of the reading thread
  private final ActiveFault unread = ActiveFault.error(LOG, "delivery-not-read");
  private final ActiveFault unwritten = ActiveFault.error(LOG, "delivery-not-written");
  private final WorkLoop reading;
  private final WorkLoop writing;
  private List<Recipient> users;
  private volatile boolean started;
  private boolean settled;
  private boolean closed;
  private volatile long behind;
  private long lookedAt = System.nanoTime();

  private Delivery(
      Journal journal,
      DeliveryFiles.Opened files,
      List<Recipient> users,
      InstantSource clock,
      DeliverySettings settings,
      DeliveringNodes among) {
    this.replicas = among == DeliveringNodes.SEVERAL ? files.replicas().get() : List.of();
    this.journal = journal;
    this.progressStore = files.progressStore();
    this.shared = new SharedProgress(journal, progressStore);
    this.archive = files.archive();
    this.faults = files.faults();
    this.copy = new ProgressCopy(files.renewal());
    this.removal = new CopyRemoval(progressStore, archive);
    this.users = List.copyOf(users);
    this.clock = clock;
    this.settings = settings;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("delivery-timer").daemon().factory());
    this.messageSender = new HttpMessageSender(settings, clock);
    RandomGenerator chance = RandomGenerator.of("L64X128MixRandom");
    Backoff backoff = new Backoff(settings.firstRetry(), settings.longestRetry(), chance);
    this.reading = loop("delivery-read", this::readNext);
    this.writing = loop("delivery-write", this::lookAfter);
    this.means =
        new RecipientWorker.Means(
            journal,
            new KeptLetters(journal, archive),
            new ParkedRows(this, progressStore),
            messageSender,
            clock,
            timer,
            backoff,
            DeliveryScheduler.GiveUp.after(settings.giveUpAfter()),
            this::hungry);
    this.deadLetters = new DeadLetters(this, journal, progressStore, archive, means.letters());
  }

  private static WorkLoop loop(String name, WorkLoop.Step step) {
    ActiveFault mistakes = ActiveFault.error(LOG, "delivery-not-looked-after", "thread", name);
    return new WorkLoop(name, mistakes, Backoff.of(READ_AGAIN, READ_AGAIN), step);
  }

  /**
   * Takes up where the last run left off. Nothing is sent before {@link #start}.
   *
   * @param journal stays open until this is closed
   * @param folder for {@code delivery.db} and {@code set-aside.db}; made if it is not there
   * @param spare another folder, for a copy of the first
   * @param among whether this machine alone delivers
   * @throws StoreUnavailable if the disk fails, or a file is of a later program; what is damaged
   *     is renamed and rebuilt
   */
  public static Delivery open(
      Journal journal,
      Path folder,
      Path spare,
      List<Recipient> users,
      InstantSource clock,
      DeliverySettings settings,
      DeliveringNodes among) {
    DeliveryFiles.Opened files =
        DeliveryFiles.open(folder, spare, journal.lastId(), clock, among);
    Delivery delivery = new Delivery(journal, files, users, clock, settings, among);
    try {
      if (among == DeliveringNodes.SEVERAL) {
        delivery.serve(); // what is handed over at once while nothing can be recorded
      } else {
        delivery.restore(files.missing());
      }
      return delivery;
    } catch (RuntimeException broken) {
      delivery.timer.shutdownNow();
      delivery.messageSender.close();
      files.close();
      throw broken;
    }
  }

  /** The tables that every machine has which may deliver one day. */
  public List<TableReplica> replicas() {
    return replicas;
  }

  /** Returns true if the journal has all that the tables speak of. */
  public boolean isMirrored() {
    return shared.isMirrored();
  }

  /** Takes up where another machine left off, before {@link #start}. */
  public void takeUp() {
    synchronized (progressStore) {
      progressStore.parked().beginRun();
      restore(RecipientState.Missing.LOST);
    }
  }

  /** Returns true if another machine delivers: then its word counts, and nothing is written. */
  public boolean isElsewhere() {
    return !replicas.isEmpty() && !started;
  }

  private void restore(RecipientState.Missing missing) {
    Map<Eui64, Long> letters = progressStore.deadLetters();
    Map<Eui64, Map<Lane, Long>> parked = progressStore.parked().counts();
    List<DeliveryProgressStore.Progress> progress = progressStore.progress();
    Set<Eui64> known = new HashSet<>(letters.keySet());
    known.addAll(parked.keySet());
    progress.forEach(one -> known.add(one.user()));
    known.add(Event.NOBODY);
    users.forEach(user -> known.add(user.id()));
    for (Eui64 id : known) {
      senders
          .computeIfAbsent(id, i -> new RecipientWorker(i, means, 0))
          .state()
          .countDeadLetters(letters.getOrDefault(id, 0L));
    }
    progress.forEach(
        one -> sender(one.user()).ifPresent(sender -> sender.state().restore(one, missing)));
    parked.forEach(
        (id, counts) ->
            sender(id).ifPresent(
                sender -> sender.state().restoreParked(counts, progressStore.parked())));
    senders.values().forEach(sender -> sender.state().noteDown()); // who is here is known for ever
    writeOrSay();
  }

  @Override
  public String name() {
    return "delivery";
  }

  @Override
  public List<HealthIssue> issues() {
    List<HealthIssue> found = DeliveryIssues.of(faults, unread, unwritten, copy.fault());
    Stream.of(unread, reading.fault(), writing.fault())
        .forEach(fault -> found.addAll(fault.mistakes()));
    return found;
  }

  /** The faults of the files at the start, and what they mean, in words. */
  List<String> faults() {
    return faults;
  }

  @Override
  public boolean isAlive() {
    return reading.isAlive() && writing.isAlive();
  }

  @Override
  public List<RetentionHold<?>> holds() {
    return List.of(new RetentionHold<>("delivery", Position.class, this::passed));
  }

  /** Begins to send. */
  @Override
  public synchronized void start() {
    journal.onCommit(this::committed);
    reading.start();
    writing.startAfter(settings.flush());
    started = true;
    serve();
  }

  /**
   * From here on these users are served. What waits for one who is gone becomes a dead letter, and
   * is sent if that user comes back.
   */
  public synchronized void users(List<Recipient> now) {
    users = List.copyOf(now);
    if (started) {
      serve();
    }
  }

  private void serve() {
    Map<Eui64, Recipient> wanted = new ConcurrentHashMap<>();
    users.forEach(user -> wanted.put(user.id(), user));
    wanted
        .keySet()
        .forEach(id -> senders.computeIfAbsent(id, i -> new RecipientWorker(i, means, 0)));
    senders.forEach((id, sender) -> sender.serve(Optional.ofNullable(wanted.get(id))));
  }

  /**
   * The status of delivery to each user, and to those no longer configured who have messages here.
   */
  public List<RecipientStatus> status() {
    return senders.values().stream()
        .map(sender -> sender.state().status(System.nanoTime()))
        .filter(one -> one.endpoint().isPresent() || one.backlog() + one.deadLetters() > 0)
        .sorted(Comparator.comparing(RecipientStatus::name))
        .toList();
  }

  /** The figures of each user's lanes since the start, of those that {@link #status} has. */
  public Map<Eui64, List<RecipientStatus.LaneFigures>> figures() {
    Map<Eui64, List<RecipientStatus.LaneFigures>> all = new LinkedHashMap<>();
    for (RecipientStatus one : status()) {
      sender(one.id()).ifPresent(its -> all.put(one.id(), its.state().figures()));
    }
    return all;
  }

  /** The state of all alerts' delivery, up to now. */
  public DeliverySnapshot standing() {
    synchronized (progressStore) {
      return DeliverySnapshot.of(
          progressStore,
          isElsewhere()
              ? List.of()
              : senders.values().stream()
                  .map(sender -> sender.state().unwrittenState())
                  .toList());
    }
  }

  /** About how many entries the journal has since the first that is not done with. */
  public long behind() {
    return behind;
  }

  /** The bytes on disk of the copies of old waiting messages and dead letters. */
  public long copiedBytes() {
    return archive.bytes();
  }

  /** The dead letters with a number after this one, in order, at most so many. */
  public List<DeadLetter> deadLetters(long after, int most) {
    NavigableMap<Long, DeadLetter> found = new TreeMap<>();
    synchronized (progressStore) {
      progressStore.deadLetters(after, most).forEach(one -> found.put(one.number(), one));
      senders.values().stream()
          .flatMap(sender -> sender.state().fresh().stream())
          .forEach(one -> found.put(one.number(), one));
    }
    return found.tailMap(after, false).values().stream().limit(most).toList();
  }

  /** The dead letters as messages, and the orders about them. */
  public DeadLetters deadLetters() {
    return deadLetters;
  }

  /**
   * Takes copies of what is not done with, up to a number, so that the journal need not keep it; to
   * be called again and again.
   *
   * @throws StoreUnavailable if that cannot be written; then the journal has to keep it
   */
  public void keepCopies(Position upTo) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean more = !isElsewhere();
    while (more && System.nanoTime() - deadline < 0 && !writing.isStopped()) {
      synchronized (progressStore) {
        write(List.of());
        more = new Copies(journal, progressStore, archive).take(senders.values(), journal.id(upTo));
        write(List.of());
        progressStore.sync();
      }
    }
  }

  /**
   * The position up to which delivery is done with the journal: all that comes after may still be
   * needed, dead letters and what waits included unless there is a copy of it.
   */
  Position passed() {
    synchronized (progressStore) {
      writeOrSay(); // on a full disk, what may go has to go all the same
      long first = journal.firstId();
      Position last = journal.last();
      Position passed = isElsewhere() ? shared.passed(first, last) : passedBySenders(last);
      LongStream parked = progressStore.parked().firstUncopied(first).stream();
      LongStream uncopied =
          progressStore.deadLettersUncopied(first, 1).stream().mapToLong(DeadLetter::number);
      OptionalLong needed = LongStream.concat(parked, uncopied).min();
      return needed.isPresent()
          ? Position.min(passed, journal.before(needed.getAsLong()))
          : passed;
    }
  }

  private Position passedBySenders(Position last) {
    Position passed = last;
    for (RecipientWorker sender : senders.values()) {
      passed = sender.state().passed(passed);
    }
    return passed;
  }

  /** Returns true if an alert for a user neither waits to be sent nor is under way. */
  public boolean isThrough(Eui64 user, long number) {
    if (isElsewhere()) {
      return shared.isThrough(user, number);
    }
    synchronized (progressStore) { // what is parked does not move meanwhile
      return sender(user)
          .map(RecipientWorker::state)
          .filter(state -> state.isPast(number) && !state.parks(number, progressStore.parked()))
          .isPresent();
    }
  }

  /**
   * Hands a document over at once, past the journal, when that cannot be written. To be called by a
   * virtual thread; waits for the receiver's answer, at most the request timeout.
   *
   * @return whether the receiver has it; if not, nobody keeps it
   */
  public boolean relayNow(Eui64 recipient, Document document) {
    return sender(recipient)
        .map(sender -> sender.relayNow(document, settings.requestTimeout()))
        .orElse(false);
  }

  Optional<RecipientWorker> sender(Eui64 id) {
    return Optional.ofNullable(senders.get(id));
  }

  private void committed(Set<Eui64> recipients) {
    recipients.forEach(id -> sender(id).ifPresent(RecipientWorker::wake));
  }

  void hungry(RecipientWorker sender) {
    if (!sender.queued.getAndSet(true)) {
      hungry.add(sender);
      reading.wake();
    }
  }

  /** Each who is hungry gets a little in turn; one who fails holds up no other. */
  private Duration readNext() {
    for (var next = hungry.poll(); next != null && !reading.isStopped(); next = hungry.poll()) {
      RecipientWorker sender = next;
      sender.queued.set(false);
      boolean failed = notRead.remove(sender);
      try {
        read(sender);
        if (failed && notRead.isEmpty()) {
          unread.over();
        }
      } catch (StoreUnavailable unreadable) {
        unread.began(ErrorText.of(unreadable));
        readAgain(sender);
      } catch (RuntimeException mistake) {
        unread.mistaken(mistake);
        readAgain(sender);
      }
    }
    return WorkLoop.UNTIL_WOKEN;
  }

  private void readAgain(RecipientWorker sender) {
    notRead.add(sender);
    sender.readAgainAfter(READ_AGAIN);
  }

  private void read(RecipientWorker sender) {
    try {
      deadLetters.recall(sender);
      if (sender.state().isAbandoned()) {
        abandon(sender);
      }
    } finally { // both write, which a full disk refuses
      if (sender.intake().refill()) {
        hungry(sender);
      }
    }
  }

  /** Makes dead letters of what waits for somebody who is not configured any more. */
  private void abandon(RecipientWorker sender) {
    synchronized (progressStore) {
      sender.intake().abandon();
      write(List.of());
      if (!sender.state().parksNothing()) {
        sender.state().abandoned(progressStore.abandon(sender.state().id, clock.instant()));
        copy.noteChanged();
      }
    }
  }

  /** The ledger was changed past {@link #write}; under its lock. */
  void noteChanged() {
    copy.noteChanged();
  }

  private Duration lookAfter() {
    writeOrSay();
    senders.values().forEach(sender -> sender.state().alarm());
    senders.values().forEach(RecipientWorker::look);
    long now = System.nanoTime();
    synchronized (progressStore) {
      copy.renewIfDue(now);
    }
    if (now - lookedAt > LOOK_EVERY.toNanos()) {
      lookedAt = now;
      lookBehind();
    }
    return settings.flush();
  }

  private void lookBehind() {
    try {
      behind = journal.between(passed(), journal.last());
    } catch (StoreUnavailable unreadable) {
      LOG.debug("delivery-backlog-unknown", unreadable);
    }
  }

  /** While it cannot be written, delivery goes on: a restart would repeat what was sent since. */
  private void writeOrSay() {
    synchronized (progressStore) {
      try {
        write(List.of());
        removal.removeIfDue(System.nanoTime());
        unwritten.over();
      } catch (StoreUnavailable broken) {
        unwritten.began(ErrorText.of(broken));
      }
    }
  }

  /** Writes down where everybody is, and that these are dead letters no longer; under its lock. */
  void write(List<Long> resent) {
    if (isElsewhere()) {
      return;
    }
    Map<RecipientWorker, RecipientState.Snapshot> snapshots = new HashMap<>();
    senders.values().forEach(
        sender -> sender.state().snapshot().ifPresent(snapshot -> snapshots.put(sender, snapshot)));
    if (snapshots.isEmpty() && resent.isEmpty()) {
      return;
    }
    List<DeliveryProgressStore.Progress> progress = new ArrayList<>();
    List<DeadLetter> added = new ArrayList<>();
    Map<Eui64, Parking.Changes> parked = new HashMap<>();
    List<Long> finished = new ArrayList<>();
    snapshots.forEach(
        (sender, snapshot) -> {
          progress.addAll(snapshot.progress());
          added.addAll(snapshot.deadLetters());
          finished.addAll(snapshot.finished());
          parked.put(sender.state().id, snapshot.parked());
        });
    try {
      progressStore.write(new DeliveryProgressStore.Changes(progress, resent, added, parked));
    } catch (StoreUnavailable broken) {
      snapshots.forEach((sender, snapshot) -> sender.state().notWritten(snapshot));
      throw broken;
    }
    snapshots.forEach(
        (sender, snapshot) -> {
          sender.state().written(snapshot);
          hungry(sender);
        });
    copy.noteChanged();
    removal.add(finished);
  }

  /** Lets what is under way finish for a second, and leaves the rest for the next start. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    settle();
    closed = true;
    reading.close();
    writing.close();
    timer.shutdownNow();
    synchronized (progressStore) {
      writeOrSay();
      copy.renewOrSay();
    }
    progressStore.close();
    archive.close();
  }

  /** Sends nothing more, and writes down where it is; only {@link #close} may follow. */
  public synchronized void settle() {
    if (settled) {
      return;
    }
    settled = true;
    senders.values().forEach(RecipientWorker::stop);
    boolean unused = reading.stop(Duration.ZERO); // both are waited for below
    unused = writing.stop(Duration.ZERO);
    try {
      boolean quiet = awaitQuiet();
      messageSender.close();
      if (!quiet && !awaitQuiet()) {
        LOG.warn("delivery-left-under-way", "consequence", "they-are-sent-again");
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    writeOrSay();
  }

  private boolean awaitQuiet() throws InterruptedException {
    long deadline = System.nanoTime() + TIME_TO_FINISH.toNanos();
    boolean quiet = true;
    for (RecipientWorker sender : senders.values()) {
      quiet &= sender.awaitQuiet(deadline);
    }
    return quiet;
  }
}
