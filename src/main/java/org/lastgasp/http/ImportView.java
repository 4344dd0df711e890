package org.lastgasp.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.lastgasp.inventory.Counts;
import org.lastgasp.inventory.Fault;
import org.lastgasp.inventory.Findings;
import org.lastgasp.inventory.Prepared;

/** What an import makes of a file, the same from a gateway and from a data folder alone. */
public final class ImportView {
  private static final int LISTED = 1_000; // ids of each kind of change

  private ImportView() {}

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

  /** The same of one that is not to be committed, with the first thousand changes of each kind. */
  public static ObjectNode dryRun(Prepared prepared) {
    ObjectNode node = of(prepared);
    node.put("dry_run", true);
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
    return node;
  }

  /** Faults or warnings with their lines; the text under the name given. */
  static void findings(ArrayNode list, Findings findings, String name) {
    for (Fault each : findings.first()) {
      list.addObject().put("line", each.line()).put(name, each.text());
    }
  }
}
