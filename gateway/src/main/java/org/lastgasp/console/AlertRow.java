package org.lastgasp.console;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lastgasp.api.AlertPlace;
import org.lastgasp.api.AlertsResponse;
import org.lastgasp.api.WindowsResponse;
import org.lastgasp.console.ListPage.Cell;
import org.lastgasp.files.SpreadsheetText;

/** A row of the list of alerts, on the page and in a file: both have the same columns. */
record AlertRow(AlertsResponse.Alert alert) {
  /** The columns on the page. */
  static final List<String> COLUMNS =
      List.of(
          "Received", "<Area", "<Verdict", "Since activation", "<Label", "<Delivery",
          "<Distributor", "<Hub", "<Meter", "<Model");

  /** The columns in a file; the verdict in words stands beside its codes. */
  static final String HEADER =
      "number,received_at,area,verdict,reason,in_words,minutes_since_activation,label,delivery,"
          + "distributor,hub,meter,model\r\n";

  /** The row on the page. */
  List<Cell> cells(Instant now) {
    Words.Verdict verdict = Words.verdict(alert, "");
    return List.of(
        Cell.time(alert.receivedAt(), now),
        Cell.left(area()),
        new Cell(verdict.head() + ": " + verdict.text(), "", "l " + verdict.style() + "w"),
        Cell.of(sinceActivation().map(AlertRow::words).orElse("–")),
        Cell.left(label()),
        delivery(),
        Cell.left(distributor()),
        Cell.id(hub()).linked(Address.story(hub())),
        Cell.id(meter()).styled("l id meter"),
        Cell.left(model()));
  }

  /** The row in a file. */
  String csv() {
    Words.Verdict verdict = Words.verdict(alert, "");
    String reason = Optional.ofNullable(alert.judged()).map(j -> j.reason()).orElse("copy");
    return Stream.of(
                alert.number(), alert.receivedAt(), SpreadsheetText.quoted(area()),
                alert.verdict(), reason, SpreadsheetText.quoted(verdict.text()),
                sinceActivation().map(AlertRow::minutes).orElse(""), label(), fate(),
                distributor(), hub(), meter(), SpreadsheetText.quoted(model()))
            .map(String::valueOf)
            .collect(Collectors.joining(","))
        + "\r\n";
  }

  private String area() {
    return Optional.ofNullable(alert.place()).map(AlertPlace::words).orElse("");
  }

  private Optional<WindowsResponse.Item> window() {
    return Optional.ofNullable(alert.judged())
        .flatMap(judged -> Optional.ofNullable(judged.window()));
  }

  /** Negative of an alert that came before it. */
  private Optional<Duration> sinceActivation() {
    return window().map(window -> Duration.between(window.from(), alert.receivedAt()));
  }

  private static String words(Duration since) {
    return since.isNegative() ? Words.length(since.negated()) + " before" : Words.length(since);
  }

  private static String minutes(Duration since) {
    return String.format(Locale.ROOT, "%.1f", since.toMillis() / 60_000.0);
  }

  private String label() {
    return Optional.ofNullable(alert.judged())
        .flatMap(judged -> Optional.ofNullable(judged.suppression()))
        .flatMap(found -> Optional.ofNullable(found.assessment()))
        .orElse("");
  }

  private String fate() {
    return switch (Optional.ofNullable(alert.delivery()).orElse("unknown")) {
      case "taken" -> "delivered";
      case "waiting" -> "waiting";
      case "set-aside" -> "dead letter";
      case "dropped" -> "dropped";
      case "withheld" -> "suppressed";
      case "released" -> "released";
      default -> "not known";
    };
  }

  private Cell delivery() {
    String fate = fate();
    return switch (fate) {
      case "dead letter" -> new Cell(fate, "/todo#letters", "l bad");
      case "waiting" -> new Cell(fate, "/delivery", "l");
      default -> Cell.left(fate);
    };
  }

  private String distributor() {
    return Optional.ofNullable(alert.about()).map(about -> about.distributor()).orElse("");
  }

  private String hub() {
    return Optional.ofNullable(alert.about())
        .flatMap(about -> Optional.ofNullable(about.hub()))
        .orElse("");
  }

  private String meter() {
    return window().map(WindowsResponse.Item::meter).orElse("");
  }

  private String model() {
    return window().map(WindowsResponse.Item::model).orElse("");
  }
}
