package org.lastgasp.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what the journal holds to the Service Users' endpoints. Safe for any number of threads.
 *
 * <p>Each message is posted as it came until its receiver answers 2xx; 408, 429, 5xx and silence
 * are tried again for as long as it takes; any other answer sets it aside. A restart, or a crash,
 * goes on where the last write of {@code delivery.db} left off: nothing is skipped, and what was
 * sent since may be sent again.
 */
public final class Delivery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
  private static final Duration TIME_TO_FINISH = Duration.ofSeconds(1);
  private static final int PAGE = 500;
  private static final int MOST_COPIES = 10_000; // taken at a time
  private static final long MOST_COPIED = 64L << 20; // 64 MiB of them
  private static final Duration READ_AGAIN = Duration.ofSeconds(1);

  private final Journal journal;
  private final Ledger ledger;
  private final Keepsakes keepsakes;
  private final DeliverySettings settings;
  private final Courier courier;
  private final ScheduledExecutorService timer;
  private final Sender.Means means;
  private final Map<Eui64, Sender> senders = new ConcurrentHashMap<>();
  private final LinkedBlockingQueue<Sender> hungry = new LinkedBlockingQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread reading = new Thread(this::readOn, "delivery-read");
  private final Thread writing = new Thread(this::writeOn, "delivery-write");
  private List<User> users;
  private volatile boolean started;
  private boolean failing; // of the ledger, guarded by it

  private Delivery(
      Journal journal,
      Ledger ledger,
      Keepsakes keepsakes,
      List<User> users,
      InstantSource clock,
      DeliverySettings settings) {
    this.journal = journal;
    this.ledger = ledger;
    this.keepsakes = keepsakes;
    this.users = List.copyOf(users);
    this.settings = settings;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("delivery-timer").daemon().factory());
    this.courier = new HttpCourier(settings, clock);
    RandomGenerator chance = RandomGenerator.of("L64X128MixRandom");
    Backoff backoff = new Backoff(settings.firstRetry(), settings.longestRetry(), chance);
    this.means =
        new Sender.Means(
            journal, this::letter, courier, clock, timer, backoff, this::hungry);
  }

  /**
   * Takes up where the last run left off. Nothing is sent before {@link #start}.
   *
   * @param journal stays open until this is closed
   * @param folder for {@code delivery.db}; made if it is not there
   * @throws DeliveryUnavailable if the file cannot be read, or speaks of entries that the journal
   *     has never had
   */
  public static Delivery open(
      Journal journal,
      Path folder,
      List<User> users,
      InstantSource clock,
      DeliverySettings settings) {
    Ledger ledger = Ledger.open(folder);
    Keepsakes keepsakes = Keepsakes.open(folder);
    Delivery delivery = new Delivery(journal, ledger, keepsakes, users, clock, settings);
    try {
      delivery.restore(folder);
      return delivery;
    } catch (RuntimeException broken) {
      delivery.timer.shutdownNow();
      delivery.courier.close();
      ledger.close();
      keepsakes.close();
      throw broken;
    }
  }

  private void restore(Path folder) {
    listAgain();
    Map<Eui64, Long> aside = ledger.counts();
    List<Ledger.Progress> progress = ledger.progress();
    long last = journal.last();
    for (Ledger.Progress one : progress) {
      if (one.read() > last) {
        throw new DeliveryUnavailable(
            folder + " says that " + one.user() + " was served up to entry " + one.read()
                + ", but the journal ends at " + last
                + "; if it is the right one, remove the folder: all of the journal is sent again");
      }
    }
    Set<Eui64> known = new HashSet<>(aside.keySet());
    progress.forEach(one -> known.add(one.user()));
    known.add(Entry.NOBODY);
    users.forEach(user -> known.add(user.id()));
    for (Eui64 id : known) {
      senders.put(id, new Sender(id, means, aside.getOrDefault(id, 0L)));
    }
    progress.forEach(one -> sender(one.user()).ifPresent(sender -> sender.restore(one)));
  }

  /** Begins to send. */
  public synchronized void start() {
    journal.onCommit(this::committed);
    reading.start();
    writing.start();
    started = true;
    serve();
  }

  /** From here on these users are served; one who is gone keeps its position and its messages. */
  public synchronized void users(List<User> now) {
    users = List.copyOf(now);
    if (started) {
      serve();
    }
  }

  private void serve() {
    Map<Eui64, User> wanted = new ConcurrentHashMap<>();
    users.forEach(user -> wanted.put(user.id(), user));
    wanted.keySet().forEach(id -> senders.computeIfAbsent(id, i -> new Sender(i, means, 0)));
    senders.forEach((id, sender) -> sender.serve(Optional.ofNullable(wanted.get(id))));
  }

  /** How delivery to each user stands, and to those no longer configured who have messages here. */
  public List<UserStatus> status() {
    return senders.values().stream()
        .map(Sender::status)
        .filter(one -> one.endpoint().isPresent() || one.backlog() + one.setAside() > 0)
        .sorted(Comparator.comparing(UserStatus::name))
        .toList();
  }

  /** What has become of the alerts, up to now. */
  public Standing standing() {
    synchronized (ledger) {
      write(List.of());
      return Standing.of(ledger);
    }
  }

  /** What is set aside with a number after this one, in order, at most so many. */
  public List<SetAside> setAside(long after, int most) {
    synchronized (ledger) {
      write(List.of());
      return ledger.setAside(after, most);
    }
  }

  /**
   * Sends what had been set aside again, to whom it was for or to another. It goes beside the order
   * that is kept for its device.
   *
   * @throws DeliveryUnavailable if it cannot be noted; then it may be sent, and stays set aside
   */
  public Resent resend(long number, Optional<Eui64> toUser) {
    synchronized (ledger) {
      write(List.of());
      Optional<SetAside> found = ledger.setAside(number);
      if (found.isEmpty()) {
        return Resent.NOT_SET_ASIDE;
      }
      Eui64 before = found.get().user();
      Optional<Sender> to = sender(toUser.orElse(before)).filter(Sender::serves);
      if (to.isEmpty()) {
        return Resent.NO_SUCH_USER;
      }
      Resent resent = to.get().resend(number);
      if (resent == Resent.QUEUED) {
        write(List.of(number));
        sender(before).ifPresent(Sender::asideNoLonger);
      }
      return resent;
    }
  }

  /**
   * Takes copies of what was set aside before an instant, a part of it at a time, so that the
   * journal need not keep it, and lets go of copies of what was delivered since; to be called again
   * and again.
   *
   * @throws DeliveryUnavailable if that cannot be written; then the journal has to keep it
   */
  public void keepCopies(Instant before) {
    synchronized (ledger) {
      write(List.of());
      ledger.sync();
      Set<Long> kept = keepsakes.numbers();
      Set<Long> open = ledger.open();
      keepsakes.release(kept.stream().filter(number -> !open.contains(number)).toList());
      List<Keepsakes.Keepsake> fresh = new ArrayList<>();
      long bytes = 0;
      for (SetAside one : pinning(kept, MOST_COPIES)) {
        Optional<Letter> letter =
            one.at().isBefore(before) && bytes < MOST_COPIED
                ? journal.entry(one.number()).flatMap(Letter::of)
                : Optional.empty();
        letter.ifPresent(found -> fresh.add(new Keepsakes.Keepsake(one, found)));
        bytes += letter.map(found -> found.document().length()).orElse(0);
      }
      if (!fresh.isEmpty()) {
        keepsakes.keep(fresh);
        LOG.info("event=set-aside-copied messages={} bytes={}", fresh.size(), bytes);
      }
    }
  }

  /** The first of what is set aside that only the journal has. */
  private List<SetAside> pinning(Set<Long> kept, int most) {
    List<SetAside> found = new ArrayList<>();
    long after = journal.first() - 1;
    List<SetAside> page = ledger.setAside(after, PAGE);
    while (!page.isEmpty() && found.size() < most) {
      page.stream().filter(one -> !kept.contains(one.number())).forEach(found::add);
      page = ledger.setAside(page.getLast().number(), PAGE);
    }
    return found;
  }

  /** Lists what copies were kept of again, if {@code delivery.db} was lost or set back. */
  private void listAgain() {
    Set<Long> open = ledger.open();
    List<SetAside> lost =
        keepsakes.numbers().stream()
            .filter(number -> !open.contains(number))
            .flatMap(number -> keepsakes.find(number).stream())
            .map(Keepsakes.Keepsake::aside)
            .toList();
    if (!lost.isEmpty()) {
      LOG.warn("event=set-aside-listed-again messages={}", lost.size());
      ledger.write(List.of(), List.of(), lost);
    }
  }

  private Optional<Letter> letter(long number) {
    return journal
        .entry(number)
        .flatMap(Letter::of)
        .or(() -> keepsakes.find(number).map(Keepsakes.Keepsake::letter));
  }

  /**
   * The number up to which delivery is done with the journal: all that comes after may still be
   * needed, what is set aside included unless there is a copy of it.
   */
  public long passed() {
    synchronized (ledger) {
      long passed = journal.last();
      for (Sender sender : senders.values()) {
        passed = Math.min(passed, sender.passed(passed));
      }
      writeOrSay(); // on a full disk, what may go has to go all the same
      List<SetAside> first = pinning(keepsakes.numbers(), 1);
      return first.isEmpty() ? passed : Math.min(passed, first.getFirst().number() - 1);
    }
  }

  /** Whether nothing of a user's up to a number waits to be sent or is under way. */
  public boolean isThrough(Eui64 user, long number) {
    return sender(user).map(sender -> sender.passed(journal.last()) >= number).orElse(false);
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

  private Optional<Sender> sender(Eui64 id) {
    return Optional.ofNullable(senders.get(id));
  }

  private void committed(Set<Eui64> recipients) {
    recipients.forEach(id -> sender(id).ifPresent(Sender::wake));
  }

  private void hungry(Sender sender) {
    if (!sender.queued.getAndSet(true)) {
      hungry.add(sender);
    }
  }

  /** The reading thread: each who is hungry gets a little in turn. */
  private void readOn() {
    boolean unavailable = false;
    while (closing.getCount() > 0) {
      try {
        Sender sender = hungry.take();
        sender.queued.set(false);
        Optional<RuntimeException> failure = read(sender);
        if (failure.isEmpty()) {
          unavailable = false;
        } else {
          if (!unavailable) {
            LOG.error(
                "delivery paused: the journal cannot be read; trying again", failure.get());
          }
          unavailable = true;
          closing.await(READ_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
          hungry(sender);
        }
      } catch (InterruptedException stop) {
        return;
      }
    }
  }

  /** What went wrong, if anything did; a mistake of ours must not end delivery for all. */
  private Optional<RuntimeException> read(Sender sender) {
    try {
      if (sender.refill()) {
        hungry(sender);
      }
      return Optional.empty();
    } catch (RuntimeException failure) {
      return Optional.of(failure);
    }
  }

  /** The writing thread. */
  private void writeOn() {
    try {
      while (!closing.await(settings.flush().toNanos(), TimeUnit.NANOSECONDS)) {
        writeOrSay();
        senders.values().forEach(Sender::alarm);
      }
    } catch (InterruptedException stop) {
      return;
    }
  }

  /** While it cannot be written, delivery goes on: a restart would repeat what was sent since. */
  private void writeOrSay() {
    synchronized (ledger) {
      try {
        write(List.of());
        failing = false;
      } catch (DeliveryUnavailable broken) {
        if (!failing) {
          LOG.error("delivery progress not written: a restart repeats messages", broken);
        }
        failing = true;
      }
    }
  }

  private void write(List<Long> resent) {
    Map<Sender, Sender.Snapshot> snapshots = new ConcurrentHashMap<>();
    List<Ledger.Progress> progress = new ArrayList<>();
    List<SetAside> aside = new ArrayList<>();
    senders.values().forEach(
        sender -> sender.snapshot().ifPresent(snapshot -> snapshots.put(sender, snapshot)));
    snapshots.values().forEach(snapshot -> progress.addAll(snapshot.progress()));
    snapshots.values().forEach(snapshot -> aside.addAll(snapshot.aside()));
    if (snapshots.isEmpty() && resent.isEmpty()) {
      return;
    }
    try {
      ledger.write(progress, resent, aside);
    } catch (DeliveryUnavailable broken) {
      snapshots.keySet().forEach(Sender::notWritten);
      throw broken;
    }
    snapshots.forEach(Sender::written);
  }

  /** Lets what is under way finish for a second, and leaves the rest for the next start. */
  @Override
  public synchronized void close() {
    if (closing.getCount() == 0) {
      return;
    }
    senders.values().forEach(Sender::stop);
    closing.countDown();
    sender(Entry.NOBODY).ifPresent(hungry::add); // wakes the reading thread
    try {
      boolean quiet = awaitQuiet();
      courier.close();
      if (!quiet && !awaitQuiet()) {
        LOG.warn("delivery closed with messages under way; they are sent again");
      }
      if (started) {
        reading.join();
        writing.join();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    timer.shutdownNow();
    writeOrSay();
    ledger.close();
    keepsakes.close();
  }

  private boolean awaitQuiet() throws InterruptedException {
    long deadline = System.nanoTime() + TIME_TO_FINISH.toNanos();
    boolean quiet = true;
    for (Sender sender : senders.values()) {
      quiet &= sender.awaitQuiet(deadline);
    }
    return quiet;
  }
}
