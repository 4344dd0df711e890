package org.lastgasp.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.lastgasp.log.SuppressionLog;
import org.lastgasp.server.Json;

/** How the suppression log stands. */
final class LogJson {
  private LogJson() {}

  static void put(ObjectNode node, SuppressionLog log) {
    SuppressionLog.Status status = log.status();
    Json.put(node, "file", status.file().map(f -> f.getFileName()));
    node.put("last_seq", status.seq());
    node.put("last_hash", status.hash());
    node.put("position", status.position());
    Json.put(node, "fault", status.fault());
  }
}
