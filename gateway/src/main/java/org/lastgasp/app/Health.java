package org.lastgasp.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.lastgasp.api.HealthIssue;
import org.lastgasp.audit.AuditIndexer;
import org.lastgasp.audit.AuditUnavailable;
import org.lastgasp.hindsight.Hindsight;
import org.lastgasp.hindsight.HindsightUnavailable;
import org.lastgasp.inventory.DatasetStatus;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.inventory.Status;
import org.lastgasp.journal.Journal;
import org.lastgasp.log.SuppressionLog;
import org.lastgasp.motorway.JournalOutage;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.report.ReportServer;
import org.lastgasp.report.TargetStatus;

/** What works less well than it should, asked of the rooms at the moment. */
final class Health {
  private static final String UNWRITABLE =
      "nothing is suppressed, alerts go straight to their receivers, activations are refused:"
          + " look at the disk; it is tried again by itself";
  private static final Duration ENDING = Duration.ofHours(1); // then somebody has to decide
  private static final Duration STANDING = Duration.ofHours(12); // a storm is over by then

  private final Journal journal;
  private final Inventory inventory;
  private final SuppressionLog log;
  private final AuditIndexer story;
  private final Hindsight hindsight;
  private final ReportServer reports;
  private final Supplier<TrackingState> tracked;
  private final JournalOutage gap;
  private final InstantSource clock;
  private final FailOpenInventory devices;
  private final SetAsideFiles brokenFiles;
  private final List<Supplier<List<HealthIssue>>> others = new CopyOnWriteArrayList<>();
  private volatile Refusal guidsFault = new Refusal(Optional.empty(), 0);
  private volatile Refusal devicesFault = new Refusal(Optional.empty(), 0);
  private volatile Duration ahead = Duration.ZERO;

  Health(
      Journal journal,
      Inventory inventory,
      SuppressionLog log,
      AuditIndexer story,
      Hindsight hindsight,
      ReportServer reports,
      Supplier<TrackingState> tracked,
      JournalOutage gap,
      InstantSource clock,
      FailOpenInventory devices,
      SetAsideFiles brokenFiles) {
    this.journal = journal;
    this.inventory = inventory;
    this.log = log;
    this.story = story;
    this.hindsight = hindsight;
    this.reports = reports;
    this.tracked = tracked;
    this.gap = gap;
    this.clock = clock;
    this.devices = devices;
    this.brokenFiles = brokenFiles;
  }

  /** Asks somebody else too what works less well than it should. */
  void ask(Supplier<List<HealthIssue>> other) {
    others.add(other);
  }

  /**
   * Why a configured file was refused.
   *
   * @param changes how often what is in force had been changed by then
   */
  private record Refusal(Optional<String> fault, long changes) {
    /** As long as nobody has imported something since. */
    Optional<String> standing(DatasetStatus holding) {
      return fault.filter(each -> holding.changes() == changes);
    }
  }

  void listFaults(Optional<String> guids, Optional<String> inventoryFile) {
    Status status = inventory.status();
    guidsFault = new Refusal(guids, status.guids().changes());
    devicesFault = new Refusal(inventoryFile, status.devices().changes());
  }

  /** By how much the wall clock is ahead of the gateway's, if it is worth an alarm. */
  void clockAhead(Duration difference) {
    ahead = difference;
  }

