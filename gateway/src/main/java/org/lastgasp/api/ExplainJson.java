package org.lastgasp.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.lastgasp.audit.Explanation;
import org.lastgasp.server.Json;

/** An explanation as JSON: what the alerts' list says of each alert, and its story. */
public final class ExplainJson {
  /** What to do about an id that nothing is known of. */
  public static final String UNKNOWN =
      "no alert, request or message of it is remembered, and the inventory does not know it;"
          + " name a hub or meter by its EUI-64, premises by the MPAN as in the alert, or a"
          + " ResponseID as EUI:EUI:number";

  private ExplainJson() {}

  /** All of it, with what to ask for next. */
  public static ObjectNode of(Explanation told) {
    ObjectNode node = Json.object();
    node.put("id", told.id());
    ArrayNode remarks = node.putArray("remarks");
    told.remarks().forEach(remarks::add);
    ArrayNode alerts = node.putArray("alerts");
    for (Explanation.Alert each : told.alerts()) {
      put(alerts.addObject(), each);
    }
    timeline(node, told.timeline());
    Json.next(node, told.next());
    return node;
  }

  private static void put(ObjectNode node, Explanation.Alert alert) {
    AlertsJson.put(node, alert.number(), alert.entry(), alert.found());
    node.put("because", alert.because());
    node.put("otherwise", alert.otherwise());
    node.put("delivery", alert.fate().code());
    timeline(node, alert.timeline());
    ArrayNode evidence = node.putArray("evidence");
    for (Explanation.Evidence each : alert.evidence()) {
      evidence.addObject().put("name", each.name()).put("value", each.value());
    }
  }

  private static void timeline(ObjectNode node, List<Explanation.Step> events) {
    ArrayNode list = node.putArray("timeline");
    for (Explanation.Step each : events) {
      ObjectNode item = list.addObject();
      item.put("at", each.at().toString());
      item.put("what", each.what());
      item.put("text", each.text());
      if (each.number().isPresent()) {
        item.put("number", each.number().getAsLong());
      } else {
        item.putNull("number");
      }
    }
  }
}
