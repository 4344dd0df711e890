package org.lastgasp.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Window;
import org.lastgasp.policy.WindowEnd;
import org.lastgasp.server.Json;
import org.lastgasp.server.Query;

/** Windows as JSON: a page of a list, in the order they were recorded. */
public final class WindowsJson {
  private WindowsJson() {}

  /** Which windows. */
  record Asked(
      Optional<Eui64> hub,
      Optional<Eui64> meter,
      Optional<Window.State> state,
      long after,
      int limit) {}

  static ObjectNode of(AdminServices parts, Asked asked) {
    Instant now = parts.clock().instant();
    List<HubState> hubs =
        asked.hub().isPresent()
            ? List.of(parts.tracked().hub(asked.hub().get()))
            : parts.tracked().hubs();
    List<Window> page =
        hubs.stream()
            .flatMap(h -> h.windows().stream())
            .filter(w -> w.recorded() > asked.after())
            .filter(w -> asked.meter().isEmpty() || w.meter().equals(asked.meter().get()))
            .filter(w -> asked.state().isEmpty() || w.state(now) == asked.state().get())
            .sorted(Comparator.comparingLong(Window::recorded))
            .limit(asked.limit() + 1L)
            .toList();
    ObjectNode node = Json.object();
    ArrayNode list = node.putArray("windows");
    page.stream().limit(asked.limit()).forEach(w -> put(list.addObject(), w, now));
    if (page.size() > asked.limit()) {
      node.put("next", String.valueOf(page.get(asked.limit() - 1).recorded()));
    } else {
      node.putNull("next");
    }
    return node;
  }

  /** Puts all that is known of a window into an object. */
  public static void put(ObjectNode node, Window window, Instant now) {
    node.put("hub", window.hub().toString());
    node.put("meter", window.meter().toString());
    Json.put(node, "mpan", window.mpan());
    node.put("model", window.model());
    node.put("request_id", window.request().toString());
    node.put("step", Query.code(window.step()));
    node.put("firmware_hash", window.firmwareHash());
    node.put("mode", window.mode().code());
    node.put("state", Query.code(window.state(now)));
    node.put("requested_at", window.requested().toString());
    Json.put(node, "answered_at", window.answered());
    node.put("from", window.from().toString());
    node.put("until", window.until().toString());
    Json.put(node, "ended_at", window.ending().map(WindowEnd::at));
    Json.put(node, "ended_by", window.ending().flatMap(WindowEnd::by));
    Json.put(node, "cause", window.ending().map(e -> Query.code(e.cause())));
    Json.put(node, "doubted_by", window.doubtedBy());
    node.put("recorded", window.recorded());
  }
}
