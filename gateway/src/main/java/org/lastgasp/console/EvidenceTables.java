package org.lastgasp.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.ConfigResponse;
import org.lastgasp.api.IntegrityResponse;
import org.lastgasp.api.LogResponse;
import org.lastgasp.api.ReportsResponse;
import org.lastgasp.console.ListPage.Cell;
import org.lastgasp.console.ListPage.Section;

/**
 * The tables of what proves that nothing was hidden: log, books, reports, disk.
 *
 * @param asked before which file of the log and which report the page goes, by the names below
 */
record EvidenceTables(Frame frame, Map<String, String> asked) {
  /** How many files of the log, and how many reports, a page shows. */
  static final int PAGE = 50;

  static final String LOG_BEFORE = "log-before";
  static final String REPORTS_BEFORE = "reports-before";
  private static final String KEPT = "retention.";

  /** The links of a table to what is before its last row, and back to the latest. */
  private List<Cell> pages(String name, String section, Optional<String> last) {
    List<Cell> links = new ArrayList<>();
    if (asked.containsKey(name)) {
      links.add(new Cell("The latest", address(name, section, Optional.empty()), ""));
    }
    last.ifPresent(row -> links.add(new Cell("Older", address(name, section, last), "")));
    return links;
  }

  private String address(String name, String section, Optional<String> before) {
    Map<String, String> all = new LinkedHashMap<>(asked);
    all.remove(name);
    before.ifPresent(row -> all.put(name, row));
    return frame.kept(Address.of("/evidence", all)) + "#" + section;
  }

  /** The files of the log, the last one first. */
  Section log(LogResponse log, long reported, Optional<IntegrityResponse> checked) {
    List<List<Cell>> rows = new ArrayList<>();
    for (LogResponse.File each : log.files().reversed()) {
      Long first = each.firstSeq();
      Long records = each.records();
      rows.add(
          List.of(
              Cell.left(each.name()).styled("l id")
                  .linked(frame.mayOperate() ? "/api/v1/log/" + each.name() : ""),
              Cell.time(each.from(), frame.at()),
              Cell.of(first == null ? "–" : Words.count(first)),
              Cell.of(records == null ? "–" : Words.count(records)),
              Cell.of(Words.bytes(each.bytes()))));
    }
    String verified =
        checked
            .flatMap(all -> Optional.ofNullable(all.chain()))
            .map(this::verified)
            .orElse("It was not verified since the start; that is done within a minute.");
    String before = asked.getOrDefault(LOG_BEFORE, "");
    String files =
        rows.size() < log.count()
            ? "The last " + Words.count(rows.size()) + " of " + Words.count(log.count(), "file")
                + (before.isEmpty() ? "." : " before " + before + ".")
            : Words.count(log.count(), "file") + ".";
    List<Cell> links =
        pages(
            LOG_BEFORE, "log",
            Optional.of(log.files())
                .filter(all -> all.size() == PAGE)
                .map(all -> all.getFirst().name()));
    Optional.ofNullable(log.statement())
        .filter(statement -> frame.seesSupplyPoints())
        .ifPresent(
            statement ->
                links.add(
                    new Cell(
                        "The last signed statement",
                        "/api/v1/reports/" + statement.number() + "/file", "")));
    return new Section(
        "log", "Suppression log",
        files + " Its last record is " + Words.count(log.lastSeq()) + ", its hash " + log.lastHash()
            + "; reports have everything up to " + Words.count(reported) + ". " + verified + " "
            + stated(log.statement()),
        List.of("<File", "Period from", "First record", "Records", "Size"), rows, links);
  }

  private String stated(LogResponse.@Nullable Statement statement) {
    if (statement == null) {
      return "No end of it was signed: log.signing-key is not configured, or no period ended.";
    }
    Long seq = statement.seq();
    return "Its end was last signed " + Words.near(statement.at(), frame.at()) + ": "
        + (seq == null ? "it had no record." : "record " + Words.count(seq) + ".");
  }

  private String verified(IntegrityResponse.Chain chain) {
    String what =
        "verified " + Words.near(chain.at(), frame.at()) + ": "
            + Words.count(chain.files(), "file") + ", " + Words.count(chain.records(), "record");
    return chain.whole()
        ? "The chain is whole, " + what + "."
        : "The chain is NOT whole, " + what + ", " + Words.count(chain.findings(), "fault")
            + ", the first: " + chain.firstFinding() + ".";
  }

