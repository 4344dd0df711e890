package org.lastgasp.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.lastgasp.audit.AuditUnavailable;
import org.lastgasp.hindsight.HindsightUnavailable;
import org.lastgasp.journal.JournalUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker that has supplementary documents written when they are due, on a thread of its own, so
 * that they hold up no report. A paper is in the ledger before it is a file: after a crash the same
 * bytes come, or none.
 */
final class SupplementaryDocuments implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SupplementaryDocuments.class);
  private static final Duration IDLE = Duration.ofSeconds(2);
  private static final Duration TRIED_AGAIN = Duration.ofSeconds(30);

  private final ReportStore ledger;
  private final Path spool;
  private final List<DocumentGenerator> presses;
  private final InstantSource clock;
  private final BooleanSupplier ready;
  private final Runnable written;
  private final WakeSignal bell = new WakeSignal();
  private final Thread thread = Thread.ofPlatform().name("papers").daemon().unstarted(this::run);
  private volatile Optional<String> fault = Optional.empty();

  /**
   * Not started yet.
   *
   * @param ready whether the spool may be written
   * @param written called when there is something to be sent
   */
  SupplementaryDocuments(
      ReportStore ledger,
      Path spool,
      List<DocumentGenerator> presses,
      InstantSource clock,
      BooleanSupplier ready,
      Runnable written) {
    this.ledger = ledger;
    this.spool = spool;
    this.presses = List.copyOf(presses);
    this.clock = clock;
    this.ready = ready;
    this.written = written;
  }

  void start() {
    thread.start();
  }

  /** Why a paper could not be written, and that is tried again. */
  Optional<String> fault() {
    return fault;
  }

  private void run() {
    Duration pause = Duration.ZERO;
    while (bell.waitFor(pause)) {
      try {
        pause = ready.getAsBoolean() ? work() : IDLE;
      } catch (RuntimeException | Error mistake) {
        LOG.error("event=papers-mistaken action=report-it", mistake);
        fault = Optional.of(ErrorText.mistake(mistake));
        pause = TRIED_AGAIN;
      }
    }
  }

  /** Writes what is due; how long to wait before the next time. */
  Duration work() {
    try {
      build();
      for (DocumentGenerator press : presses) {
        write(press);
      }
      fault = Optional.empty();
      return IDLE;
    } catch (UncheckedIOException
        | ReportUnavailable
        | AuditUnavailable
        | HindsightUnavailable
        | JournalUnavailable failed) {
      String why = ErrorText.of(failed);
      if (!fault.equals(Optional.of(why))) {
        LOG.error("event=paper-not-written why=\"{}\" action=tried-again-by-itself", why);
      }
      fault = Optional.of(why);
      return TRIED_AGAIN;
    }
  }

  private void write(DocumentGenerator press) {
    List<SupplementaryDocument> due = press.due(clock.instant());
    while (!due.isEmpty() && !bell.isStopped()) {
      ledger.write(due);
      build();
      due = press.due(clock.instant());
    }
  }

  private void build() {
    List<Report> unbuilt = ledger.unbuiltPapers();
    for (Report report : unbuilt) {
      byte[] content = ledger.content(report);
      try {
        put(report, content);
      } catch (IOException failed) {
        throw new UncheckedIOException("writing " + spool.resolve(report.name()), failed);
      }
      Instant now = clock.instant();
      long lines = new String(content, StandardCharsets.UTF_8).lines().count();
      ledger.built(
          report,
          new Report.Built(
              lines, content.length, Digests.text(Digests.sha256().digest(content)), now));
      LOG.info("event=paper-written report={}", report.name());
    }
    if (!unbuilt.isEmpty()) {
      written.run();
    }
  }

  private void put(Report report, byte[] content) throws IOException {
    Files.createDirectories(spool);
    Path part = spool.resolve(report.name() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    Files.move(
        part,
        spool.resolve(report.name()),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    ReportBuilder.sync(spool);
  }

  @Override
  public void close() {
    bell.stop();
    Threads.join(thread);
  }
}
