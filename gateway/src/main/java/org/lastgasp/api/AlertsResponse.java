package org.lastgasp.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.CaseResponse.Assessed;
import org.lastgasp.api.OverridesResponse.Storm;
import org.lastgasp.api.WindowsResponse.Item;
import org.lastgasp.audit.AuditQuery;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.CaseLookup;
import org.lastgasp.hindsight.Evidence;
import org.lastgasp.id.Mpan;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/** A page of AD1s and their verdicts, in the journal's order. */
public record AlertsResponse(List<Alert> alerts, @Nullable String next)
    implements Paged<AlertsResponse> {

  /**
   * An AD1.
   *
   * @param about null for a duplicate
   * @param original the entry that a duplicate repeats
   * @param judged null for a duplicate
   * @param place where it came from, as the inventory has it now; only if requested
   * @param delivery the state of its delivery: {@code taken}, {@code waiting}, {@code set-aside},
   *     {@code dropped}, {@code withheld}, {@code released}, {@code unknown}; only if requested
   */
  public record Alert(
      long number,
      Instant receivedAt,
      @Omitted @Nullable Instant judgedAt,
      String verdict,
      @JsonUnwrapped @Nullable About about,
      @Omitted @Nullable Long original,
      String messageSha256,
      @JsonUnwrapped @Nullable Judged judged,
      @Omitted @Nullable AlertPlace place,
      @Omitted @Nullable String delivery) {
    public Alert { // groups that are not there are read as groups of nothing
      about = original == null ? about : null;
      judged = original == null ? judged : null;
    }

    private Alert with(AlertPlace where, String fate) {
      return new Alert(
          number, receivedAt, judgedAt, verdict, about, original, messageSha256, judged, where,
          delivered(fate));
    }

    /** The state of its delivery: the given one, unless it was suppressed and delivered late. */
    String delivered(String fate) {
      return isReleased() ? "released" : fate;
    }

    private boolean isReleased() {
      Suppression found = judged == null ? null : judged.suppression();
      Assessed assessed = found == null ? null : found.assessed();
      return assessed != null
          && assessed.found().stream()
              .anyMatch(each -> each.kind().equals(Evidence.Kind.RELEASED.code()));
    }
  }

  /** The content of an AD1, and the settings in force when it was judged. */
  public record About(
      @Nullable String hub,
      String mpxn,
      String distributor,
      @Nullable String recipient,
      @Nullable String responseId,
      @Nullable String startDateTime,
      @JsonProperty("switch") String position,
      String configHash) {
    private static About of(Event.AlertJudged alert) {
      return new About(
          Text.of(alert.hub()),
          alert.mpxn(),
          Mpan.distributorName(alert.distributor()),
          Text.of(Optional.of(alert.recipient()).filter(r -> !r.equals(Event.NOBODY))),
          Text.of(alert.response()),
          Text.of(alert.start()),
          alert.state().code(),
          alert.configHash());
    }
  }

  /**
   * A verdict with what it compared.
   *
   * @param suppression null if the alert was forwarded
   */
  public record Judged(
      String reason,
      @Omitted @Nullable String rule,
      Instant compared,
      List<String> shadows,
      @Omitted @Nullable Storm storm,
      @Omitted @Nullable Open breaker,
      @Omitted @Nullable Crowd crowd,
      @Nullable Item window,
      @JsonUnwrapped @Nullable Suppression suppression) {
    public Judged {
      suppression = rule == null ? null : suppression;
    }

    private static Judged of(Event.AlertJudged alert, Optional<Case> found) {
      return switch (alert.verdict()) {
        case Verdict.Suppress v ->
            of(
                alert, "in-window", v.rule(), v.compared(), v.shadows(), v.besides(),
                Optional.of(v.window()), Suppression.of(v.window(), found));
        case Verdict.Forward v ->
            of(
                alert, v.reason().code(), null, v.compared(), v.shadows(), v.besides(),
                v.nearest(), null);
      };
    }

    private static Judged of(
        Event.AlertJudged alert,
        String reason,
        @Nullable String rule,
        Instant compared,
        List<Guard> shadows,
        Verdict.Evidence besides,
        Optional<Window> window,
        @Nullable Suppression suppression) {
      return new Judged(
          reason,
          rule,
          compared,
          shadows.stream().map(Guard::code).toList(),
          besides.storm().map(Storm::of).orElse(null),
          besides.breaker().map(open -> new Open(open.since(), open.why())).orElse(null),
          besides.nearby().map(Crowd::of).orElse(null),
          window.map(each -> Item.of(each, alert.at())).orElse(null),
          suppression);
    }
  }

  /** The breaker, as it was open. */
  record Open(Instant since, String why) {}

  /** The alerts of an area that came together. */
  record Crowd(String area, int hubs, long withinSeconds) {
    private static Crowd of(Verdict.NearbyAlerts crowd) {
      return new Crowd(crowd.area().toString(), crowd.hubs(), crowd.within().toSeconds());
    }
  }

  /** The assessment of a suppressed alert by hindsight; as far as it knows the case. */
  public record Suppression(
      @Nullable Instant windowEnded,
      @Nullable String assessment,
      @JsonUnwrapped @Nullable Assessed assessed) {
    public Suppression {
      assessed = assessment == null ? null : assessed;
    }

    private static Suppression of(Window window, Optional<Case> found) {
      return new Suppression(
          found.map(Case::end).filter(end -> end.isBefore(window.until())).orElse(null),
          found.map(about -> about.label().code()).orElse(null),
          found.map(Assessed::of).orElse(null));
    }
  }

  /** A page and the cases of its suppressed alerts. */
  public static AlertsResponse of(AuditQuery.Page page, CaseLookup cases) {
    return new AlertsResponse(
        page.entries().stream().map(each -> alert(each, cases)).toList(),
        Paged.next(page.next()));
  }

  private static Alert alert(Entry recorded, CaseLookup cases) {
    long number = recorded.number();
    return switch (recorded.entry()) {
      case Event.AlertJudged alert ->
          alert(
              number, alert, alert.isSuppression() ? cases.of(number) : Optional.empty());
      case Event.AlertCopied copy ->
          new Alert(
              number, copy.at(), null, "copy", null, copy.original(), copy.sha256(), null, null,
              null);
      case Event other -> throw new IllegalStateException("no alert: entry " + number);
    };
  }

  static Alert alert(long number, Event.AlertJudged alert, Optional<Case> found) {
    return new Alert(
        number,
        alert.at(),
        alert.judged(),
        alert.verdict() instanceof Verdict.Suppress ? "suppressed" : "forwarded",
        About.of(alert),
        null,
        alert.messageSha256(),
        Judged.of(alert, found),
        null,
        null);
  }

  /** The same page with the place and the delivery of each alert. */
  static AlertsResponse detailed(
      AuditQuery.Page page, CaseLookup cases, InventoryLookup devices,
      Function<Entry, String> fates) {
    AlertsResponse plain = of(page, cases);
    List<Alert> all = new ArrayList<>();
    for (int i = 0; i < plain.alerts().size(); i++) {
      Alert each = plain.alerts().get(i);
      all.add(each.with(AlertPlace.of(devices, each), fates.apply(page.entries().get(i))));
    }
    return new AlertsResponse(List.copyOf(all), plain.next());
  }

  @Override
  public AlertsResponse plus(AlertsResponse more) {
    return new AlertsResponse(Text.joined(alerts, more.alerts), more.next);
  }
}
