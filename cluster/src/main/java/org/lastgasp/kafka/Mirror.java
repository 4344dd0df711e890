package org.lastgasp.kafka;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.logging.EventLog;
import org.lastgasp.motorway.JournalCommandHandler;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.StepFailed;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/**
 * A mirror of the topic of events in the local journal, in the one order of their ids and under
 * those ids. What is recorded is not recorded again: it has no higher id than the journal's last.
 * So the offsets it begins from may be old, and are noted now and then.
 */
final class Mirror implements Worker {
  private static final EventLog LOG = EventLog.of(Mirror.class);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration NOTED_EVERY = Duration.ofSeconds(1);
  private static final Duration BEHIND = Duration.ofSeconds(10);
  private static final int A_BATCH = 2_000; // entries
  private static final int MOST_WAITING = 20_000; // records of one partition

  private final Topics topics;
  private final Clients clients;
  private final Journal journal;
  private final JournalCommandHandler local;
  private final JournalGap gap;
  private final Consumer<List<Entry>> listener;
  private final InstantSource clock;
  private final Journal.Cursor cursor;
  private final WorkLoop loop;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final Merger merger;
  private final List<TopicPartition> partitions;
  private final Map<TopicPartition, Long> wanted = new HashMap<>(); // to be there before a start
  private Optional<KafkaConsumer<byte[], byte[]>> open = Optional.empty();
  private Instant noted = Instant.MIN;
  private volatile Merger.Slowest slowest;

  /**
   * A mirror that is not started yet.
   *
   * @param listener told of what was recorded, and of nothing now and then when only time has
   *     passed, in the mirror's thread: be quick
   */
  Mirror(
      Topics topics,
      Clients clients,
      Journal journal,
      JournalCommandHandler local,
      JournalGap gap,
      Consumer<List<Entry>> listener,
      InstantSource clock) {
    this.topics = topics;
    this.clients = clients;
    this.journal = journal;
    this.local = local;
    this.gap = gap;
    this.listener = listener;
    this.clock = clock;
    this.cursor = journal.cursor("mirror");
    this.merger = new Merger(topics.partitions());
    this.slowest = atLeast(journal.lastId());
    this.partitions =
        IntStream.range(0, topics.partitions())
            .mapToObj(i -> new TopicPartition(topics.events(), i))
            .toList();
    this.loop =
        new WorkLoop(
            "mirror",
            ActiveFault.error(LOG, "events-not-mirrored"),
            Backoff.of(Duration.ofSeconds(1), Duration.ofSeconds(5)),
            this::step,
            KafkaException.class, JournalUnavailable.class);
  }

  @Override
  public String name() {
    return "mirror";
  }

  @Override
  public void start() {
    loop.start();
  }

