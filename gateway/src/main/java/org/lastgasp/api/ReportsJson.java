package org.lastgasp.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.lastgasp.report.Period;
import org.lastgasp.report.Report;
import org.lastgasp.report.ReportServer;
import org.lastgasp.report.SkippedRange;
import org.lastgasp.report.TargetStatus;
import org.lastgasp.server.Json;

/** Reports as JSON: a page of the list, and how their targets stand. */
public final class ReportsJson {
  private ReportsJson() {}

  static ObjectNode of(List<Report> found, List<SkippedRange> passed, int limit) {
    ObjectNode node = Json.object();
    ArrayNode list = node.putArray("reports");
    found.stream().limit(limit).forEach(report -> put(list.addObject(), report));
    if (found.size() > limit) {
      node.put("next", String.valueOf(found.get(limit - 1).number()));
    } else {
      node.putNull("next");
    }
    passed(node, passed);
    return node;
  }

  /** Puts the records that are in no report, as somebody ordered, into an object. */
  public static void passed(ObjectNode node, List<SkippedRange> passed) {
    ArrayNode list = node.putArray("passed");
    for (SkippedRange gap : passed) {
      list.addObject()
          .put("first_seq", gap.first())
          .put("last_seq", gap.last())
          .put("at", gap.at().toString())
          .put("by", gap.who())
          .put("reason", gap.reason())
          .put("found", gap.what())
          .put("text", gap.toString());
    }
  }

  /** Puts all that is known of a report into an object. */
  public static void put(ObjectNode node, Report report) {
    Period period = report.period();
    boolean empty = period.records() == 0;
    node.put("number", report.number());
    node.put("name", report.name());
    node.put("kind", report.kind());
    node.put("scope", report.scope());
    node.put("sequence", report.sequence());
    node.put("state", state(report));
    node.put("from", period.from().toString());
    node.put("to", period.to().toString());
    node.put("generated_at", period.generated().toString());
    number(node, "first_seq", empty ? Optional.empty() : Optional.of(period.first()));
    number(node, "last_seq", empty ? Optional.empty() : Optional.of(period.last()));
    Optional<Report.Built> built = report.built();
    number(node, "rows", built.map(Report.Built::rows));
    number(node, "bytes", built.map(Report.Built::bytes));
    Json.put(node, "sha256", built.map(Report.Built::sha256));
    Json.put(node, "built_at", built.map(Report.Built::at));
    Json.put(node, "removed_at", report.removed());
    ArrayNode sent = node.putArray("sent");
    report.sent().forEach(
        each ->
            sent.addObject().put("target", each.target()).put("at", each.at().toString()));
  }

  private static void number(ObjectNode node, String name, Optional<Long> value) {
    value.ifPresentOrElse(number -> node.put(name, number), () -> node.putNull(name));
  }

  private static String state(Report report) {
    if (report.removed().isPresent()) {
      return "removed";
    }
    return report.built().isPresent() ? "built" : "planned";
  }

  /** Puts how the reports stand into an object. */
  static void put(ObjectNode node, ReportServer reports, Instant now) {
    ReportServer.Status status = reports.status();
    node.put("last_seq", status.reported());
    Json.put(node, "last_end", status.lastEnd());
    Json.put(node, "fault", status.fault());
    targets(node.putArray("targets"), status.targets(), now);
  }

  static void targets(ArrayNode list, List<TargetStatus> targets, Instant now) {
    for (TargetStatus target : targets) {
      ObjectNode item = list.addObject();
      item.put("target", target.name());
      item.put("waiting", target.waiting());
      item.put("oldest_seconds", StatusJson.seconds(target.oldest(), now));
      Json.put(item, "last_success", target.lastSuccess());
      Json.put(item, "fault", target.fault());
    }
  }
}
