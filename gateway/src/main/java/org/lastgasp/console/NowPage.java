package org.lastgasp.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.NowResponse;
import org.lastgasp.api.Overview;
import org.lastgasp.api.Remedies;
import org.lastgasp.api.StatusResponse;

/** The content of the first page, in words. */
record NowPage(NowResponse now, Frame frame) {
  private static final int MINUTES = 60;
  private static final int LOCAL = 16; // letters of a time as browsers send it

  /** A verdict of the feed. */
  public record Line(
      String at, String clock, String link, String style, String head, String text) {}

  /**
   * Something that works less well than it should.
   *
   * @param since null if its reader is not told
   */
  public record Problem(
      String reason, String detail, String toDo, String effect, @Nullable Instant since) {
    private static Problem of(StatusResponse.Degraded issue) {
      return new Problem(
          issue.reason(), issue.detail(), issue.toDo(), issue.effect(), issue.since());
    }
  }

  private StatusResponse status() {
    return now.status();
  }

  private Overview overview() {
    return status().overview();
  }

  public String stateStyle() {
    return status().state().equals("suppressing") ? "ok" : "warn";
  }

  public String sentence() {
    return status().sentence();
  }

  public String because() {
    return status().because();
  }

  private long suspects() {
    return Optional.ofNullable(overview().toLookAt())
        .map(Overview.ToLookAt::suspects)
        .orElse(0L);
  }

  /** What there is to look at, as the first problem; empty if nothing looks real. */
  public String lookAt() {
    long suspects = suspects();
    if (suspects == 0) {
      return "";
    }
    return suspects == 1
        ? "1 suppressed alert looks like a real outage"
        : Words.count(suspects, "suppressed alert") + " look like real outages";
  }

  /** What those have in common that were compared, the first ones of the list. */
  public String lookAtMore() {
    return Optional.ofNullable(now.clue())
        .map(
            clue ->
                (clue.near() > 1
                        ? "; " + (clue.suspects() < suspects() ? "at least " : "") + clue.near()
                            + " of them on " + clue.place()
                            + Optional.ofNullable(clue.hubs())
                                .map(all -> ", which has " + Words.count(all, "hub") + ",")
                                .orElse("")
                            + " within "
                            + Math.max(1, clue.minutes()) + " min"
                        : "")
                    + ". The oldest was received "
                    + Words.since(clue.oldest(), frame.at()) + " ago.")
        .orElse(".");
  }

  /** The problems, those with the worst effect first. */
  public List<Problem> problems() {
    List<Problem> all = new ArrayList<>();
    status().degraded().forEach(each -> all.add(Problem.of(each)));
    String worst = "journal-unwritable";
    boolean isTold = all.stream().anyMatch(each -> each.reason().startsWith("journal-"));
    if (Boolean.FALSE.equals(status().ready()) && !isTold) { // who sees some rows has no others
      all.addFirst(
          new Problem(
              worst, "messages other than alerts are refused", Remedies.of(worst),
              Remedies.effect(worst).words(), null));
    }
    return all;
  }

  /** What a reader of some rows has to know about the numbers. */
  public String partly() {
    return frame.seesEverything()
        ? ""
        : "You see the rows of your own distributors: every number here counts those alone.";
  }

  public long toLookAt() {
    return Frame.count(overview());
  }

  public String toLookAtText() {
    Overview.ToLookAt list = overview().toLookAt();
    return list == null ? "not known" : Words.count(list.count()) + (list.more() ? "+" : "");
  }

  public String toLookAtMore() {
    Overview.ToLookAt list = overview().toLookAt();
    String oldest =
        list == null || list.oldest() == null
            ? "nothing waits"
            : "oldest " + Words.since(list.oldest(), frame.at());
    return oldest;
  }

  /** May be empty. */
  public String settledToday() {
    return Optional.ofNullable(now.settledToday())
        .map(settled -> Words.count(settled) + " settled today")
        .orElse("");
  }

  public String blind() {
    return Words.count(overview().blind().hubs());
  }

