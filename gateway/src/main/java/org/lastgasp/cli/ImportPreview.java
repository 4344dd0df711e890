package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What an import would do, in words: what is added and removed, which windows end, the share. */
final class ImportPreview {
  private static final int SAMPLES = 2; // what fits a line of 80 with their count

  private ImportPreview() {}

  /** One line for each thing it would do. */
  static List<String> lines(JsonNode preview) {
    List<String> lines = new ArrayList<>();
    sample(lines, "added", preview.path("added").asLong(), preview.path("added_ids"));
    sample(lines, "removed", preview.path("removed").asLong(), preview.path("removed_ids"));
    lines.addAll(effects(preview));
    return lines;
  }

  /** The windows that would end, and the share of the estate. */
  static List<String> effects(JsonNode preview) {
    List<String> lines = new ArrayList<>();
    long windows = preview.path("windows_ended").asLong();
    lines.add(windows == 0 ? "no window would end" : number(windows, "window") + " would end:");
    for (JsonNode each : first(preview.path("windows"))) {
      lines.add(
          "  meter " + each.path("meter").asText() + ", until " + each.path("until").asText());
    }
    if (windows > SAMPLES) {
      lines.add("  …");
    }
    long listed = preview.path("listed_meters").asLong();
    long meters = preview.path("meters").asLong();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d of %,d electricity meters of the inventory would be listed (%.1f %%)",
            listed, meters, meters == 0 ? 0.0 : 100.0 * listed / meters));
    return lines;
  }

  private static void sample(List<String> lines, String what, long count, JsonNode ids) {
    if (count == 0) {
      return;
    }
    List<String> some = first(ids).stream().map(JsonNode::asText).toList();
    String more = count > some.size() ? ", …" : "";
    lines.add(
        String.format(Locale.ROOT, "%,d %s: %s%s", count, what, String.join(", ", some), more));
  }

  private static List<JsonNode> first(JsonNode list) {
    List<JsonNode> some = new ArrayList<>();
    for (int i = 0; i < Math.min(SAMPLES, list.size()); i++) {
      some.add(list.get(i));
    }
    return some;
  }

  private static String number(long count, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
  }
}
