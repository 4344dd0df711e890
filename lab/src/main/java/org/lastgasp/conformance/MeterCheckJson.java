package org.lastgasp.conformance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.lastgasp.cli.CliJson;

/**
 * The JSON of a verdict. Lengths are exact seconds; those that end in {@code _seconds} and name a
 * moment are from {@code origin} on.
 */
final class MeterCheckJson {
  private MeterCheckJson() {}

  static ObjectNode of(TraceResult.Unreadable unreadable) {
    ObjectNode json = CliJson.MAPPER.createObjectNode();
    json.put("trace", unreadable.name());
    json.put("verdict", "unreadable");
    json.put("outcome", "unreadable");
    ArrayNode faults = json.putArray("faults");
    unreadable.faults().forEach(faults::add);
    return json;
  }

  static ObjectNode of(MeterCheck check, Optional<Path> picture) {
    Trace trace = check.trace();
    ObjectNode json = CliJson.MAPPER.createObjectNode();
    json.put("trace", trace.name());
    json.put("verdict", check.outcome().words());
    json.put("outcome", check.outcome().code());
    json.put("keeps_the_rule", check.outcome().isKept());
    json.put("rule", trace.meter().rule());
    meter(json.putObject("meter"), trace.meter());
    json.put("origin", trace.origin().toString());
    json.put("margin_seconds", seconds(check.margin()));
    json.put(
        "longest_seconds",
        seconds(check.longest().map(MeterCheck.Judged::length).orElse(Duration.ZERO)));
    json.put("sum_seconds", seconds(check.sum().map(MeterCheck.Sum::length).orElse(Duration.ZERO)));
    periods(json.putArray("activations"), trace.activations());
    periods(json.putArray("hub_updates"), trace.hubUpdates());
    ArrayNode cuts = json.putArray("cuts");
    check.cuts().forEach(each -> cut(cuts.addObject(), each));
    ArrayNode regions = json.putArray("regions");
    check.regions().forEach(each -> region(regions.addObject(), each, trace));
    check.combined().ifPresent(each -> combined(json.putObject("combined_time"), each));
    ArrayNode remarks = json.putArray("remarks");
    check.remarks().forEach(remarks::add);
    picture.ifPresent(file -> json.put("picture", file.toString()));
    return json;
  }

  private static void meter(ObjectNode json, MeterUnderTest meter) {
    json.put("kind", meter.kind().map(MeterKind::code).orElse(null));
    json.put("section", meter.kind().flatMap(MeterKind::section).orElse(null));
    json.put("device", meter.device().orElse(null));
    json.put("model", meter.model().orElse(null));
    json.put("firmware", meter.firmware().orElse(null));
    ArrayNode about = json.putArray("about");
    meter.about().forEach(about::add);
  }

  private static void periods(ArrayNode json, List<Trace.Period> periods) {
    for (Trace.Period each : periods) {
      json.addObject()
          .put("start", each.start().toString())
          .put("end", each.isEnded() ? each.end().toString() : null);
    }
  }

  private static void cut(ObjectNode json, MeterCheck.Judged cut) {
    json.put("off", cut.cut().off().toString())
        .put("on", cut.isOver() ? cut.cut().on().toString() : null)
        .put("seconds", seconds(cut.length()))
        .put("at_least", !cut.isOver())
        .put("place", cut.place().words())
        .put("judged", cut.place().isJudged())
        .put("verdict", cut.outcome().map(each -> each.words()).orElse("not judged"))
        .put("why", cut.why());
  }

  private static void region(ObjectNode json, RegionPrediction region, Trace trace) {
    json.put("region", region.region().code())
        .put("rule", region.region().words())
        .put("expectation", region.expectation().words())
        .put("words", region.words(trace))
        .put("tried", region.tried())
        .put("raised", region.raised())
        .put("unknown", region.unknown());
    ArrayNode alerts = json.putArray("alerts");
    for (RegionPrediction.PredictedAlert each : region.alerts()) {
      alerts
          .addObject()
          .put("outage_seconds", seconds(each.outage()))
          .put("raised", each.raised())
          .put("unknown", each.unknown())
          .put("earliest_seconds", each.earliest().map(MeterCheckJson::seconds).orElse(null))
          .put("latest_seconds", each.latest().map(MeterCheckJson::seconds).orElse(null))
          .put("or_later", each.isTimeOpen());
    }
  }

  private static void combined(ObjectNode json, CombinedTime combined) {
    json.put("seconds", seconds(combined.length()))
        .put("at_least", !combined.cut().isOver())
        .put("above_180_seconds", combined.isAboveLimit())
        .put("part_of_the_verdict", false)
        .put("words", combined.words());
    ArrayNode views = json.putArray("regions");
    for (CombinedTime.View each : combined.views()) {
      views.addObject().put("region", each.region().code()).put("words", each.words());
    }
  }

  private static BigDecimal seconds(Duration length) {
    return DurationText.exact(length);
  }
}
