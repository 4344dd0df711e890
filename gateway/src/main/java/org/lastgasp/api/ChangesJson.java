package org.lastgasp.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;
import org.lastgasp.audit.ChangePage;
import org.lastgasp.audit.Changed;
import org.lastgasp.server.Json;

/** Who changed what, the same from a gateway and from a data folder alone. */
public final class ChangesJson {
  private ChangesJson() {}

  /** A page of them, in the journal's order. */
  public static ObjectNode of(ChangePage page) {
    ObjectNode node = Json.object();
    ArrayNode list = node.putArray("changes");
    for (Changed each : page.changes()) {
      ObjectNode item = list.addObject();
      item.put("number", each.number());
      item.put("at", each.at().toString());
      item.put("what", each.what());
      item.put("by", each.by());
      item.put("reason", each.reason());
      item.put("before", each.before());
      item.put("after", each.after());
    }
    OptionalLong next = page.next();
    Json.next(node, next);
    return node;
  }
}
