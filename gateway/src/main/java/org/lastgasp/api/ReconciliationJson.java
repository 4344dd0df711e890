package org.lastgasp.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;
import org.lastgasp.report.Reconciliation;
import org.lastgasp.server.Json;

/** The books of some time as JSON. */
public final class ReconciliationJson {
  private static final double NANOS = 1e9;

  private ReconciliationJson() {}

  /** All of it. */
  public static ObjectNode of(Reconciliation books) {
    ObjectNode node = Json.object();
    node.put("from", books.from().toString());
    node.put("to", books.to().toString());
    node.put("balances", books.balances());
    put(node.putObject("total"), books.total());
    ArrayNode rows = node.putArray("rows");
    for (Reconciliation.Row row : books.rows()) {
      ObjectNode item = rows.addObject();
      item.put("hour", row.hour().toString());
      item.put("distributor", row.distributor());
      put(item, row.count());
    }
    forwarding(node.putObject("forwarding"), books.total());
    ArrayNode gaps = node.putArray("unrecorded");
    for (Reconciliation.Unrecorded gap : books.unrecorded()) {
      gaps.addObject()
          .put("since", gap.since().toString())
          .put("until", gap.until().toString())
          .put("alerts_relayed", gap.relayed())
          .put("refused", gap.refused());
    }
    node.put("found", books.found());
    ArrayNode wrong = node.putArray("imbalances");
    books.imbalances().forEach(each -> put(wrong.addObject(), each));
    ArrayNode remarks = node.putArray("remarks");
    books.remarks().forEach(remarks::add);
    return node;
  }

  private static void put(ObjectNode node, Reconciliation.Count count) {
    node.put("received", count.received());
    node.put("forwarded", count.passed());
    node.put("suppressed", count.suppressed());
    node.put("copies", count.copies());
    node.put("delivered", count.delivered());
    node.put("set_aside", count.setAside());
    node.put("waiting", count.waiting());
    node.put("logged", count.logged());
    node.put("unwritten", count.unwritten());
    node.put("imbalances", count.imbalances());
    ObjectNode reasons = node.putObject("reasons");
    count.forwarded().forEach(reasons::put);
    ObjectNode assessed = node.putObject("assessed");
    count.assessed().forEach(assessed::put);
  }

  /** Of forwarded alerts alone: what was suppressed counts in no performance figure. */
  private static void forwarding(ObjectNode node, Reconciliation.Count count) {
    long passed = count.passed();
    node.put("forwarded", passed);
    node.put("delivered", count.delivered());
    if (passed == 0) {
      node.putNull("delivered_share");
      node.putNull("judged_within_a_second_share");
    } else {
      node.put("delivered_share", (double) count.delivered() / passed);
      node.put("judged_within_a_second_share", (double) count.promptly() / passed);
    }
    node.put("slowest_verdict_seconds", count.slowest().toNanos() / NANOS);
  }

  private static void put(ObjectNode node, Reconciliation.Imbalance wrong) {
    number(node, "number", wrong.number());
    number(node, "seq", wrong.seq());
    Json.put(node, "received_at", wrong.at());
    Json.put(node, "distributor", wrong.distributor());
    Json.put(node, "hub", wrong.hub());
    node.put("what", wrong.what());
  }

  private static void number(ObjectNode node, String name, OptionalLong value) {
    if (value.isPresent()) {
      node.put(name, value.getAsLong());
    } else {
      node.putNull(name);
    }
  }
}