  /** Waits until all is recorded that was there at the start; false if that takes too long. */
  boolean awaitCaughtUp(Duration patience) {
    try {
      return caughtUp.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The moment up to which all that came to every partition is judged and known here. */
  Instant reached() {
    return EventId.at(slowest.id());
  }

  /** By how much the journal is behind, as far as judges say anything. */
  Duration behind() {
    Duration behind = Duration.between(reached(), clock.instant());
    return behind.isNegative() ? Duration.ZERO : behind;
  }

  private Duration step() {
    KafkaConsumer<byte[], byte[]> consumer = open.orElseGet(this::begin);
    try {
      pauseTheFull(consumer);
      for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
        merger.add(each.partition(), EventRecord.of(each.value()), each.offset());
      }
    } catch (OffsetOutOfRangeException expired) {
      lost(consumer, expired);
      return Duration.ZERO;
    }
    record();
    slowest = atLeast(journal.lastId()); // not before its entries are there
    listener.accept(List.of());
    note(consumer);
    if (caughtUp.getCount() > 0
        && wanted.entrySet().stream()
            .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
      caughtUp.countDown();
    }
    return Duration.ZERO;
  }

  /** What was recorded before a start had its turn, though its partitions are not heard yet. */
  private Merger.Slowest atLeast(long recorded) {
    Merger.Slowest now = merger.slowest();
    return now.id() < recorded ? new Merger.Slowest(now.partition(), recorded) : now;
  }

  private KafkaConsumer<byte[], byte[]> begin() {
    KafkaConsumer<byte[], byte[]> consumer = clients.consumer(Map.of());
    try {
      consumer.assign(partitions);
      Map<Integer, Long> from = offsets(cursor.note());
      for (TopicPartition each : partitions) {
        consumer.seek(each, from.getOrDefault(each.partition(), 0L));
      }
      wanted.putAll(consumer.endOffsets(partitions));
    } catch (RuntimeException failed) {
      consumer.close();
      throw failed;
    }
    open = Optional.of(consumer);
    return consumer;
  }

  private static Map<Integer, Long> offsets(String note) {
    Map<Integer, Long> all = new HashMap<>();
    for (String each : note.isEmpty() ? List.<String>of() : List.of(note.split(",", -1))) {
      int colon = each.indexOf(':');
      all.put(
          Integer.parseInt(each.substring(0, colon)), Long.parseLong(each.substring(colon + 1)));
    }
    return all;
  }

  /** What one partition has said must not fill the memory while another says nothing. */
  private void pauseTheFull(KafkaConsumer<byte[], byte[]> consumer) {
    Map<Boolean, List<TopicPartition>> full =
        partitions.stream()
            .collect(
                Collectors.partitioningBy(
                    each -> merger.waiting(each.partition()) >= MOST_WAITING));
    consumer.pause(full.get(true));
    consumer.resume(full.get(false));
  }

  private void record() {
    List<Entry> some = merger.take(A_BATCH);
    while (!some.isEmpty()) {
      long last = journal.lastId();
      List<Entry> fresh = some.stream().filter(each -> each.number() > last).toList();
      if (!fresh.isEmpty()) {
        untilRecorded(fresh);
        listener.accept(fresh);
      }
      some = merger.take(A_BATCH);
    }
  }

  /** They are taken out of the merger already, so they are kept until the disk takes them. */
  private void untilRecorded(List<Entry> fresh) {
    List<Entry> left = new ArrayList<>(fresh);
    while (!left.isEmpty()) {
      try {
        local.mirror(left);
        left.clear();
      } catch (JournalUnavailable unavailable) {
        LOG.error("events-not-mirrored", "why", unavailable.getMessage(), "action", "tried-again");
        pause();
        long last = journal.lastId(); // it may have been recorded after all
        left.removeIf(each -> each.number() <= last);
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StepFailed("stopped");
    }
  }

  /** Only where nothing is between the partitions: a beginning from here misses no order. */
  private void note(KafkaConsumer<byte[], byte[]> consumer) {
    Instant now = clock.instant();
    if (merger.isWhole() && !now.isBefore(noted.plus(NOTED_EVERY))) {
      String offsets =
          partitions.stream()
              .map(
                  each ->
                      each.partition() + ":"
                          + merger
                              .firstWaiting(each.partition())
                              .orElseGet(() -> consumer.position(each)))
              .collect(Collectors.joining(","));
      cursor.advance(journal.last(), offsets);
      noted = now;
    }
  }

  /** The topic keeps less than this node has missed: it goes on behind the gap, and says so. */
  private void lost(KafkaConsumer<byte[], byte[]> consumer, OffsetOutOfRangeException expired) {
    Set<TopicPartition> lacking = expired.offsetOutOfRangePartitions().keySet();
    gap.note("events of " + lacking + " expired before this node had them");
    consumer.seekToBeginning(lacking);
    LOG.error(
        "events-missed", "partitions", lacking,
        "consequence", "this-node-does-not-lead",
        "action", "begin-with-a-copy-of-another-nodes-data-folder");
  }

  @Override
  public List<HealthIssue> issues() {
    List<HealthIssue> found = new ArrayList<>(loop.fault().issues());
    if (behind().compareTo(BEHIND) > 0) {
      found.add(
          new HealthIssue(
              "mirror-behind",
              "what came to partition " + slowest.partition() + " of " + topics.input()
                  + " since " + reached() + " is not judged, or not known here: log, reports and"
                  + " delivery wait for it: look whether its judge runs and is not behind, at the"
                  + " brokers, and for a transaction that another writer has left open there"));
    }
    gap.missed().ifPresent(
        what ->
            found.add(
                new HealthIssue(
                    "events-missed",
                    what + ": log and reports of this node have a gap, and it leaves the lead to"
                        + " others: " + MirroredRecord.COPY)));
    return found;
  }

  @Override
  public void close() {
    loop.close();
    open.ifPresent(KafkaConsumer::close);
  }
}
