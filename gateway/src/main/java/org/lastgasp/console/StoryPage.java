package org.lastgasp.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.lastgasp.api.AlertsResponse;
import org.lastgasp.api.CaseResponse;
import org.lastgasp.api.ExplainResponse;

/**
 * The content of the story of a hub, a meter, premises or a message.
 *
 * @param isLatest false of a page of earlier alerts
 * @param story nothing if nothing is known
 * @param problem why there is no story; may be empty
 */
record StoryPage(
    String id, boolean isLatest, Optional<ExplainResponse> story, String problem, Frame frame) {
  private static final int PAGE = 20; // alerts
  private static final int LONGEST = 200; // characters of an id


  public List<ExplainResponse.Alert> alerts() {
    return story.map(s -> s.alerts().reversed()).orElse(List.of());
  }

  public List<String> remarks() {
    return story.map(ExplainResponse::remarks).orElse(List.of());
  }

  /** What the last alert came to, in one sentence. */
  public String sentence() {
    if (story.isEmpty()) {
      return problem;
    }
    if (!isLatest) {
      return alerts().isEmpty() ? "There is no earlier alert." : "Earlier alerts.";
    }
    return alerts().isEmpty()
        ? "No Power Outage Alert of it is remembered."
        : "The last alert: " + sentence(alerts().getFirst()) + ".";
  }

  public String sentence(ExplainResponse.Alert alert) {
    Words.Verdict verdict = Words.verdict(alert.alert(), "");
    String at = time(alert.alert().receivedAt());
    return "received " + at + ", " + verdict.head().toLowerCase(java.util.Locale.ROOT) + ": "
        + verdict.text();
  }

  public String style(ExplainResponse.Alert alert) {
    return Words.verdict(alert.alert(), "").style();
  }

  public String chart() {
    return story.map(s -> StoryChart.of(s, frame.at())).orElse("");
  }

  public List<ExplainResponse.Step> steps() {
    return story.map(StoryChart::steps).orElse(List.of());
  }

  /** True if there may be alerts before those that are shown. */
  public boolean more() {
    return alerts().size() >= PAGE;
  }

  public String earlier() {
    return "/story?id=" + encoded() + "&before=" + alerts().getLast().alert().number();
  }

  public String latest() {
    return "/story?id=" + encoded();
  }

  /** Shortened: an id may be longer than any page. */
  public String shown() {
    return id.length() <= LONGEST ? id : id.substring(0, LONGEST) + "…";
  }

  public String pack() {
    return "/story/pack?id=" + encoded();
  }

  private String encoded() {
    return URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  public String time(Instant at) {
    return Words.near(at, frame.at());
  }

  /** A sentence with its instants as {@link #time} writes them. */
  public String words(String sentence) {
    return Words.timed(sentence, frame.at());
  }

  /** What was found out afterwards about a suppressed alert; empty of others. */
  public Optional<CaseResponse.Assessed> assessed(ExplainResponse.Alert alert) {
    return Optional.ofNullable(alert.alert().judged())
        .flatMap(judged -> Optional.ofNullable(judged.suppression()))
        .flatMap(found -> Optional.ofNullable(found.assessed()));
  }

  public String label(ExplainResponse.Alert alert) {
    AlertsResponse.Judged judged = alert.alert().judged();
    AlertsResponse.Suppression found = judged == null ? null : judged.suppression();
    String label = found == null ? null : found.assessment();
    return label == null ? "" : label;
  }
}
