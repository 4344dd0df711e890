package org.lastgasp.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.CaseJson;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.server.Json;

/** What somebody has to look at, as a page of a list. */
public final class WorkListJson {
  private WorkListJson() {}

  /** A page, with what to ask for next, and what the list was made from. */
  public static ObjectNode of(WorkList.Page page, WorkList.Standing standing) {
    ObjectNode node = Json.object();
    put(node.putObject("looked_at"), standing);
    ArrayNode list = node.putArray("worklist");
    page.items().forEach(each -> put(list.addObject(), each));
    Json.next(node, page.next());
    return node;
  }

  /** How the list stands. */
  public static void put(ObjectNode node, WorkList.Standing standing) {
    node.put("open", standing.open());
    node.put("suspect", standing.suspect());
    node.put("alerts", standing.lookedAt());
    Json.put(node, "since", standing.since());
    node.put("up_to", standing.upTo().toString());
    node.put("entries_behind", standing.behind());
  }

  private static void put(ObjectNode node, Case about) {
    CaseJson.put(node, about);
    node.put("task", WorkList.task(about));
  }
}
