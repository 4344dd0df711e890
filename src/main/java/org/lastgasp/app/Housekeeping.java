package org.lastgasp.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.lastgasp.config.Config;
import org.lastgasp.delivery.Delivery;
import org.lastgasp.hindsight.Hindsight;
import org.lastgasp.hindsight.HindsightUnavailable;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.SqliteJournal;
import org.lastgasp.log.SuppressionLog;
import org.lastgasp.motorway.Controls;
import org.lastgasp.motorway.HttpDsp;
import org.lastgasp.report.ReportServer;
import org.lastgasp.report.ReportUnavailable;
import org.lastgasp.story.Story;
import org.lastgasp.story.StoryUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done now and then, apart from the messages: forgetting, expiring, comparing clocks. */
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration TOLERATED = Duration.ofSeconds(2);
  private static final long SWEEP_SECONDS = 60;
  private static final long CLOCK_SECONDS = 1;

  private final SqliteJournal journal;
  private final Controls controls;
  private final Delivery delivery;
  private final SuppressionLog log;
  private final Story story;
  private final Hindsight hindsight;
  private final ReportServer reports;
  private final Health health;
  private final InstantSource clock;
  private final Config.Retention retention;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("housekeeping").daemon().factory());
  private Duration known = Duration.ZERO;

  Housekeeping(
      SqliteJournal journal,
      Controls controls,
      Delivery delivery,
      SuppressionLog log,
      Story story,
      Hindsight hindsight,
      ReportServer reports,
      Health health,
      InstantSource clock,
      Config.Retention retention) {
    this.journal = journal;
    this.controls = controls;
    this.delivery = delivery;
    this.log = log;
    this.story = story;
    this.hindsight = hindsight;
    this.reports = reports;
    this.health = health;
    this.clock = clock;
    this.retention = retention;
  }

  /** Begins with a task of its own, the reading of the lists. */
  void start(Runnable first) {
    Thread.ofVirtual().name("lists").start(first);
    var unusedSweep =
        timer.scheduleWithFixedDelay(
            this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    var unusedCompare =
        timer.scheduleWithFixedDelay(
            this::compareClocks, CLOCK_SECONDS, CLOCK_SECONDS, TimeUnit.SECONDS);
  }

  /** Closes a line to the DSP once no request can be on it any more. */
  void closeLater(HttpDsp line, Duration timeout) {
    var unused =
        timer.schedule(line::close, timeout.toMillis() + 1_000, TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    try {
      Instant now = clock.instant();
      controls.forget(retention.windows());
      controls.recheckIfOwed();
      long passed =
          LongStream.of(delivery.passed(), log.passed(), story.passed(), hindsight.passed())
              .min()
              .orElseThrow();
      int segments = journal.expire(passed, now.minus(retention.delivered()));
      if (segments > 0) {
        LOG.info("event=journal-expired segments={} first={}", segments, journal.first());
      }
      story.expire(now.minus(retention.audit()));
      hindsight.expire(now.minus(retention.log()));
      int gone = reports.expire(now.minus(retention.reports()));
      if (gone > 0) {
        LOG.info("event=reports-expired reports={}", gone);
      }
    } catch (JournalUnavailable
        | StoryUnavailable
        | HindsightUnavailable
        | ReportUnavailable unavailable) {
      LOG.warn("event=housekeeping-put-off why=\"{}\"", unavailable.getMessage());
    } catch (RuntimeException ours) {
      LOG.error("event=housekeeping-failed action=retried-in-a-minute", ours);
    }
  }

  private void compareClocks() {
    if (!(clock instanceof SteadyClock steady)) {
      return;
    }
    Duration ahead = steady.ahead();
    boolean differs = ahead.abs().compareTo(TOLERATED) > 0;
    health.clockAhead(differs ? ahead : Duration.ZERO);
    if (!differs || ahead.minus(known).abs().compareTo(TOLERATED) <= 0) {
      return;
    }
    try {
      LOG.error("event=clock-differs wall-ahead={} action=set-it-right-and-restart", ahead);
      controls.clockDiffered(steady.wall());
      known = ahead;
    } catch (JournalUnavailable unavailable) {
      LOG.warn("event=clock-difference-not-recorded why=\"{}\"", unavailable.getMessage());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      boolean unused = timer.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
