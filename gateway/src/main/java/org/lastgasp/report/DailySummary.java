package org.lastgasp.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.lastgasp.files.CountText;
import org.lastgasp.hindsight.WorkList;

/**
 * The digest of one day, before it is rendered as text or HTML. Immutable.
 *
 * @param whose the distributor, or all of them, as text
 * @param day the date, as text
 * @param written when the digest was written
 */
record DailySummary(String whose, String day, Instant written, List<HtmlPage.Part> parts) {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEEE d MMMM uuuu", Locale.UK).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm", Locale.UK).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.UK).withZone(ZoneOffset.UTC);
  private static final List<String> COUNTED =
      List.of("Received", "Forwarded", "Suppressed", "Duplicates");

  DailySummary {
    parts = List.copyOf(parts);
  }

  /**
   * The digest of a day's reconciliation.
   *
   * @param distributor whose alerts it shows; those of all distributors if empty
   * @param name gives the name of a distributor id, or the id if it has no name
   */
  static DailySummary of(
      Reconciliation books,
      Optional<String> distributor,
      UnaryOperator<String> name,
      OpenCases open,
      Instant now) {
    Reconciliation.Count count = distributor.map(books::of).orElseGet(books::total);
    List<HtmlPage.Part> parts = new ArrayList<>();
    parts.add(numbers(count));
    if (!count.forwarded().isEmpty()) {
      parts.add(reasons(count));
    }
    if (distributor.isEmpty() && !books.rows().isEmpty()) {
      parts.add(table("By distributor", "Distributor", named(books.byDistributor(), name)));
    }
    if (count.received() > 0) {
      parts.add(table("By hour, UTC", "From", hours(books, distributor)));
    }
    parts.add(new HtmlPage.Part.Notes("Oddities", oddities(books, distributor, count)));
    parts.addAll(questions(open));
    String whose = distributor.map(id -> named(id, name)).orElse("all distributors");
    return new DailySummary(whose, DAY.format(books.from()), now, parts);
  }

  private static String named(String id, UnaryOperator<String> name) {
    if (id.equals(ReportScope.UNKNOWN)) {
      return "alerts whose distributor is unknown";
    }
    String called = name.apply(id);
    return called.equals(id) ? "distributor " + id : called + " (distributor " + id + ")";
  }

  private static HtmlPage.Part numbers(Reconciliation.Count count) {
    Reconciliation.StandFor standFor = count.standFor();
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("Received", count.received(), standFor.received()));
    rows.add(row("Forwarded", count.passed(), standFor.forwarded()));
    rows.add(part("- delivered", count.delivered()));
    rows.add(part("- waiting to be delivered", count.waiting()));
    rows.add(part("- dead letters, refused by the receiver", count.setAside()));
    if (count.dropped() > 0) {
      rows.add(part("- dead letters, dropped by an operator", count.dropped()));
    }
    rows.add(row("Suppressed", count.suppressed(), standFor.suppressed()));
    count.assessed().forEach((label, many) -> rows.add(part("- since then " + label, many)));
    rows.add(row("Duplicates of suppressed alerts", count.copies(), standFor.copies()));
    rows.add(row("Records in the suppression log", count.logged(), standFor.logged()));
    return new HtmlPage.Part.Grid(
        "Power Outage Alerts", List.of("What", "Messages", "Stand for alerts"), rows);
  }

  private static List<String> row(String what, long messages, long standFor) {
    return List.of(what, figure(messages), figure(standFor));
  }

  /** A part of the row above, counted in messages only. */
  private static List<String> part(String what, long messages) {
    return List.of(what, figure(messages), "");
  }

  private static List<String> row(String what, long count) {
    return List.of(what, figure(count));
  }

  private static String figure(long count) {
    return String.format(Locale.UK, "%,d", count);
  }

  private static HtmlPage.Part reasons(Reconciliation.Count count) {
    List<List<String>> rows = new ArrayList<>();
    count.forwarded().forEach((reason, many) -> rows.add(row(reason, many)));
    return new HtmlPage.Part.Grid("Forwarded because", List.of("Reason", "Alerts"), rows);
  }

  private static SortedMap<String, Reconciliation.Count> named(
      Map<String, Reconciliation.Count> all, UnaryOperator<String> name) {
    SortedMap<String, Reconciliation.Count> named = new TreeMap<>();
    all.forEach((id, count) -> named.put(named(id, name), count));
    return named;
  }

  private static SortedMap<String, Reconciliation.Count> hours(
      Reconciliation books, Optional<String> distributor) {
    SortedMap<String, Reconciliation.Count> hours = new TreeMap<>();
    books.rows().stream()
        .filter(row -> distributor.isEmpty() || row.distributor().equals(distributor.get()))
        .forEach(
            row ->
                hours.merge(
                    TIME.format(row.hour()), row.count(), Reconciliation.Count::plus));
    return hours;
  }

  private static HtmlPage.Part table(
      String title, String first, SortedMap<String, Reconciliation.Count> counts) {
    List<String> header = new ArrayList<>(List.of(first));
    header.addAll(COUNTED);
    List<List<String>> rows = new ArrayList<>();
    counts.forEach(
        (what, count) ->
            rows.add(
                List.of(
                    what,
                    figure(count.received()),
                    figure(count.passed()),
                    figure(count.suppressed()),
                    figure(count.copies()))));
    return new HtmlPage.Part.Grid(title, header, rows);
  }

  private static List<String> oddities(
      Reconciliation books, Optional<String> distributor, Reconciliation.Count count) {
    List<String> notes = new ArrayList<>();
    if (count.received() == 0) {
      notes.add("No Power Outage Alert was received.");
    }
    long late = count.passed() - count.promptly();
    if (count.passed() > 0 && count.slowest().compareTo(Duration.ofSeconds(1)) > 0) {
      notes.add(
          String.format(
              Locale.UK,
              "%s judged later than a second after receipt, %safter %.1f s.",
              CountText.of(late, "forwarded alert was", "forwarded alerts were"),
              late == 1 ? "" : "one ",
              count.slowest().toMillis() / 1e3));
    }
    for (Reconciliation.Unrecorded gap : books.unrecorded()) {
      notes.add(
          "From %s to %s the journal could not be written: %s handed straight over, %s refused,"
                  .formatted(
                      MOMENT.format(gap.since()),
                      MOMENT.format(gap.until()),
                      CountText.of(gap.relayed(), "alert was", "alerts were"),
                      CountText.of(gap.refused(), "message", "messages"))
              + " of any distributor.");
    }
    if (books.balances()) {
      notes.add("The books balance.");
    } else {
      notes.add(
          "The books do NOT balance: %s, of any distributor. Those of this page follow."
              .formatted(CountText.of(books.found(), "entry", "entries")));
    }
    books.imbalances().stream()
        .filter(each -> distributor.isEmpty() || each.distributor().equals(distributor))
        .limit(10)
        .forEach(each -> notes.add(text(each)));
    notes.addAll(books.remarks());
    return notes;
  }

  private static String text(Reconciliation.Imbalance each) {
    StringBuilder text = new StringBuilder();
    each.number().ifPresent(number -> text.append("entry ").append(number).append(", "));
    each.seq().ifPresent(seq -> text.append("record ").append(seq).append(", "));
    each.hub().ifPresent(hub -> text.append("hub ").append(hub).append(", "));
    return text + each.what();
  }

  private static List<HtmlPage.Part> questions(OpenCases open) {
    if (open.all() == 0) {
      return List.of(new HtmlPage.Part.Notes("Open questions", List.of("None.")));
    }
    List<List<String>> rows =
        open.first().stream()
            .map(
                each ->
                    List.of(
                        MOMENT.format(each.held().at()),
                        each.held().hub().toString(),
                        each.held().mpxn(),
                        each.label().code(),
                        WorkList.task(each)))
            .toList();
    HtmlPage.Part named =
        new HtmlPage.Part.Grid(
            "Open questions: " + figure(open.all()),
            List.of("Received, UTC", "Hub", "MPxN", "Assessment", "What to do"),
            rows);
    long more = open.all() - rows.size();
    return more == 0
        ? List.of(named)
        : List.of(
            named,
            new HtmlPage.Part.Notes(
                "More", List.of(figure(more) + " more stand in 'lastgasp worklist'.")));
  }
}
