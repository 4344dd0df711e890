package org.lastgasp.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.lastgasp.inventory.Counts;
import org.lastgasp.inventory.Fault;
import org.lastgasp.inventory.Findings;
import org.lastgasp.inventory.Prepared;
import org.lastgasp.policy.Window;
import org.lastgasp.server.Json;

/** What an import makes of a file, the same from a gateway and from a data folder alone. */
public final class ImportJson {
  private static final int LISTED = 1_000; // ids of each kind of change

  private ImportJson() {}

  /** Counts, digest and warnings of an import, which may still be waiting. */
  static ObjectNode of(Prepared prepared) {
    Counts counts = prepared.counts();
    ObjectNode node = Json.object();
    node.put("rows", counts.read());
    node.put("added", counts.added());
    node.put("updated", counts.updated());
    node.put("removed", counts.removed());
    node.put("unchanged", counts.unchanged());
    node.put("total", counts.total());
    node.put("sha256", prepared.about().sha256());
    node.put("dry_run", false);
    node.put("warning_count", prepared.warnings().total());
    findings(node.putArray("warnings"), prepared.warnings(), "text");
    return node;
  }

  /**
   * The same of one that is not to be committed, with the first thousand changes of each kind, the
   * windows it would end, and how much of the estate it lists.
   */
  public static ObjectNode dryRun(Prepared prepared, List<Window> ended) {
    ObjectNode node = of(prepared);
    node.put("dry_run", true);
    preview(node, prepared, ended);
    return node;
  }

  /** What it would do, for whoever has to confirm it. */
  static void preview(ObjectNode node, Prepared prepared, List<Window> ended) {
    Json.put(node, "needs_confirmation", prepared.needsConfirmation());
    changes(node, prepared);
    node.put("windows_ended", ended.size());
    ArrayNode windows = node.putArray("windows");
    for (Window each : ended.stream().limit(LISTED).toList()) {
      windows
          .addObject()
          .put("hub", each.hub().toString())
          .put("meter", each.meter().toString())
          .put("from", each.from().toString())
          .put("until", each.until().toString());
    }
    Prepared.Listed listed = prepared.listed();
    node.put("listed_meters", listed.listed());
    node.put("meters", listed.meters());
  }

  private static void changes(ObjectNode node, Prepared prepared) {
    ArrayNode added = node.putArray("added_ids");
    ArrayNode updated = node.putArray("updated_ids");
    ArrayNode removed = node.putArray("removed_ids");
    prepared.changes(
        change -> {
          ArrayNode list =
              switch (change.kind()) {
                case ADDED -> added;
                case UPDATED -> updated;
                case REMOVED -> removed;
              };
          if (list.size() < LISTED) {
            list.add(change.id().toString());
          }
        });
  }

  /** Faults or warnings with their lines; the text under the name given. */
  static void findings(ArrayNode list, Findings findings, String name) {
    for (Fault each : findings.first()) {
      list.addObject().put("line", each.line()).put(name, each.text());
    }
  }
}
