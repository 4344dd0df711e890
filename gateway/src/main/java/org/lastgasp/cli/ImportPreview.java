package org.lastgasp.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lastgasp.api.ImportResponse;
import org.lastgasp.files.CountText;

/** The effects of an import, in words: added, removed, the windows that end or move, the share. */
final class ImportPreview {
  private static final int SAMPLES = 2; // what fits a line of 80 with their count

  private ImportPreview() {}

  /** One line for each thing it does, or would do. */
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

  /** The windows that end and move, or would, and the share of the estate. */
  static List<String> effects(ImportResponse result) {
    ImportResponse.Effects effects = result.effects();
    List<String> lines = new ArrayList<>();
    if (effects == null) {
      lines.add(counted(result.windowsEnded()) + " ended");
    } else {
      int ended = result.windowsEnded();
      lines.add(counted(ended) + " would end" + (ended == 0 ? "" : ":"));
      effects.windows().stream()
          .limit(SAMPLES)
          .forEach(each -> lines.add("  meter " + each.meter() + ", until " + each.until()));
      if (ended > SAMPLES) {
        lines.add("  …");
      }
    }
    if (result.windowsMoved() > 0) {
      String verb = effects == null ? " moved" : " would move";
      lines.add(counted(result.windowsMoved()) + verb + " to another hub");
    }
    if (effects != null) {
      long listed = effects.listedMeters();
      long meters = effects.meters();
      lines.add(
          String.format(
              Locale.ROOT,
              "%,d of %,d electricity meters of the inventory would be listed (%.1f %%)",
              listed, meters, meters == 0 ? 0.0 : 100.0 * listed / meters));
    }
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

  private static String counted(long windows) {
    return windows == 0 ? "no window" : CountText.of(windows, "window");
  }
}
