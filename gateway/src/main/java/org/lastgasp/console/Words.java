package org.lastgasp.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.AlertsResponse;
import org.lastgasp.api.CaseResponse;
import org.lastgasp.api.WindowsResponse;
import org.lastgasp.files.CountText;

/** The words in which pages say numbers, times and verdicts. */
final class Words {
  private static final Pattern INSTANT =
      Pattern.compile("\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z");
  private static final DateTimeFormatter TIME = pattern("HH:mm:ss");
  private static final DateTimeFormatter MINUTE = pattern("HH:mm");
  private static final DateTimeFormatter DAY = pattern("uuuu-MM-dd HH:mm:ss");

  /** Why an alert was forwarded, by the code of the reason. */
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("switch-off", "the switch is off"),
          Map.entry("unreadable", "it cannot be read"),
          Map.entry("hub-not-tracked", "no activation on this hub"),
          Map.entry("hub-limit", "its hub has more windows or alerts than firmware explains"),
          Map.entry("awaiting-answer", "the DSP had not answered the activation yet"),
          Map.entry("before-window", "before the window began"),
          Map.entry("after-window", "after the window ended"),
          Map.entry("cancelled", "its activation was cancelled"),
          Map.entry("withdrawn", "the DSP refused its activation"),
          Map.entry("unconfirmed-cancellation", "its activation may have been cancelled"),
          Map.entry("blindness-ceiling", "its hub had been blind for too long"),
          Map.entry("clock-behind", "the gateway's clock is behind"),
          Map.entry("storm", "a storm order is in force"),
          Map.entry("guard-started-before-activation", "the outage began before the activation"),
          Map.entry("guard-other-premises", "it is of other premises than the activation"),
          Map.entry("guard-activation-failed", "the activation failed"),
          Map.entry("guard-coincident-outage", "hubs nearby lost their supply too"),
          Map.entry("guard-breaker", "the breaker is open"),
          Map.entry("observe", "only observing: it would have been suppressed"),
          Map.entry("journal-unavailable", "nothing could be recorded"),
          Map.entry("error", "a fault of the gateway: in doubt, forward"));

  private static final int EUI = 23; // characters of 16 digits in pairs
  private static final int SHORT = 11; // characters of an id in short

  /** Why an activation was not tracked, by the code of the reason. */
  private static final Map<String, String> UNTRACKED =
      Map.ofEntries(
          Map.entry("local-delivery", "delivered locally"),
          Map.entry("acceptance-unknown", "it may have been accepted before"),
          Map.entry("unreadable-activation", "it cannot be read, or contradicts itself"),
          Map.entry("signature-missing", "not signed"),
          Map.entry("signature-invalid", "its signature proves nothing"),
          Map.entry("not-authorised", "its sender may not activate firmware"),
          Map.entry("user-limit", "its sender has as many windows as it may"),
          Map.entry("originator-differs", "its sender is not its originator"),
          Map.entry("clock-differs", "the clock of the node that took it was wrong"),
          Map.entry("switch-off", "the switch was off"),
          Map.entry("unknown-device", "the inventory does not know the meter"),
          Map.entry("not-smets2-esme", "not a SMETS2 electricity meter"),
          Map.entry("manufacturer-not-listed", "its manufacturer is not listed"),
          Map.entry("not-on-guid-list", "not on the list of GUIDs"),
          Map.entry("no-hub", "the inventory knows no hub of it"));

  private Words() {}

  private static DateTimeFormatter pattern(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  /** {@code 4 of 31 hubs}, or {@code 4 hubs} where it is not known how many there are. */
  static String hubs(long some, @Nullable Long all) {
    return all == null ? count(some, "hub") : count(some) + " of " + count(all, "hub");
  }

  /** A sentence with its instants as {@link #near} writes them. */
  static String timed(String sentence, Instant today) {
    return INSTANT.matcher(sentence).replaceAll(at -> timed(at, today));
  }

  private static String timed(MatchResult found, Instant today) {
    try {
      return near(Instant.parse(found.group()), today);
    } catch (DateTimeParseException noSuchDay) {
      return found.group();
    }
  }

  static String time(Instant at) {
    return TIME.format(at);
  }

  static String minute(Instant at) {
    return MINUTE.format(at);
  }

  static String day(Instant at) {
    return DAY.format(at);
  }

  /** The time, with its day unless that is the day of another. */
  static String near(Instant at, Instant today) {
    boolean same = DAY.format(at).substring(0, 10).equals(DAY.format(today).substring(0, 10));
    return same ? TIME.format(at) : DAY.format(at);
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 alert}, {@code 2 alerts}. */
  static String count(long number, String what) {
    return CountText.of(number, what);
  }

  /** {@code 41 s}, {@code 4 min 2 s}, {@code 3 h 12 min}, {@code 5 d 2 h}. */
  static String length(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return two(seconds / 60, "min", seconds % 60, "s");
    }
    if (seconds < 86_400) {
      return two(seconds / 3_600, "h", seconds % 3_600 / 60, "min");
    }
    return two(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h");
  }

  private static String two(long large, String unit, long small, String smaller) {
    return large + " " + unit + (small == 0 ? "" : " " + small + " " + smaller);
  }

  /** {@code 4 ms}, {@code 1.2 s}, then as {@link #length}; a dash for none. */
  static String seconds(@Nullable Double seconds) {
    if (seconds == null) {
      return "–";
    }
    if (seconds < 1) {
      return Math.round(seconds * 1_000) + " ms";
    }
    return seconds < 10
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : length(Duration.ofMillis(Math.round(seconds * 1_000)));
  }

  /** {@code 4.2 GiB}. */
  static String bytes(long bytes) {
    double mib = bytes / 1_048_576.0;
    if (mib < 1) {
      return String.format(Locale.ROOT, "%,.0f KiB", Math.ceil(bytes / 1_024.0));
    }
    return mib < 1_024
        ? String.format(Locale.ROOT, "%,.0f MiB", mib)
        : String.format(Locale.ROOT, "%,.1f GiB", mib / 1_024);
  }

  /** The last eight digits of a device's id, the first eight of a hash. */
  static String shortened(String id) {
    if (id.length() == EUI && id.charAt(2) == '-') {
      return "…" + id.substring(EUI - SHORT);
    }
    return id.length() <= SHORT + 2 ? id : id.substring(0, SHORT - 3) + "…";
  }

  /** Why an activation was not tracked. */
  static String untracked(String code) {
    return UNTRACKED.getOrDefault(code, code);
  }

  static String since(Instant then, Instant now) {
    return length(Duration.between(then, now));
  }

  /** The reason why an alert was forwarded. */
  static String reason(String code) {
    return REASONS.getOrDefault(code, code);
  }

  static List<String> reasons() {
    return REASONS.keySet().stream().sorted().toList();
  }

  /**
   * A verdict as a sentence.
   *
   * @param style the class of its first words
   */
  record Verdict(String style, String head, String text) {}

  /** The verdict on an alert; the place may be empty. */
  static Verdict verdict(AlertsResponse.Alert alert, String place) {
    AlertsResponse.Judged judged = alert.judged();
    if (judged == null) {
      return new Verdict("h", "Suppressed", "another copy of alert " + alert.original());
    }
    WindowsResponse.Item window = judged.window();
    if (alert.verdict().equals("suppressed") && window != null) {
      AlertsResponse.Suppression found = judged.suppression();
      if (found != null && "suspect".equals(found.assessment())) {
        String why = joined(place, evidence(found.assessed()));
        return new Verdict("s", "Suppressed, looks real", why);
      }
      String after = since(window.from(), alert.receivedAt()) + " after activation";
      return new Verdict("h", "Suppressed", joined(place, window.model(), after));
    }
    return new Verdict("f", "Forwarded", joined(place, forwarded(judged, window)));
  }

  private static String forwarded(
      AlertsResponse.Judged judged, WindowsResponse.@Nullable Item window) {
    if (window != null && judged.reason().equals("after-window") && window.endedAt() == null) {
      return since(window.until(), judged.compared()) + " after the window ended";
    }
    if (window != null && judged.reason().equals("before-window")) {
      return since(judged.compared(), window.from()) + " before the window began";
    }
    return reason(judged.reason());
  }

  private static String evidence(CaseResponse.@Nullable Assessed assessed) {
    return assessed == null ? "" : assessed.why().split(": ", 2)[0]; // values are in its story
  }

  private static String joined(String... parts) {
    return String.join(", ", List.of(parts).stream().filter(each -> !each.isBlank()).toList());
  }
}
