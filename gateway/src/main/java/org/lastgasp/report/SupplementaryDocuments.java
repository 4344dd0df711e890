package org.lastgasp.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.files.Sha256;
import org.lastgasp.logging.EventLog;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.WorkLoop;

/**
 * A worker that writes supplementary documents when they are due, on its own thread, so that they
 * delay no report. A document is in the report store before it is a file: after a crash the file is
 * made with the same bytes, or the document was never recorded.
 */
final class SupplementaryDocuments implements AutoCloseable {
  private static final EventLog LOG = EventLog.of(SupplementaryDocuments.class);
  private static final Duration IDLE = Duration.ofSeconds(2);

  private final ReportStore store;
  private final Path spool;
  private final List<DocumentGenerator> presses;
  private final ReportTables tables;
  private final InstantSource clock;
  private final BooleanSupplier ready;
  private final Runnable written;
  private final WorkLoop loop;

  /**
   * A worker that is not started yet.
   *
   * @param tables written after the documents, so that a table that fails delays none of them
   * @param ready whether the spool may be written
   * @param written called when there is something to be sent
   */
  SupplementaryDocuments(
      ReportStore store,
      Path spool,
      List<DocumentGenerator> presses,
      ReportTables tables,
      InstantSource clock,
      BooleanSupplier ready,
      Runnable written,
      Backoff backoff) {
    this.store = store;
    this.spool = spool;
    this.presses = List.copyOf(presses);
    this.tables = tables;
    this.clock = clock;
    this.ready = ready;
    this.written = written;
    this.loop =
        new WorkLoop(
            "papers", ActiveFault.error(LOG, "paper-not-written"), backoff, this::write,
            StoreUnavailable.class);
  }

  void start() {
    loop.start();
  }

  /** The reason a document could not be written; writing it is retried. */
  Optional<String> fault() {
    return loop.fault().text();
  }

  /** Writes all that is due. Returns how long to wait before the next turn. */
  Duration work() {
    return loop.turn();
  }

  private Duration write() {
    if (ready.getAsBoolean()) {
      build();
      presses.forEach(this::write);
      if (tables.write()) {
        written.run();
      }
    }
    return IDLE;
  }

  private void write(DocumentGenerator generator) {
    List<SupplementaryDocument> due = generator.due(clock.instant());
    while (!due.isEmpty() && !loop.isStopped()) {
      store.write(due);
      build();
      due = generator.due(clock.instant());
    }
  }

  private void build() {
    List<Report> unbuilt = store.unbuiltDocuments();
    for (Report report : unbuilt) {
      byte[] content = store.content(report);
      try {
        put(report, content);
      } catch (IOException failed) {
        throw new UncheckedIOException("writing " + spool.resolve(report.name()), failed);
      }
      Instant now = clock.instant();
      long lines = new String(content, StandardCharsets.UTF_8).lines().count();
      store.built(
          report,
          new Report.Built(
              lines, content.length, Sha256.of(content), now));
      LOG.info("paper-written", "report", report.name());
    }
    if (!unbuilt.isEmpty()) {
      written.run();
    }
  }

  private void put(Report report, byte[] content) throws IOException {
    DurableFiles.makeFolder(spool);
    DurableFiles.replace(spool.resolve(report.name()), content);
  }

  @Override
  public void close() {
    loop.close();
  }
}