  List<HealthIssue> degraded() {
    List<HealthIssue> found = new ArrayList<>();
    Optional<Duration> stalled = journal.stalledFor();
    if (stalled.isPresent()) {
      add(found, "journal-stalled",
          "the disk has not answered for " + stalled.get().toSeconds() + " s: " + UNWRITABLE);
    } else if (!journal.isWritable()) {
      add(found, "journal-unwritable", UNWRITABLE);
    }
    gap.since().ifPresent(since -> add(found, "journal-gap", "nothing recorded since " + since));
    holding(found, "inventory", inventory.status().devices());
    holding(found, "guids", inventory.status().guids());
    guidsFault
        .standing(inventory.status().guids())
        .ifPresent(fault -> add(found, "guids-refused", fault));
    others.forEach(each -> found.addAll(each.get()));
    devicesFault
        .standing(inventory.status().devices())
        .ifPresent(fault -> add(found, "inventory-refused", fault));
    devices.fault().ifPresent(fault -> add(found, "inventory-not-read", fault));
    log.status().fault().ifPresent(fault -> add(found, "log-not-written", fault));
    story.fault().ifPresent(fault -> add(found, "story-not-written", fault));
    hindsight.fault().ifPresent(fault -> add(found, "hindsight-not-written", fault));
    skipped(found, "story", story::skipped);
    skipped(found, "hindsight", hindsight::skipped);
    hindsight.webhookFault().ifPresent(fault -> add(found, "webhook-not-taken", fault));
    reports(found);
    tracked
        .get()
        .overrides()
        .breaker()
        .ifPresent(
            open ->
                add(found, "breaker-open",
                    open.why() + ", since " + open.since() + ": look, then close the breaker"));
    brokenFiles.all().forEach(each -> add(found, "broken-file", each));
    storms(found);
    Instant trusted = tracked.get().suppressFrom();
    if (clock.instant().isBefore(trusted)) {
      add(found, "clock-behind",
          "nothing is suppressed before " + trusted + ", which the journal has come to: set the"
              + " clock and restart; if it is right now, say so by lastgasp clock trust");
    }
    if (!ahead.isZero()) {
      add(found, "clock-differs",
          "the wall clock is " + ahead + " from the gateway's: set it right, then restart");
    }
    return found;
  }

  private void storms(List<HealthIssue> found) {
    Instant now = clock.instant();
    for (StormOrder storm : tracked.get().overrides().storms()) {
      String order =
          "the order to forward everything of " + storm.place() + ", by " + storm.by() + ", ";
      Duration age = Duration.between(storm.since(), now);
      if (storm.until().isPresent()) {
        Duration left = Duration.between(now, storm.until().get());
        if (left.isPositive() && left.compareTo(ENDING) <= 0) {
          add(found, "storm-ending",
              order + "ends " + storm.until().get() + ", then alerts are suppressed again: order"
                  + " it anew if the storm goes on");
        }
      } else if (age.compareTo(STANDING) > 0) {
        add(found, "storm-standing",
            order + "has stood for " + age.toHours() + " h and has no end: take it back if the"
                + " storm is over");
      }
    }
  }

  private static void skipped(
      List<HealthIssue> found, String reader, Supplier<Optional<String>> left) {
    try {
      left.get()
          .ifPresent(
              what ->
                  add(found, reader + "-skipped",
                      "entries left out by a mistake of ours: " + what
                          + ". Report it with the log; a mended version reads them again once "
                          + reader + ".db is moved away"));
    } catch (AuditUnavailable | HindsightUnavailable unreadable) {
      boolean said = found.stream().anyMatch(d -> d.reason().equals(reader + "-not-written"));
      if (!said) {
        add(found, reader + "-not-written", String.valueOf(unreadable.getMessage()));
      }
    }
  }

  private void reports(List<HealthIssue> found) {
    ReportServer.Status status = reports.status();
    status.fault().ifPresent(fault -> add(found, "report-not-built", fault));
    for (TargetStatus target : status.late()) {
      add(found, "report-not-sent",
          String.format(
              Locale.ROOT,
              "%s lacks %d reports, the first since %s: %s",
              target.name(),
              target.waiting(),
              target.oldest().orElseThrow(),
              target.fault().orElse("it is being sent")));
    }
  }

  private static void holding(List<HealthIssue> found, String what, DatasetStatus holding) {
    switch (holding) {
      case DatasetStatus.Missing m ->
          add(found, what + "-missing", "nothing is tracked, everything is forwarded: import it");
      case DatasetStatus.Unusable u ->
          add(found, what + "-unusable",
              "nothing is tracked, everything is forwarded: " + u.why());
      case DatasetStatus.InForce i -> {}
    }
  }

  private static void add(List<HealthIssue> found, String reason, String detail) {
    found.add(new HealthIssue(reason, detail));
  }
}