  /** The books of full hours, the last one first. */
  Section books(List<IntegrityResponse.Hour> books) {
    List<List<Cell>> rows = new ArrayList<>();
    for (IntegrityResponse.Hour each : books) {
      Instant to = each.from().plus(Duration.ofHours(1));
      String alerts = "/alerts?from=" + each.from() + "&to=" + to;
      Boolean balances = each.balances();
      rows.add(
          List.of(
              Cell.time(each.from(), frame.at()),
              Cell.count(each.received(), alerts),
              Cell.count(each.forwarded(), alerts + "&verdict=forwarded"),
              Cell.count(each.suppressed(), alerts + "&verdict=suppressed"),
              Cell.count(each.copies(), alerts + "&verdict=copy"),
              Cell.of(Words.count(each.logged())),
              new Cell(
                  balances == null ? "not compared" : balances ? "balances" : "does NOT balance",
                  "", Boolean.FALSE.equals(balances) ? "l bad" : "l"),
              Cell.left(each.note())));
    }
    long wrong = books.stream().filter(each -> Boolean.FALSE.equals(each.balances())).count();
    String sentence =
        rows.isEmpty()
            ? "No full hour was compared since the start; that is done within minutes."
            : wrong == 0
                ? "Journal, index, log and delivery agree on " + Words.count(rows.size(), "hour")
                    + "."
                : Words.count(wrong, "hour") + " of " + rows.size() + " do not balance.";
    return new Section(
        "books", "Books by hour", sentence,
        List.of("Hour from", "Received", "Forwarded", "Suppressed", "Duplicates", "In the log",
            "<Result", "<Note"),
        rows, List.of());
  }

  /** The disk, and how long everything is kept on it. */
  Section disk(IntegrityResponse all, ConfigResponse config) {
    List<List<Cell>> rows = new ArrayList<>();
    for (ConfigResponse.Value each : config.values()) {
      if (each.key().startsWith(KEPT)) {
        rows.add(
            List.of(
                Cell.left(each.key().substring(KEPT.length())), Cell.of(each.value()),
                Cell.left(each.isWritten() ? String.valueOf(each.writtenAt()) : "default")));
      }
    }
    String words =
        Optional.ofNullable(all.disk())
            .map(
                disk ->
                    Words.bytes(disk.freeBytes()) + " of " + Words.bytes(disk.sizeBytes())
                        + " are free: "
                        + Optional.ofNullable(disk.lastsSeconds())
                            .map(
                                seconds ->
                                    Words.length(Duration.ofSeconds(seconds))
                                        + " at this rate, that of the last hour.")
                            .orElse(
                                "it did not get less in the last hour, or was watched for"
                                    + " less than ten minutes."))
            .orElse("The disk could not be measured.");
    return new Section(
        "disk", "Disk and retention", words, List.of("<What", "Kept for", "<Written at"), rows,
        List.of());
  }

  /** Reports, the last one first, and which target has each. */
  Section reports(List<ReportsResponse.Item> all, List<ReportsResponse.Target> targets) {
    Set<String> names = new LinkedHashSet<>();
    targets.forEach(target -> names.add(target.target()));
    List<String> columns =
        new ArrayList<>(
            List.of("Number", "<Name", "<Scope", "<State", "Until", "Rows"));
    names.forEach(name -> columns.add("<" + name));
    List<List<Cell>> rows = new ArrayList<>();
    for (ReportsResponse.Item each : all) {
      String file =
          each.state().equals("built") && frame.seesSupplyPoints()
              ? "/api/v1/reports/" + each.number() + "/file"
              : "";
      List<Cell> row = new ArrayList<>();
      row.add(Cell.of(each.number()));
      row.add(new Cell(each.name(), file, "l"));
      row.add(Cell.left(each.scope()));
      row.add(Cell.left(each.state()));
      row.add(Cell.time(each.to(), frame.at()));
      row.add(Cell.of(Optional.ofNullable(each.rows()).map(Words::count).orElse("–")));
      for (String name : names) {
        row.add(
            Cell.left(
                each.sent().stream()
                    .filter(sent -> sent.target().equals(name))
                    .map(sent -> "has it since " + Words.near(sent.at(), frame.at()))
                    .findFirst()
                    .orElse("waits")));
      }
      rows.add(row);
    }
    String before = asked.getOrDefault(REPORTS_BEFORE, "");
    String these =
        (rows.size() < PAGE ? "" : "The last ") + Words.count(rows.size(), "report")
            + (before.isEmpty() ? "" : " before number " + before);
    return new Section(
        "reports", "Reports",
        rows.isEmpty()
            ? before.isEmpty() ? "No report was built yet." : "There is no older report."
            : these + ", the last one first"
                + (frame.seesSupplyPoints() ? "; a name downloads it." : "."),
        columns, rows,
        pages(
            REPORTS_BEFORE, "reports",
            Optional.of(all)
                .filter(shown -> shown.size() == PAGE)
                .map(shown -> String.valueOf(shown.getLast().number()))));
  }

  /** The targets of reports. */
  Section targets(List<ReportsResponse.Target> targets) {
    List<List<Cell>> rows = new ArrayList<>();
    for (ReportsResponse.Target each : targets) {
      rows.add(
          List.of(
              Cell.left(each.target()),
              Cell.of(Words.count(each.waiting())),
              Optional.ofNullable(each.lastSuccess())
                  .map(at -> Cell.time(at, frame.at()).styled("l"))
                  .orElseGet(() -> Cell.left("never")),
              Cell.left(Optional.ofNullable(each.fault()).orElse(""))));
    }
    return new Section(
        "targets", "Targets",
        rows.isEmpty() ? "No target is configured: reports stay in the data folder." : "",
        List.of("<Target", "Waiting", "<Last success", "<Fault"), rows, List.of());
  }
}
