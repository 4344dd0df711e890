package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An explanation as text for people, in 100 columns. */
final class ExplanationPrinter {
  private static final int WIDTH = 100;
  private static final int CAPTION = 14;
  private static final int TIME = "10:00:00.000  ".length();

  private final JsonNode told;
  private final List<String> lines = new ArrayList<>();

  ExplanationPrinter(JsonNode told) {
    this.told = told;
  }

  List<String> lines() {
    for (JsonNode remark : told.path("remarks")) {
      wrap("", remark.asText());
    }
    timeline(told.path("timeline"));
    told.path("alerts").forEach(this::alert);
    return lines;
  }

  private void alert(JsonNode alert) {
    lines.add("");
    String verdict = alert.path("verdict").asText().toUpperCase(Locale.ROOT);
    wrap("", verdict + ", " + alert.path("reason").asText() + ": AD1 received "
        + stamp(alert.path("received_at").asText()));
    timeline(alert.path("timeline"));
    lines.add("");
    wrap(caption("why"), alert.path("because").asText());
    wrap(caption("otherwise"), alert.path("otherwise").asText());
    wrap(caption("compared"), stamp(alert.path("compared").asText()));
    JsonNode shadows = alert.path("shadows");
    if (!shadows.isEmpty()) {
      List<String> names = new ArrayList<>();
      shadows.forEach(each -> names.add(each.asText()));
      wrap(caption("shadows"), "in shadow, would have forwarded it: " + String.join(", ", names));
    }
    wrap(caption("delivery"), delivery(alert));
    if (alert.path("assessment").isTextual()) {
      String since = stamp(alert.path("assessed_since").asText());
      wrap(caption("hindsight"), alert.path("assessment").asText() + " since " + since);
    }
    for (JsonNode each : alert.path("evidence")) {
      wrap(caption(each.path("name").asText()), each.path("value").asText());
    }
  }

  private static String delivery(JsonNode alert) {
    String whom = alert.path("recipient").asText("");
    String to = alert.path("recipient").isTextual() ? whom : "nobody, none could be found";
    return switch (alert.path("delivery").asText()) {
      case "taken" -> "taken by " + to;
      case "waiting" -> "for " + to + ", waiting or under way";
      case "set-aside" -> "for " + to + ", set aside: see set-aside";
      case "withheld" -> "none, it was held back from " + to;
      default -> "for " + to + ", not known: ask a running gateway";
    };
  }

  private void timeline(JsonNode events) {
    String day = "";
    for (JsonNode event : events) {
      String at = event.path("at").asText();
      if (at.length() < 11 || at.charAt(10) != 'T') {
        wrap("  " + at + "  ", event.path("what").asText() + "  " + event.path("text").asText());
        continue;
      }
      if (!at.substring(0, 10).equals(day)) {
        day = at.substring(0, 10);
        lines.add("");
        lines.add("  " + day);
      }
      String what = event.path("what").asText();
      wrap("  " + padded(clock(at), TIME) + padded(what, 10) + " ", event.path("text").asText());
    }
  }

  /** {@code 10:00:00}, or with the digits of a second behind it that are not nought. */
  private static String clock(String at) {
    String time = at.substring(11).replaceFirst("Z$", "");
    return time.length() > 12 ? time.substring(0, 12) : time;
  }

  private static String stamp(String at) {
    boolean usual = at.length() > 11 && at.charAt(10) == 'T';
    return usual ? at.substring(0, 10) + " " + clock(at) : at;
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
