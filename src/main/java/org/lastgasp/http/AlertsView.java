package org.lastgasp.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.Recorded;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/**
 * AD1s and their verdicts as a page of a list, in the journal's order. A page looks at a bounded
 * number of entries, so it may be short, even empty, and still have a next one.
 */
final class AlertsView {
  private static final int READ_AT_ONCE = 500;
  private static final int MOST_LOOKED_AT = 20_000;

  private AlertsView() {}

  static ObjectNode of(
      Journal journal, Optional<Eui64> hub, Optional<String> verdict, long after, int limit) {
    ObjectNode node = Json.object();
    ArrayNode list = node.putArray("alerts");
    long position = after;
    long lookedAt = 0;
    boolean more = true;
    while (more && list.size() < limit && lookedAt < MOST_LOOKED_AT) {
      List<Recorded> read = journal.read(position, READ_AT_ONCE);
      more = !read.isEmpty();
      for (Recorded each : read) {
        if (list.size() == limit) {
          break;
        }
        position = each.number();
        lookedAt++;
        put(list, each, hub, verdict);
      }
    }
    if (more) {
      node.put("next", String.valueOf(position));
    } else {
      node.putNull("next");
    }
    return node;
  }

  private static void put(
      ArrayNode list, Recorded recorded, Optional<Eui64> hub, Optional<String> verdict) {
    switch (recorded.entry()) {
      case Entry.AlertJudged alert -> {
        boolean ofHub = hub.isEmpty() || hub.equals(alert.hub());
        if (ofHub && verdict.filter(v -> !v.equals(word(alert.verdict()))).isEmpty()) {
          put(list.addObject(), recorded.number(), alert);
        }
      }
      case Entry.AlertCopied copy -> {
        if (hub.isEmpty() && verdict.filter(v -> !v.equals("copy")).isEmpty()) {
          ObjectNode node = list.addObject();
          node.put("number", recorded.number());
          node.put("received_at", copy.at().toString());
          node.put("verdict", "copy");
          node.put("original", copy.original());
          node.put("message_sha256", copy.sha256());
        }
      }
      case Entry other -> {}
    }
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Suppress s -> "suppressed";
      case Verdict.Forward f -> "forwarded";
    };
  }

  private static void put(ObjectNode node, long number, Entry.AlertJudged alert) {
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
        node, "recipient", Optional.of(alert.recipient()).filter(r -> !r.equals(Entry.NOBODY)));
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
        window(node, Optional.of(held.window()), alert);
      }
      case Verdict.Forward passed -> {
        node.put("reason", passed.reason().code());
        node.put("compared", passed.compared().toString());
        shadows(node, passed.shadows());
        window(node, passed.nearest(), alert);
      }
    }
  }

  private static void shadows(ObjectNode node, List<Guard> shadows) {
    ArrayNode list = node.putArray("shadows");
    shadows.forEach(guard -> list.add(guard.code()));
  }

  private static void window(
      ObjectNode node, Optional<Window> window, Entry.AlertJudged alert) {
    if (window.isPresent()) {
      WindowsView.put(node.putObject("window"), window.get(), alert.at());
    } else {
      node.putNull("window");
    }
  }
}
