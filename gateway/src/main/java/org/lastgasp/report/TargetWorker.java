package org.lastgasp.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.lastgasp.files.ErrorText;
import org.lastgasp.logging.EventLog;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.StepFailed;
import org.lastgasp.worker.WorkLoop;

/**
 * A worker that sends the reports to one target and retries each until it is taken: in order, but
 * tables after all others.
 */
final class TargetWorker implements AutoCloseable {
  private static final EventLog LOG = EventLog.of(TargetWorker.class);
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final Target target;
  private final ReportStore store;
  private final ReportSettings settings;
  private final InstantSource clock;
  private final Runnable rebuild;
  private final Runnable sharing; // before anything is sent
  private final WorkLoop loop;

  /**
   * A worker that is not started yet.
   *
   * @param rebuild triggers the building of files that the report store has as missing
   */
  TargetWorker(
      Target target,
      ReportStore store,
      ReportSettings settings,
      InstantSource clock,
      Backoff backoff,
      Runnable rebuild,
      Runnable sharing) {
    this.sharing = sharing;
    this.target = target;
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.rebuild = rebuild;
    ActiveFault fault = ActiveFault.warning(LOG, "report-not-sent", "target", target.name());
    String name = "report-to " + target.name();
    this.loop = new WorkLoop(name, fault, backoff, this::offerNext, StoreUnavailable.class);
  }

  void start() {
    loop.start();
  }

  /** Looks for something to send now, even during a backoff. */
  void wake() {
    loop.retry();
  }

  String name() {
    return target.name();
  }

  /** The reports that the target does not have. */
  OwedReports owed() {
    return new OwedReports(store, target.name());
  }

  Target.Status status() {
    OwedReports owed = owed();
    return new Target.Status(
        target.name(),
        owed.waiting(),
        owed.oldest(),
        owed.lastSuccess(),
        loop.fault().text());
  }

  /** Sends all waiting reports in the caller's thread, until done or until one is not taken. */
  void sendNow() {
    Duration rest = Duration.ZERO;
    while (!loop.isStopped() && rest.isZero()) {
      rest = step();
    }
  }

  /** Sends the next report. Returns how long to wait before the next step. */
  Duration step() {
    return loop.turn();
  }

  private Duration offerNext() {
    Optional<Report> next = owed().next();
    if (next.isEmpty()) {
      return IDLE;
    }
    return switch (offer(next.get())) {
      case Outcome.Taken taken -> {
        store.sent(next.get(), target.name(), clock.instant());
        LOG.info("report-sent", "report", next.get().name(), "target", target.name());
        yield Duration.ZERO;
      }
      case Outcome.NotYet notYet -> throw new StepFailed(notYet.why(), notYet.retryAfter());
    };
  }

  private Outcome offer(Report report) {
    Report.Built built = report.built().orElseThrow();
    Path file = settings.spool().resolve(report.name());
    try {
      if (!built.isIn(file)) {
        store.lost(report);
        rebuild.run();
        return new Outcome.NotYet(file + " is not what was built; it is built again");
      }
    } catch (IOException unreadable) {
      return new Outcome.NotYet("reading " + file + ": " + ErrorText.of(unreadable));
    }
    sharing.run();
    return target.put(
        new TransferFile(
            report.name(),
            report.kind(),
            report.scope(),
            file,
            built.bytes(),
            built.sha256()));
  }

  @Override
  public void close() {
    boolean unused = loop.stop(Duration.ZERO);
    target.close();
    loop.close();
  }
}
