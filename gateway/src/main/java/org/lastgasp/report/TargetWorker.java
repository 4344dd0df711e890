package org.lastgasp.report;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker that hands the reports to one target, in order, each for as long as it takes. */
final class TargetWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TargetWorker.class);
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final Target target;
  private final ReportStore ledger;
  private final ReportSettings settings;
  private final InstantSource clock;
  private final Backoff patience;
  private final Runnable rebuild;
  private final WakeSignal bell = new WakeSignal();
  private final ReentrantLock sending = new ReentrantLock();
  private final Thread thread;
  private int failures;
  private volatile Optional<String> fault = Optional.empty();

  /**
   * Not started yet.
   *
   * @param rebuild has the files made that the ledger says are not there
   */
  TargetWorker(
      Target target,
      ReportStore ledger,
      ReportSettings settings,
      InstantSource clock,
      Backoff patience,
      Runnable rebuild) {
    this.target = target;
    this.ledger = ledger;
    this.settings = settings;
    this.clock = clock;
    this.patience = patience;
    this.rebuild = rebuild;
    String name = "report-to " + target.name();
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Looks for something to send now, also if it wanted to wait. */
  void wake() {
    bell.ring();
  }

  String name() {
    return target.name();
  }

  TargetStatus status() {
    Optional<Report> next = ledger.next(target.name());
    return new TargetStatus(
        target.name(),
        next.isEmpty() ? 0 : ledger.waiting(target.name()),
        next.map(report -> report.period().generated()),
        ledger.lastSuccess(target.name()),
        fault);
  }

  private void run() {
    Duration pause = Duration.ZERO;
    while (bell.waitFor(pause)) {
      try {
        pause = step();
      } catch (RuntimeException | Error mistake) {
        LOG.error("event=report-sender-mistaken target={} action=report-it", name(), mistake);
        pause = failed("", new Outcome.NotYet(ErrorText.mistake(mistake)));
      }
    }
  }

  /** Offers it all that waits, until it is done or one is not taken; in the caller's thread. */
  void sendNow() {
    Duration pause = Duration.ZERO;
    while (!bell.isStopped() && pause.isZero()) {
      pause = step();
    }
  }

  /** Offers the target what it is to have next; how long to wait before the next step. */
  Duration step() {
    sending.lock();
    try {
      Optional<Report> next = ledger.next(target.name());
      if (next.isEmpty()) {
        settled();
        return IDLE;
      }
      Outcome outcome = offer(next.get());
      return switch (outcome) {
        case Outcome.Taken taken -> {
          Instant now = clock.instant();
          ledger.sent(next.get(), target.name(), now);
          LOG.info("event=report-sent report={} target={}", next.get().name(), target.name());
          settled();
          yield Duration.ZERO;
        }
        case Outcome.NotYet notYet -> failed(next.get().name(), notYet);
      };
    } catch (ReportUnavailable broken) {
      return failed("", new Outcome.NotYet(ErrorText.of(broken)));
    } finally {
      sending.unlock();
    }
  }

  private Outcome offer(Report report) {
    Report.Built built = report.built().orElseThrow();
    Path file = settings.spool().resolve(report.name());
    if (file.toFile().length() != built.bytes()) {
      ledger.lost(report);
      rebuild.run();
      return new Outcome.NotYet(file + " is not what was built; it is built again");
    }
    return target.put(
        new TransferFile(
            report.name(),
            report.kind(),
            report.scope(),
            file,
            built.bytes(),
            built.sha256()));
  }

  private void settled() {
    failures = 0;
    fault = Optional.empty();
  }

  private Duration failed(String report, Outcome.NotYet notYet) {
    failures++;
    if (!fault.equals(Optional.of(notYet.why()))) {
      LOG.warn(
          "event=report-not-sent report={} target={} why=\"{}\" action=tried-again-by-itself",
          report,
          target.name(),
          notYet.why());
    }
    fault = Optional.of(notYet.why());
    return patience.after(failures, notYet.retryAfter());
  }

  @Override
  public void close() {
    bell.stop();
    target.close();
    Threads.join(thread);
  }
}
