package org.lastgasp.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.lastgasp.audit.Page;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.CaseJson;
import org.lastgasp.hindsight.CaseLookup;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;
import org.lastgasp.server.Json;

/** AD1s and their verdicts as a page of a list, in the journal's order. */
public final class AlertsJson {
  private AlertsJson() {}

  /** A page, with what to ask for next. */
  public static ObjectNode of(Page page, CaseLookup cases) {
    ObjectNode node = Json.object();
    ArrayNode list = node.putArray("alerts");
    page.entries().forEach(each -> put(list, each, cases));
    Json.next(node, page.next());
    return node;
  }

  private static void put(ArrayNode list, Entry recorded, CaseLookup cases) {
    switch (recorded.entry()) {
      case Event.AlertJudged alert ->
          put(
              list.addObject(),
              recorded.number(),
              alert,
              alert.isSuppression() ? cases.of(recorded.number()) : Optional.empty());
      case Event.AlertCopied copy -> {
        ObjectNode node = list.addObject();
        node.put("number", recorded.number());
        node.put("received_at", copy.at().toString());
        node.put("verdict", "copy");
        node.put("original", copy.original());
        node.put("message_sha256", copy.sha256());
      }
      case Event other ->
          throw new IllegalStateException("no alert: entry " + recorded.number());
    }
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Suppress s -> "suppressed";
      case Verdict.Forward f -> "forwarded";
    };
  }

  static void put(
      ObjectNode node, long number, Event.AlertJudged alert, Optional<Case> found) {
    node.put("number", number);
    node.put("received_at", alert.at().toString());
    node.put("judged_at", alert.judged().toString());
    node.put("verdict", word(alert.verdict()));
    Json.put(node, "hub", alert.hub());
    node.put("mpxn", alert.mpxn());
    node.put(
        "distributor",
        alert.distributor().isPresent()
            ? String.valueOf(alert.distributor().getAsInt())
            : "unknown");
    Json.put(
        node, "recipient", Optional.of(alert.recipient()).filter(r -> !r.equals(Event.NOBODY)));
    Json.put(node, "response_id", alert.response());
    Json.put(node, "start_date_time", alert.start());
    node.put("switch", alert.state().code());
    node.put("config_hash", alert.configHash());
    node.put("message_sha256", alert.document().sha256());
    switch (alert.verdict()) {
      case Verdict.Suppress held -> {
        node.put("reason", "in-window");
        node.put("rule", held.rule());
        node.put("compared", held.compared().toString());
        shadows(node, held.shadows());
        OverridesJson.put(node, held.besides());
        window(node, Optional.of(held.window()), alert);
        Json.put(
            node,
            "window_ended",
            found.map(Case::end).filter(end -> end.isBefore(held.window().until())));
        found.ifPresentOrElse(
            about -> CaseJson.assessment(node, about), () -> node.putNull("assessment"));
      }
      case Verdict.Forward passed -> {
        node.put("reason", passed.reason().code());
        node.put("compared", passed.compared().toString());
        shadows(node, passed.shadows());
        OverridesJson.put(node, passed.besides());
        window(node, passed.nearest(), alert);
      }
    }
  }

  private static void shadows(ObjectNode node, List<Guard> shadows) {
    ArrayNode list = node.putArray("shadows");
    shadows.forEach(guard -> list.add(guard.code()));
  }

  private static void window(
      ObjectNode node, Optional<Window> window, Event.AlertJudged alert) {
    if (window.isPresent()) {
      WindowsJson.put(node.putObject("window"), window.get(), alert.at());
    } else {
      node.putNull("window");
    }
  }
}
