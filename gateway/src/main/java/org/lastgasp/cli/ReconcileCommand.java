package org.lastgasp.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.ReconcileResponse;
import org.lastgasp.files.CountText;
import org.lastgasp.report.ReconciliationService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lastgasp reconcile}. */
@Command(
    name = "reconcile",
    description = {
      "Checks that the totals of the alerts received in a period match.",
      "Compares index, journal, suppression log and delivery, by hour and distributor:",
      "received = forwarded + suppressed + duplicates; suppressed = records in the",
      "log; forwarded = delivered + dead letters + waiting. Differences are",
      "listed; the exit code is then 1. If no gateway answers, its data folder is read.",
      "A throttled message stands for several alerts: both are shown side by side."
    },
    footer = {
      "  lastgasp reconcile --from 2030-01-15T00:00:00Z --to 2030-01-16T00:00:00Z",
      "  lastgasp reconcile -o json              the last 24 hours"
    })
final class ReconcileCommand implements Callable<Integer> {
  private static final Duration USUAL = Duration.ofDays(1);
  private static final List<String> COLUMNS =
      List.of(
          "HOUR", "DISTRIBUTOR", "RECEIVED", "FORWARDED", "SUPPRESSED", "DUPLICATES", "DELIVERED",
          "DEAD LETTERS", "DROPPED", "WAITING", "LOGGED", "BALANCES");

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Received from this time (default: a day before --to).")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Received before this time (default: now). At most 31 days.")
  private @Nullable Instant to;

  @Mixin private GatewayOption gateway;

  ReconcileCommand(Console console) {
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
    Period usual = period(InstantSource.system().instant());
    ReconcileResponse books =
        gateway.ask(
            "/api/v1/reconcile",
            GatewayOption.query("from", usual.from(), "to", usual.to()),
            ReconcileResponse.class,
            folder -> offline(folder, period(folder.now().plusNanos(1))));
    gateway.print(books, lines(books));
    return books.balances() ? Exit.DONE : Exit.FAILED;
  }

  private record Period(Instant from, Instant to) {}

  /** The time that is asked for; one that is not named ends now. */
  private Period period(Instant now) {
    Instant end = Optional.ofNullable(to).orElse(now);
    Instant beginning = Optional.ofNullable(from).orElse(end.minus(USUAL));
    if (!beginning.isBefore(end)
        || Duration.between(beginning, end).compareTo(ReconciliationService.LONGEST) > 0) {
      throw new CommandFailed(
          Exit.WRONG_USE,
          "--from has to be before --to, by at most "
              + ReconciliationService.LONGEST.toDays()
              + " days");
    }
    return new Period(beginning, end);
  }

  private static ReconcileResponse offline(DataFolder folder, Period period) {
    return switch (folder.reconciled(period.from(), period.to())) {
      case ReconciliationService.Order.Done done -> ReconcileResponse.of(done.books());
      case ReconciliationService.Order.NotNow notNow ->
          throw new CommandFailed(Exit.FAILED, notNow.why());
    };
  }

  private static List<String> lines(ReconcileResponse books) {
    List<String> lines = new ArrayList<>();
    lines.add("received from " + books.from() + " to " + books.to());
    lines.add("");
    lines.addAll(rows(books).lines());
    lines.add("");
    lines.addAll(standFor(books.total(), books.total().standFor()).lines());
    counts("FORWARDED BECAUSE", books.total().reasons(), lines);
    counts("SUPPRESSED, SINCE THEN", books.total().assessed(), lines);
    forwarding(books.forwarding(), lines);
    for (ReconcileResponse.Gap gap : books.unrecorded()) {
      lines.add(
          "not recorded from " + gap.since() + " to " + gap.until()
              + ", when the journal could not be written: "
              + CountText.of(gap.alertsRelayed(), "alert") + " handed straight over, "
              + CountText.of(gap.refused(), "message")
              + " refused and left with their senders");
    }
    lines.addAll(books.remarks());
    lines.add("");
    verdict(books, lines);
    return lines;
  }

  private static Table rows(ReconcileResponse books) {
    Table table = new Table();
    table.row(COLUMNS);
    books.rows().forEach(
        row -> table.row(cells(row.hour().toString(), row.distributor(), row.count())));
    table.row(cells("total", "all", books.total()));
    return table;
  }

  private static List<String> cells(
      String hour, String distributor, ReconcileResponse.Count count) {
    List<String> cells = new ArrayList<>(List.of(hour, distributor));
    LongStream.of(
            count.received(), count.forwarded(), count.suppressed(), count.copies(),
            count.delivered(), count.setAside(), count.dropped(), count.waiting(), count.logged())
        .forEach(number -> cells.add(String.valueOf(number)));
    cells.add(count.imbalances() == 0 ? "yes" : "NO");
    return cells;
  }

  private static Table standFor(
      ReconcileResponse.Count count, ReconcileResponse.StandFor standFor) {
    Table table = new Table();
    table.row(List.of("BY THROTTLED COUNTS", "MESSAGES", "STAND FOR ALERTS"));
    standFor(table, "received", count.received(), standFor.received());
    standFor(table, "- forwarded", count.forwarded(), standFor.forwarded());
    standFor(table, "- suppressed", count.suppressed(), standFor.suppressed());
    standFor(table, "- duplicates", count.copies(), standFor.copies());
    standFor(table, "records in the log", count.logged(), standFor.logged());
    return table;
  }

  private static void standFor(Table table, String what, long messages, long standFor) {
    table.row(List.of(what, String.valueOf(messages), String.valueOf(standFor)));
  }

  private static void counts(String what, Map<String, Long> reasons, List<String> lines) {
    if (!reasons.isEmpty()) {
      Table table = new Table();
      table.row(List.of(what, "ALERTS"));
      reasons.forEach((reason, count) -> table.row(List.of(reason, String.valueOf(count))));
      lines.add("");
      lines.addAll(table.lines());
    }
  }

  private static void forwarding(ReconcileResponse.Forwarding figures, List<String> lines) {
    lines.add("");
    Double delivered = figures.deliveredShare();
    Double promptly = figures.judgedWithinASecondShare();
    if (delivered != null && promptly != null) {
      lines.add(
          String.format(
              Locale.ROOT,
              "of %d forwarded alerts %.3f %% are delivered; %.3f %% were judged within a second,"
                  + " the slowest after %.3f s; what was suppressed is not in these figures",
              figures.forwarded(),
              100 * delivered,
              100 * promptly,
              figures.slowestVerdictSeconds()));
    }
  }

  private static void verdict(ReconcileResponse books, List<String> lines) {
    if (books.balances()) {
      lines.add("the books balance");
      return;
    }
    lines.add(
        "the books do NOT balance: " + CountText.of(books.found(), "entry", "entries"));
    Table table = new Table();
    table.row(List.of("ENTRY", "RECORD", "RECEIVED", "DISTRIBUTOR", "HUB", "WHAT"));
    for (ReconcileResponse.Imbalance each : books.imbalances()) {
      table.row(
          Stream.of(
                  Optional.ofNullable(each.number()), Optional.ofNullable(each.seq()),
                  Optional.ofNullable(each.receivedAt()), Optional.ofNullable(each.distributor()),
                  Optional.ofNullable(each.hub()), Optional.of(each.what()))
              .map(cell -> cell.map(Object::toString).orElse("-"))
              .toList());
    }
    lines.addAll(table.lines());
    long more = books.found() - books.imbalances().size();
    if (more > 0) {
      lines.add("… and " + more + " more");
    }
  }
}
