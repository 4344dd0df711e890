package org.lastgasp.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lastgasp.api.ImportResponse;

/** A preview of an import, in words: what is added and removed, which windows end, the share. */
final class ImportPreview {
  private static final int SAMPLES = 2; // what fits a line of 80 with their count

  private ImportPreview() {}

  /** One line for each thing it would do. */
  static List<String> lines(ImportResponse preview) {
    List<String> lines = new ArrayList<>();
    ImportResponse.Changes changes = preview.changes();
    if (changes != null) {
      sample(lines, "added", preview.added(), changes.addedIds());
      sample(lines, "removed", preview.removed(), changes.removedIds());
    }
    lines.addAll(effects(preview));
    return lines;
  }

  /** The windows that would end, and the share of the estate. */
  static List<String> effects(ImportResponse preview) {
    ImportResponse.Effects effects = preview.effects();
    Integer windows = preview.windowsEnded();
    if (effects == null || windows == null) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add(windows == 0 ? "no window would end" : number(windows, "window") + " would end:");
    effects.windows().stream()
        .limit(SAMPLES)
        .forEach(each -> lines.add("  meter " + each.meter() + ", until " + each.until()));
    if (windows > SAMPLES) {
      lines.add("  …");
    }
    long listed = effects.listedMeters();
    long meters = effects.meters();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d of %,d electricity meters of the inventory would be listed (%.1f %%)",
            listed, meters, meters == 0 ? 0.0 : 100.0 * listed / meters));
    return lines;
  }

  private static void sample(List<String> lines, String what, long count, List<String> ids) {
    if (count == 0) {
      return;
    }
    List<String> some = ids.stream().limit(SAMPLES).toList();
    String more = count > some.size() ? ", …" : "";
    lines.add(
        String.format(Locale.ROOT, "%,d %s: %s%s", count, what, String.join(", ", some), more));
  }

  private static String number(long count, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
  }
}
