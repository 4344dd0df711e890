package org.lastgasp.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.Telling;
import org.lastgasp.hindsight.WorkList;

/** What somebody has to look at, as a page of a list. */
public final class WorkListView {
  private WorkListView() {}

  /** A page, with what to ask for next. */
  public static ObjectNode of(WorkList.Page page) {
    ObjectNode node = Json.object();
    ArrayNode list = node.putArray("worklist");
    page.items().forEach(each -> put(list.addObject(), each));
    Json.next(node, page.next());
    return node;
  }

  private static void put(ObjectNode node, Case about) {
    Telling.put(node, about);
    node.put("task", WorkList.task(about));
  }
}
