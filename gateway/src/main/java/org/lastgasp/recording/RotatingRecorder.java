package org.lastgasp.recording;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.lastgasp.files.ErrorText;
import org.lastgasp.logging.EventLog;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/**
 * A recorder that writes files in one folder, {@code traffic-<UTC start>.lgr}, together never
 * longer than a limit: an eighth of it a file, and the oldest goes. A thread of its own writes;
 * what it cannot write in time is lost and counted. Files are flushed when nothing waits, not
 * synced: a loss of power costs the end of a recording, and a reader is told so.
 */
public final class RotatingRecorder implements Recorder, Worker {
  private static final EventLog LOG = EventLog.of(RotatingRecorder.class);
  private static final int WAITING_ITEMS = 20_000;
  private static final long WAITING_BYTES = 64L << 20; // 64 MiB, a second of the fullest storm
  private static final int FILES = 8;
  private static final int MOST_FILES = 1_000; // each start begins one
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Duration LAST = Duration.ofSeconds(5); // for what waits at the end
  private static final long PAUSE_AFTER_FAULT = Duration.ofSeconds(10).toNanos();
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'traffic-'yyyyMMdd'T'HHmmss.SSS'Z.lgr'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Path folder;
  private final long limit;
  private final Optional<Pseudonyms> pseudonyms;
  private final InstantSource clock;
  private final BlockingQueue<RecordedMessage> waiting = new ArrayBlockingQueue<>(WAITING_ITEMS);
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong recorded = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong withheld = new AtomicLong();
  private final Deque<Path> files = new ArrayDeque<>();
  private final ActiveFault disk = ActiveFault.warning(LOG, "recording-not-written");
  private final ActiveFault mistakes = ActiveFault.error(LOG, "recorder-not-working");
  private final WorkLoop loop =
      new WorkLoop("recorder", mistakes, Backoff.of(LOOK_AGAIN, LOOK_AGAIN), this::writeAll);
  private volatile boolean closing;
  private volatile boolean closed;
  private Optional<Open> open = Optional.empty();
  private Optional<Long> failedAt = Optional.empty();

  private record Open(OutputStream out, RecordingWriter writer) {}

  private RotatingRecorder(
      Path folder, long limit, Optional<Pseudonyms> pseudonyms, InstantSource clock) {
    this.folder = folder;
    this.limit = limit;
    this.pseudonyms = pseudonyms;
    this.clock = clock;
  }

  /**
   * Begins to record.
   *
   * @param limit of all recordings in the folder together, in bytes
   * @param pseudonyms what MPxNs are replaced with, if they are
   */
  public static RotatingRecorder open(
      Path folder, long limit, Optional<Pseudonyms> pseudonyms, InstantSource clock) {
    RotatingRecorder recorder = new RotatingRecorder(folder, limit, pseudonyms, clock);
    try {
      Files.createDirectories(folder);
      try (Stream<Path> before = Files.list(folder)) {
        before
            .filter(file -> String.valueOf(file.getFileName()).matches("traffic-.*\\.lgr"))
            .sorted()
            .forEach(recorder.files::add);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("using the folder of recordings " + folder, broken);
    }
    recorder.loop.start();
    return recorder;
  }

  @Override
  public String name() {
    return "recorder";
  }

  @Override
  public List<HealthIssue> issues() {
    return mistakes.mistakes();
  }

  @Override
  public void fromDsp(byte[] document) {
    put(new RecordedMessage.FromDsp(clock.instant(), document));
  }

  @Override
  public long forDsp(String path, byte[] document) {
    synchronized (calls) { // a replay tells runs apart by numbers that rise from file to file
      long call = calls.incrementAndGet();
      put(new RecordedMessage.ForDsp(clock.instant(), call, path, document));
      return call;
    }
  }

  @Override
  public void answered(long call, int status, byte[] body) {
    put(new RecordedMessage.Answer(clock.instant(), call, status, body));
  }

  @Override
  public Figures figures() {
    return new Figures(recorded.get(), lost.get(), withheld.get());
  }

  private void put(RecordedMessage item) {
    int length = item.bytes().length;
    boolean room = waitingBytes.addAndGet(length) <= WAITING_BYTES;
    if (!room || closing || !waiting.offer(item)) {
      waitingBytes.addAndGet(-length);
      lost.incrementAndGet();
    }
  }

  /** Writes what waits. */
  private Duration writeAll() {
    for (var item = waiting.poll(); item != null && !closed; item = waiting.poll()) {
      waitingBytes.addAndGet(-item.bytes().length);
      write(item);
    }
    flush();
    return LOOK_AGAIN;
  }

  private void write(RecordedMessage item) {
    Optional<RecordedMessage> meant =
        pseudonyms.isEmpty() ? Optional.of(item) : pseudonyms.get().of(item);
    if (meant.isEmpty()) {
      withheld.incrementAndGet();
      return;
    }
    if (item.bytes().length > limit / FILES || isPausing()) {
      lost.incrementAndGet();
      return;
    }
    try {
      Open file = open.isPresent() ? open.get() : next();
      file.writer().write(meant.get());
      recorded.incrementAndGet();
      failedAt = Optional.empty();
      disk.over();
      if (file.writer().bytes() >= limit / FILES) {
        shut();
      }
    } catch (IOException broken) {
      failed(broken);
      lost.incrementAndGet();
    }
  }

  /** After a fault the disk is left alone for a while. */
  private boolean isPausing() {
    return failedAt.isPresent() && System.nanoTime() - failedAt.get() < PAUSE_AFTER_FAULT;
  }

  private Open next() throws IOException {
    for (Path empty : files.stream().filter(file -> size(file) == 0).toList()) {
      Files.deleteIfExists(empty); // what a full disk left of a try
      files.remove(empty);
    }
    while (files.size() >= MOST_FILES || sizes() > limit - 2 * (limit / FILES)) {
      Files.deleteIfExists(files.removeFirst()); // the new one may be one document longer
    }
    Path path = folder.resolve(NAME.format(clock.instant()));
    while (Files.exists(path)) {
      path = path.resolveSibling(path.getFileName() + "+.lgr");
    }
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 16);
    files.addLast(path);
    Open file = new Open(out, new RecordingWriter(out));
    open = Optional.of(file);
    return file;
  }

  private static long size(Path file) {
    return file.toFile().length();
  }

  private long sizes() {
    return files.stream().mapToLong(RotatingRecorder::size).sum();
  }

  private void flush() {
    try {
      if (open.isPresent()) {
        open.get().out().flush();
      }
    } catch (IOException broken) {
      failed(broken);
    }
  }

  private void failed(IOException broken) {
    disk.began(folder + ": " + ErrorText.of((Throwable) broken));
    failedAt = Optional.of(System.nanoTime());
    shut();
  }

  private void shut() {
    Optional<Open> file = open;
    open = Optional.empty();
    try {
      if (file.isPresent()) {
        file.get().out().close();
      }
    } catch (IOException broken) {
      LOG.warn("recording-not-closed", "folder", folder, "why", broken.getMessage());
    }
  }

  /** Writes what waits, for five seconds at most. */
  @Override
  public void close() {
    closing = true;
    boolean written = loop.await(waiting::isEmpty, LAST);
    closed = true;
    if (loop.stop(LAST) && written) {
      shut();
    }
  }
}
