package org.lastgasp.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.id.Eui64;

/** The traffic of the gateway under test that is not of an acceptance run. */
record OtherTraffic(Admin admin) {
  private static final Map<String, String> KINDS =
      Map.of("audit", "device", "alerts", "hub"); // and the member that names the device

  /** Returns what is known of the first message of others since then. */
  Optional<String> since(Instant then) {
    return KINDS.entrySet().stream()
        .flatMap(kind -> since(then, kind.getKey(), kind.getValue()).stream())
        .findFirst();
  }

  private Optional<String> since(Instant then, String list, String member) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("from", then.toString());
    query.put("limit", "1000");
    while (true) {
      JsonNode page = admin.get("/api/v1/" + list, query);
      for (JsonNode item : page.path(list)) {
        if (!isOurs(list, item, member)) {
          return Optional.of(
              list + " entry " + item.path("number").asText() + " of "
                  + item.path(member).asText("an unknown device"));
        }
      }
      String next = page.path("next").asText("");
      if (next.isEmpty() || next.equals("null")) {
        return Optional.empty();
      }
      query.put("after", next);
    }
  }

  /** A duplicate names no hub; its original is in the list too, or older than what is asked for. */
  private static boolean isOurs(String list, JsonNode item, String member) {
    boolean duplicate = list.equals("alerts") && item.path("verdict").asText().equals("copy");
    return duplicate
        || Eui64.parse(item.path(member).asText("")).filter(TestDevice::isOurs).isPresent();
  }
}