  public String blindMore() {
    Overview.Blind blind = overview().blind();
    String listed =
        Optional.ofNullable(status().gateway())
            .map(parts -> "of " + Words.count(parts.guids().count(), "meter") + " on the list")
            .orElse("");
    String until =
        blind.until() == null ? "" : "the last until " + Words.near(blind.until(), frame.at());
    String peak =
        Optional.ofNullable(now.peak())
            .map(
                most ->
                    "peak today " + Words.count(most.hubs()) + " at " + Words.minute(most.at()))
            .orElse("");
    String forwarded =
        blind.hubs() == 0 || status().state().equals("suppressing")
            ? ""
            : "every alert is forwarded all the same";
    return Stream.of(forwarded, listed, until, peak)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" · "));
  }

  /** False if the index of alerts cannot be read, which is a problem that is told. */
  private boolean isCounted() {
    return !now.lastHour().isEmpty();
  }

  private long sumReceived() {
    return now.networks().stream().mapToLong(NowResponse.Network::received).sum();
  }

  private long sumSuppressed() {
    return now.networks().stream().mapToLong(NowResponse.Network::suppressed).sum();
  }

  public String suppressed() {
    Overview.Counts hour = overview().lastHour();
    return counted(hour == null ? sumSuppressed() : hour.suppressed());
  }

  public String received() {
    Overview.Counts hour = overview().lastHour();
    return counted(hour == null ? sumReceived() : hour.received());
  }

  /** A number of alerts of the last hour; a dash if it is not known. */
  public String counted(long number) {
    return isCounted() ? Words.count(number) : "–";
  }

  public String suppressedMore() {
    if (!isCounted()) {
      return "not known";
    }
    Overview.Counts hour = overview().lastHour();
    long received = hour == null ? sumReceived() : hour.received();
    long suppressed = hour == null ? sumSuppressed() : hour.suppressed();
    String share = received == 0 ? "none recorded" : Math.round(100.0 * suppressed / received)
        + " %";
    String copies =
        hour == null || hour.copies() == 0 ? "" : " · " + Words.count(hour.copies(), "duplicate");
    String observed =
        hour == null || hour.wouldSuppress() == 0
            ? ""
            : " · " + Words.count(hour.wouldSuppress()) + " would have been";
    String notRecorded =
        hour == null || hour.notRecorded() == 0
            ? ""
            : " · not recorded: " + Words.count(hour.notRecorded()) + " handed over";
    return share + copies + observed + notRecorded;
  }

  /** Whether the books of the last full hour balance; empty if they were not compared. */
  public String books() {
    return Optional.ofNullable(now.books())
        .map(
            hour -> {
              String of = "books of " + Words.minute(hour.from());
              Boolean balances = hour.balances();
              return of
                  + (balances == null
                      ? " not compared"
                      : balances ? " balance" : " do not balance");
            })
        .orElse("");
  }

  public String waiting() {
    StatusResponse.Waiting waiting = status().waiting();
    return waiting == null ? "–" : Words.count(waiting.messages()) + (waiting.more() ? "+" : "");
  }

  public String waitingMore() {
    StatusResponse.Waiting waiting = status().waiting();
    if (waiting == null) {
      return "not shown to viewers";
    }
    return waiting.messages() == 0
        ? "nothing waits"
        : "oldest " + Words.length(Duration.ofMillis((long) (waiting.oldestSeconds() * 1e3)));
  }

  /** May be empty. */
  public String deadLetters() {
    return Optional.ofNullable(status().waiting())
        .map(waiting -> Words.count(waiting.deadLetters(), "dead letter"))
        .orElse("");
  }

  public List<NowResponse.Minute> minutes() {
    return now.lastHour().reversed();
  }

  public String minute(Instant at) {
    return Words.minute(at);
  }

  public String minutesSentence() {
    if (now.lastHour().isEmpty()) {
      return "The index of alerts cannot be read now: see the problems above.";
    }
    long received = now.lastHour().stream().mapToLong(NowResponse.Minute::received).sum();
    long suppressed = now.lastHour().stream().mapToLong(NowResponse.Minute::suppressed).sum();
    return received == 0
        ? "No alert was recorded in the last hour."
        : Words.count(received, "alert") + " received, " + Words.count(suppressed)
            + " of them suppressed.";
  }

  public String chart() {
    return now.lastHour().isEmpty()
        ? ""
        : MinuteChart.of(now.lastHour(), now.marks(), minutesSentence());
  }

  public List<NowResponse.Network> networks() {
    return now.networks();
  }

  public String name(NowResponse.Network network) {
    String ids = String.join(", ", network.distributors());
    if (network.name().isEmpty()) {
      return ids.equals("unknown") ? "not known" : ids + " (no receiver)";
    }
    return network.name() + " " + ids;
  }

  /** A page for the distributors of a row. */
  public String of(NowResponse.Network network, String path) {
    return Address.of(path, Map.of("distributor", String.join(",", network.distributors())))
        + (path.equals("/alerts") ? "&from=" + anHourAgo() : "");
  }

  /** True of the row that the other pages are filtered by. */
  public boolean isChosen(NowResponse.Network network) {
    return network.distributors().equals(frame.distributors());
  }

  /** The beginning of the last hour, which is counted in whole minutes. */
  private Instant anHourAgo() {
    return frame.at().truncatedTo(ChronoUnit.MINUTES).minus(MINUTES - 1, ChronoUnit.MINUTES);
  }

  /** What was settled today, and what else was done. */
  public String today() {
    Instant midnight = frame.at().truncatedTo(ChronoUnit.DAYS);
    return "/todo?since=" + midnight.toString().substring(0, LOCAL) + "#settled";
  }

  /** The alerts of the last hour. */
  public String lastHour() {
    return "/alerts?from=" + anHourAgo();
  }

  /** The alerts of a minute. */
  public String alerts(Instant minute) {
    return "/alerts?from=" + minute + "&to=" + minute.plus(1, ChronoUnit.MINUTES);
  }

  public String time(Instant at) {
    return Words.near(at, frame.at());
  }

  public String count(long number) {
    return Words.count(number);
  }

  public String until(NowResponse.Network network) {
    Instant until = network.until();
    return until == null ? "–" : Words.minute(until);
  }

  /** Why there is no alert among the last ones. */
  public String noLatest() {
    return isCounted() && sumReceived() == 0
        ? "No alert is remembered yet."
        : "The last alerts cannot be told now.";
  }

  public List<Line> latest() {
    return now.latest().stream().map(this::line).toList();
  }

  private Line line(NowResponse.Latest each) {
    Words.Verdict verdict = Words.verdict(each.alert(), each.place());
    Instant at = each.alert().receivedAt();
    return new Line(
        at.toString(), Words.near(at, frame.at()), story(each), verdict.style(), verdict.head(),
        verdict.text());
  }

  private static String story(NowResponse.Latest each) {
    String id =
        Optional.ofNullable(each.alert().about())
            .flatMap(
                about ->
                    Optional.ofNullable(about.responseId())
                        .or(() -> Optional.ofNullable(about.hub())))
            .orElse("");
    return id.isBlank()
        ? "/alerts"
        : "/story?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  public String foot() {
    StringBuilder foot = new StringBuilder("Version " + status().version());
    Instant started = status().startedAt();
    if (started != null) {
      foot.append(" · up since ").append(Words.near(started, frame.at()));
    }
    StatusResponse.Parts parts = status().gateway();
    if (parts != null) {
      String hash = parts.configHash();
      foot.append(" · configuration ").append(hash, 0, Math.min(8, hash.length()))
          .append(" · ").append(Words.count(parts.inventory().devices(), "device"))
          .append(age(parts.inventory().importedAt()))
          .append(" · ").append(Words.count(parts.guids().count(), "GUID"))
          .append(age(parts.guids().importedAt()))
          .append(" · log record ").append(Words.count(parts.log().lastSeq()));
      StatusResponse.Cluster cluster = parts.cluster();
      if (cluster != null) {
        foot.append(" · not decided yet ").append(Words.count(cluster.waiting()));
        cluster.nodes().forEach(node -> foot.append(" · node ").append(node.text()));
      }
    }
    return foot.append(" · clock ").append(Words.day(frame.at())).append(" UTC").toString();
  }

  private String age(@Nullable Instant imported) {
    return imported == null ? ", never imported" : ", " + Words.since(imported, frame.at())
        + " old";
  }
}
