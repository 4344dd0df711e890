package org.lastgasp.access;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.logging.EventLog;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/**
 * The log of who looked up which supply point, hub, meter or message: a file a day, a line each,
 * set down in {@code docs/formats.md}. Safe for any number of threads.
 *
 * <p>A question is never kept waiting for it, and answered if its record cannot be written: on a
 * full disk people look things up most of all. What is not written yet is kept in memory, up to
 * {@link #MOST}; beyond that it is counted, and the count is the first line once the disk is well.
 */
public final class LookupLog implements Worker {
  /** The lines that wait for the disk, at most. */
  static final int MOST = 10_000;

  private static final EventLog LOG = EventLog.of(LookupLog.class);
  private static final JsonFactory JSON = new JsonFactory();
  private static final Duration LAST = Duration.ofSeconds(5);
  private static final String PREFIX = "lookups-";
  private static final String SUFFIX = ".jsonl";

  private final Path folder;
  private final InstantSource clock;
  private final Deque<Lookup> waiting = new ArrayDeque<>();
  private long lost;
  private Instant lostSince = Instant.EPOCH;
  private final ActiveFault fault = ActiveFault.error(LOG, "lookups-not-written");
  private final WorkLoop loop =
      new WorkLoop(
          "lookups", fault, Backoff.of(Duration.ofSeconds(1), Duration.ofSeconds(30)), this::write);

  private record Lookup(
      Instant at, String who, Role role, String from, String asked, String about, int status) {}

  /** One that writes into a folder, which is made when the first line is written. */
  public LookupLog(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "lookups";
  }

  @Override
  public void start() {
    loop.start();
  }

  /**
   * Takes a record, without waiting.
   *
   * @param who the proven name
   * @param from the address that the connection came from
   * @param asked the route, e.g. {@code /api/v1/explain/{id}}
   * @param about what was looked up, as it was written in the question
   * @param status of the answer: 404 for what is unknown, or not for who asked
   */
  public void add(
      String who, Role role, String from, String asked, String about, int status) {
    Lookup lookup = new Lookup(clock.instant(), who, role, from, asked, about, status);
    synchronized (waiting) {
      if (waiting.size() < MOST) {
        waiting.addLast(lookup);
      } else {
        lostSince = lost == 0 ? lookup.at() : lostSince;
        lost++;
      }
    }
    loop.wake();
  }

  @Override
  public List<HealthIssue> issues() {
    return fault.issues();
  }

  private Duration write() {
    List<Lookup> batch;
    long missed;
    Instant since;
    synchronized (waiting) {
      batch = List.copyOf(waiting);
      missed = lost;
      since = lostSince;
    }
    if (batch.isEmpty()) {
      return WorkLoop.UNTIL_WOKEN;
    }
    try {
      append(batch, missed == 0 ? Optional.empty() : Optional.of(gap(since, missed)));
    } catch (IOException failed) {
      throw new UncheckedIOException(
          "questions are answered, and who asked is recorded later; writing to " + folder,
          failed);
    }
    synchronized (waiting) {
      batch.forEach(written -> waiting.removeFirst());
      lost -= missed;
      return waiting.isEmpty() ? WorkLoop.UNTIL_WOKEN : Duration.ZERO;
    }
  }

  private void append(List<Lookup> batch, Optional<String> gap) throws IOException {
    DurableFiles.makeFolder(folder);
    int next = 0;
    while (next < batch.size()) {
      LocalDate day = day(batch.get(next).at());
      StringBuilder text = new StringBuilder();
      while (next < batch.size() && day(batch.get(next).at()).equals(day)) {
        text.append(line(batch.get(next++)));
      }
      if (next == batch.size()) {
        gap.ifPresent(text::append);
      }
      append(folder.resolve(PREFIX + day + SUFFIX), text.toString());
    }
  }

  /** What a failure left of a line is cut off, so that no line is in two pieces or there twice. */
  private static void append(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = channel.size();
      String whole = isTorn(channel, end) ? "\n" + text : text;
      channel.position(end);
      try {
        DurableFiles.write(channel, ByteBuffer.wrap(whole.getBytes(StandardCharsets.UTF_8)));
        channel.force(true);
      } catch (IOException failed) {
        channel.truncate(end);
        throw failed;
      }
    }
  }

  /** True if a crash left a line without its end. */
  private static boolean isTorn(FileChannel channel, long end) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return end > 0 && channel.read(last, end - 1) == 1 && last.get(0) != '\n';
  }

  private static LocalDate day(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate();
  }

  private static String line(Lookup lookup) throws IOException {
    return object(
        json -> {
          json.writeStringField("at", lookup.at().toString());
          json.writeStringField("who", lookup.who());
          json.writeStringField("role", lookup.role().code());
          json.writeStringField("from", lookup.from());
          json.writeStringField("asked", lookup.asked());
          json.writeStringField("about", lookup.about());
          json.writeNumberField("status", lookup.status());
        });
  }

  private static String gap(Instant since, long lost) throws IOException {
    return object(
        json -> {
          json.writeStringField("at", since.toString());
          json.writeNumberField("lost", lost);
        });
  }

  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private static String object(Members members) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }

  /**
   * Removes the files of days before an instant's.
   *
   * @return how many were removed
   */
  public int expire(Instant before) {
    if (Files.notExists(folder)) {
      return 0;
    }
    int removed = 0;
    for (Path each : old(day(before))) {
      try {
        Files.delete(each);
      } catch (IOException failed) {
        throw new UncheckedIOException("removing " + each, failed);
      }
      removed++;
    }
    return removed;
  }

  private List<Path> old(LocalDate before) {
    List<Path> old = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : (Iterable<Path>) files::iterator) {
        if (dayOf(each).filter(day -> day.isBefore(before)).isPresent()) {
          old.add(each);
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("looking into " + folder, failed);
    }
    return old;
  }

  private static Optional<LocalDate> dayOf(Path file) {
    String name = String.valueOf(file.getFileName());
    if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          LocalDate.parse(name.substring(PREFIX.length(), name.length() - SUFFIX.length())));
    } catch (DateTimeParseException another) {
      return Optional.empty();
    }
  }

  /** Ends when what waits is written, or cannot be. */
  @Override
  public void close() {
    var unused = loop.await(this::isWritten, LAST);
    loop.close();
  }

  private boolean isWritten() {
    synchronized (waiting) {
      return waiting.isEmpty() || fault.text().isPresent();
    }
  }
}
