package org.lastgasp.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.StatusResponse;
import org.lastgasp.api.SupportResponse;
import org.lastgasp.app.Version;
import org.lastgasp.files.CountText;
import org.lastgasp.report.HtmlPage;

/** A page for a support call: text for a terminal, in 100 columns where it can, or HTML. */
final class SupportPage {
  private static final int WIDTH = 96;
  private static final String INDENT = "  ";

  private final SupportResponse told;
  private final List<HtmlPage.Part> parts;

  SupportPage(SupportResponse told) {
    this.told = told;
    List<HtmlPage.Part> all = new ArrayList<>(List.of(now(), degraded(), settings()));
    all.addAll(devices());
    all.addAll(List.of(windows(), deadLetters(), alerts()));
    this.parts = List.copyOf(all);
  }

  /** As text. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(title() + ", " + told.explanation().id());
    lines.addAll(Wrapped.lines(footer(), WIDTH));
    for (HtmlPage.Part part : parts) {
      lines.add("");
      lines.add(part.title());
      inside(part).forEach(line -> lines.add((INDENT + line).stripTrailing()));
    }
    return lines;
  }

  private static List<String> inside(HtmlPage.Part part) {
    return switch (part) {
      case HtmlPage.Part.Notes notes ->
          notes.notes().stream().flatMap(note -> Wrapped.lines(note, WIDTH).stream()).toList();
      case HtmlPage.Part.Lines lines -> lines.lines();
      case HtmlPage.Part.Grid grid -> {
        Table table = new Table();
        table.row(grid.header());
        grid.rows().forEach(table::row);
        yield table.lines();
      }
    };
  }

  /** As one self-contained HTML file without scripts. */
  String html() {
    return new HtmlPage(title(), told.explanation().id(), parts, footer()).html();
  }

  private static String title() {
    return "Lastgasp support";
  }

  private String footer() {
    String by = Optional.ofNullable(told.version())
        .map(version -> "the gateway, version " + version)
        .orElseGet(() -> "lastgasp " + Version.text() + " from the data folder");
    return "As of " + told.writtenAt() + ", by " + by
        + "; configuration " + told.configuration().configHash()
        + ". MPANs of other premises are masked.";
  }

  private HtmlPage.Part now() {
    SupportResponse.State state = told.state();
    return new HtmlPage.Part.Notes(
        "What happens to an alert now",
        Stream.of(state.sentence(), state.because()).filter(each -> !each.isEmpty()).toList());
  }

  private HtmlPage.Part degraded() {
    List<String> all =
        told.state().degraded().stream()
            .map(each -> each.reason() + ": " + each.detail() + ". To do: " + each.toDo() + ".")
            .toList();
    String none =
        told.version() == null ? "Not known: no gateway runs." : "Nothing is degraded.";
    return new HtmlPage.Part.Notes("Degraded", all.isEmpty() ? List.of(none) : all);
  }

  private HtmlPage.Part settings() {
    SupportResponse.Configuration set = told.configuration();
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("switch", set.position());
    rows.put("window", minutes(set.windowSeconds()) + ", by " + set.windowClock());
    rows.put("max-blindness", minutes(set.maxBlindnessSeconds()));
    rows.put("track-local-delivery", String.valueOf(set.trackLocalDelivery()));
    rows.put("manufacturers", String.join(", ", set.manufacturers()));
    set.guards().forEach((guard, setting) -> rows.put("guard " + guard, setting));
    StatusResponse.Inventory devices = set.inventory();
    StatusResponse.Guids guids = set.guids();
    if (devices != null && guids != null) { // not for who sees some distributors' rows only
      rows.put("inventory", list(devices.devices(), devices.importedAt(), devices.sha256()));
      rows.put("GUID list", list(guids.count(), guids.importedAt(), guids.sha256()));
    }
    rows.put("config hash", set.configHash());
    return new HtmlPage.Part.Grid(
        "Settings now",
        List.of("Setting", "Value"),
        rows.entrySet().stream().map(row -> List.of(row.getKey(), row.getValue())).toList());
  }

  private static String minutes(long seconds) {
    Duration length = Duration.ofSeconds(seconds);
    return length.toSecondsPart() == 0 ? length.toMinutes() + " min" : seconds + " s";
  }

  private static String list(long rows, @Nullable Object imported, @Nullable String sha256) {
    return imported == null
        ? "none in force"
        : CountText.of(rows, "row") + ", imported " + imported + ", sha256 " + sha256;
  }

  private List<HtmlPage.Part> devices() {
    String title = "In the inventory now";
    return told.devices().isEmpty()
        ? List.of(new HtmlPage.Part.Notes(title, List.of("No row.")))
        : told.devices().stream()
            .<HtmlPage.Part>map(
                row ->
                    new HtmlPage.Part.Grid(
                        title + ": " + row.deviceId(),
                        List.of("Member", "Value"),
                        Table.ofMembers(row).rows()))
            .toList();
  }

  private HtmlPage.Part windows() {
    return grid(
        "Windows",
        told.windows(),
        WindowsCommand.COLUMNS,
        "None is remembered. A cancelled or ended one is forgotten after a day; an alert that was"
            + " compared with one shows it below.");
  }

  private HtmlPage.Part deadLetters() {
    return grid(
        "Dead letters",
        told.deadLetters(),
        List.of("number", "user", "at", "reason", "status", "answer"),
        told.version() == null
            ? "Not known: ask a running gateway."
            : "None of its alerts is a dead letter.");
  }

  private HtmlPage.Part alerts() {
    return new HtmlPage.Part.Lines(
        "Alerts and why: " + told.explanation().alerts().size(),
        new ExplanationPrinter().lines(told.explanation()));
  }

  private static HtmlPage.Part grid(
      String title, List<?> records, List<String> members, String none) {
    if (records.isEmpty()) {
      return new HtmlPage.Part.Notes(title, List.of(none));
    }
    List<List<String>> rows = Table.of(records, members).rows();
    return new HtmlPage.Part.Grid(title, rows.getFirst(), rows.subList(1, rows.size()));
  }
}
