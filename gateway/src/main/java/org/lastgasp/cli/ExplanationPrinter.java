package org.lastgasp.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.AlertsResponse;
import org.lastgasp.api.ExplainResponse;

/** An explanation as text for people, in 100 columns. */
final class ExplanationPrinter {
  private static final int WIDTH = 100;
  private static final int CAPTION = 14;
  private static final int TIME = "10:00:00.000  ".length();

  private final List<String> lines = new ArrayList<>();

  List<String> lines(ExplainResponse told) {
    told.remarks().forEach(remark -> wrap("", remark));
    timeline(told.timeline());
    told.alerts().forEach(this::alert);
    return lines;
  }

  private void alert(ExplainResponse.Alert told) {
    AlertsResponse.Alert alert = told.alert();
    AlertsResponse.Judged judged = Objects.requireNonNull(alert.judged(), "no verdict");
    lines.add("");
    String verdict = alert.verdict().toUpperCase(Locale.ROOT);
    wrap("", verdict + ", " + judged.reason() + ": AD1 received " + stamp(alert.receivedAt()));
    timeline(told.timeline());
    lines.add("");
    wrap(caption("why"), told.because());
    wrap(caption("otherwise"), told.otherwise());
    wrap(caption("compared"), stamp(judged.compared()));
    if (!judged.shadows().isEmpty()) {
      wrap(
          caption("shadows"),
          "in shadow, would have forwarded it: " + String.join(", ", judged.shadows()));
    }
    wrap(caption("delivery"), delivery(told));
    assessment(judged.suppression());
    told.evidence().forEach(each -> wrap(caption(each.name()), each.value()));
  }

  private void assessment(AlertsResponse.@Nullable Suppression suppression) {
    if (suppression != null
        && suppression.assessment() != null
        && suppression.assessed() != null) {
      String since = stamp(suppression.assessed().assessedSince());
      wrap(caption("hindsight"), suppression.assessment() + " since " + since);
    }
  }

  private static String delivery(ExplainResponse.Alert told) {
    String to =
        Optional.ofNullable(told.alert().about())
            .map(AlertsResponse.About::recipient)
            .orElse("nobody, none could be found");
    return switch (told.delivery()) {
      case "taken" -> "taken by " + to;
      case "waiting" -> "for " + to + ", waiting or under way";
      case "set-aside" -> "for " + to + ", a dead letter: see lastgasp dead-letters";
      case "dropped" -> "for " + to + ", dropped by an operator: see lastgasp changes";
      case "released" -> "suppressed, and delivered late to " + to;
      case "withheld" -> "none, it was suppressed; its recipient is " + to;
      default -> "for " + to + ", not known: ask a running gateway";
    };
  }

  private void timeline(List<ExplainResponse.Step> events) {
    String day = "";
    for (ExplainResponse.Step event : events) {
      String at = event.at().toString();
      if (at.charAt(10) != 'T') { // a year of five digits
        wrap("  " + at + "  ", event.what() + "  " + event.text());
        continue;
      }
      if (!at.substring(0, 10).equals(day)) {
        day = at.substring(0, 10);
        lines.add("");
        lines.add("  " + day);
      }
      wrap("  " + padded(clock(at), TIME) + padded(event.what(), 10) + " ", event.text());
    }
  }

  /** {@code 10:00:00}, or with the digits of a second behind it that are not nought. */
  private static String clock(String at) {
    String time = at.substring(11).replaceFirst("Z$", "");
    return time.length() > 12 ? time.substring(0, 12) : time;
  }

  private static String stamp(Instant instant) {
    String at = instant.toString();
    return at.charAt(10) == 'T' ? at.substring(0, 10) + " " + clock(at) : at;
  }

  private static String caption(String name) {
    return "  " + padded(name, CAPTION) + "  ";
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  /** Breaks at spaces; what follows the first line stands below its beginning. */
  private void wrap(String before, String text) {
    String margin = " ".repeat(before.length());
    StringBuilder line = new StringBuilder(before);
    boolean empty = true;
    for (String word : text.replaceAll("\\p{Cntrl}+", " ").strip().split(" +", -1)) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(margin);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString().stripTrailing());
  }
}
