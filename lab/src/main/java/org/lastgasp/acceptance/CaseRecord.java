package org.lastgasp.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.files.Sha256;

/**
 * The record of a case while it runs: sends its messages, asks what became of them and notes what
 * was found. For one thread.
 */
final class CaseRecord {
  private static final MessageReader READER = new MessageReader();
  private static final String SEND = "/api/v1/serviceS";
  private static final String RECEIVE = "/api/v1/receive";

  private final AcceptanceCase about;
  private final TestBed bed;
  private final DuisClient duis;
  private final TestMessages messages;
  private final LogLines log;
  private final List<Step> steps = new ArrayList<>();
  private final List<String> ofTheRun;
  private final List<String> suppressed = new ArrayList<>();
  private final List<String> forwarded = new ArrayList<>();
  private Instant earliest = Instant.MAX; // the beginning of the window that was asked for
  private Instant latest = Instant.MIN;
  private String note = "";
  private int written;

  /**
   * A record without a step.
   *
   * @param ofTheRun gets the digests of the alerts that had to be suppressed
   */
  CaseRecord(
      AcceptanceCase about,
      TestBed bed,
      DuisClient duis,
      TestMessages messages,
      List<String> ofTheRun) {
    this.about = about;
    this.ofTheRun = ofTheRun;
    this.bed = bed;
    this.duis = duis;
    this.messages = messages;
    this.log = new LogLines(bed.config().log().path());
  }

  /** Does what a moment asks for; whatever it cannot be told is a failed step. */
  void run(AcceptanceCase.Moment moment) throws InterruptedException {
    if (!note.isEmpty()) {
      return;
    }
    try {
      moment.action().run(this);
    } catch (Admin.Refused refused) {
      step("Ask the gateway", "an answer", String.valueOf(refused.getMessage()), false);
    }
  }

  CaseResult result() {
    return new CaseResult(about, steps, note);
  }

  /** Ends the case without a verdict. */
  void skip(String why) {
    note = why;
  }

  TestBed bed() {
    return bed;
  }

  /** The digests of the alerts that had to be suppressed so far, in all cases. */
  List<String> allSuppressed() {
    return List.copyOf(ofTheRun);
  }

  /** Sends an activation, or a cancellation, which the DSP accepts. */
  void activation(Optional<Instant> time) throws InterruptedException {
    String when = time.map(at -> "for " + at).orElse("at once");
    earliest = time.orElse(now());
    request("activation", "SRV 11.3 CV 5, " + when, messages.activation(device(), time));
    latest = time.orElse(now().plusMillis(1)); // the end of the millisecond
  }

  /** Sends a cancellation, which the DSP accepts. */
  void cancellation() throws InterruptedException {
    request("cancellation", "SRV 11.3 CV 5, a cancellation", messages.cancellation(device()));
  }

  private void request(String name, String what, byte[] document) throws InterruptedException {
    String sha256 = Sha256.of(document);
    DuisClient.Answer answer = duis.post(SEND, document);
    boolean whole = bed.participants().atDsp(sha256).isPresent();
    String code = code(answer);
    step(
        "Send " + what + " for the meter " + device().meter(),
        "200 with the DSP's I99; the DSP has the request byte for byte",
        said(answer)
            + (code.isEmpty() ? "" : " with " + code)
            + (whole ? "; the DSP has it byte for byte" : "; the DSP has no such request"),
        answer.status() == 200 && code.equals("I99") && whole,
        file(name, document),
        file(name + "-answer", answer.body()));
  }

  private static String code(DuisClient.Answer answer) {
    return READER.read(answer.body()) instanceof Message.Response response
        ? response.header().code()
        : "";
  }

  private static String said(DuisClient.Answer answer) {
    return answer.status() == 0
        ? "no answer: " + new String(answer.body(), StandardCharsets.UTF_8)
        : "HTTP " + answer.status();
  }

  /** Looks for the window that the last activation opened. */
  void tracked(String mode, Duration length) {
    JsonNode windows =
        bed.admin()
            .get("/api/v1/windows", Map.of("meter", device().meter().toString()))
            .path("windows");
    JsonNode window = windows.path(windows.size() - 1);
    boolean right =
        !window.isMissingNode()
            && window.path("mode").asText().equals(mode)
            && window.path("hub").asText().equals(device().hub().toString())
            && !instant(window, "from").isBefore(earliest)
            && !instant(window, "from").isAfter(latest)
            && Duration.between(instant(window, "from"), instant(window, "until")).equals(length);
    step(
        "Ask for the windows of the meter",
        "a window of its hub, " + mode + ", from "
            + (earliest.equals(latest) ? earliest.toString() : earliest + " to " + latest)
            + " on, " + length.toSeconds() + " s long",
        window.isMissingNode()
            ? "no window"
            : window.path("mode").asText()
                + ", from " + window.path("from").asText()
                + " until " + window.path("until").asText(),
        right);
  }

  private static Instant instant(JsonNode node, String name) {
    return Instant.parse(node.path(name).asText());
  }

  /** Looks for the reason why the last activation was not tracked. */
  void notTracked(String reason) {
    JsonNode items =
        bed.admin()
            .get("/api/v1/audit", Map.of("device", device().meter().toString()))
            .path("audit");
    String detail = "";
    for (JsonNode item : items) {
      if (item.path("what").asText().equals("request")) {
        detail = item.path("detail").asText();
      }
    }
    step(
        "Ask the audit trail for the request",
        "relayed and not tracked, " + reason,
        detail.isEmpty() ? "no request" : detail,
        detail.equals(reason));
  }

  /** Sends an AD1 that has to be suppressed. */
  void alertIsSuppressed(String when) throws InterruptedException {
    byte[] document = messages.alert(device(), bed.clock().instant());
    String sha256 = Sha256.of(document);
    DuisClient.Answer answer = duis.post(RECEIVE, document);
    String verdict = verdict(sha256);
    boolean recorded = TestBed.eventually(() -> log.of(sha256).isPresent());
    boolean delivered = !bed.participants().usersWith(sha256).isEmpty();
    boolean audited = isInAuditTrail(sha256);
    List<String> files = new ArrayList<>(List.of(file("alert", document)));
    log.of(sha256).ifPresent(line -> files.add(file("log-record", line + "\n")));
    suppressed.add(sha256);
    ofTheRun.add(sha256);
    step(
        "Send an AD1 of the hub " + device().hub() + " " + when,
        "204; suppressed, in-window; in the suppression log; no user has it; not in the audit"
            + " trail",
        said(answer)
            + "; "
            + verdict
            + (recorded ? "; in the suppression log" : "; NOT in the suppression log")
            + (delivered ? "; A USER HAS IT" : "; no user has it")
            + (audited ? "; IN THE AUDIT TRAIL" : "; not in the audit trail"),
        answer.status() == 204
            && verdict.equals("suppressed, in-window")
            && recorded
            && !delivered
            && !audited,
        files.toArray(String[]::new));
  }

  /** Sends an AD1 that has to be forwarded for this reason. */
  void alertIsForwarded(String when, String reason) throws InterruptedException {
    byte[] document = messages.alert(device(), bed.clock().instant());
    String sha256 = Sha256.of(document);
    DuisClient.Answer answer = duis.post(RECEIVE, document);
    String verdict = verdict(sha256);
    boolean delivered =
        TestBed.eventually(() -> !bed.participants().usersWith(sha256).isEmpty());
    boolean audited = isInAuditTrail(sha256);
    boolean recorded = log.of(sha256).isPresent();
    String user = bed.devices().recipient().name();
    String to = String.join(", ", bed.participants().usersWith(sha256));
    forwarded.add(sha256);
    step(
        "Send an AD1 of the hub " + device().hub() + " " + when,
        "204; forwarded, " + reason + "; " + user
            + " has it byte for byte; in the audit trail; not in the suppression log",
        said(answer)
            + "; " + verdict
            + (delivered ? "; " + to + " has it byte for byte" : "; NO USER HAS IT")
            + (audited ? "; in the audit trail" : "; NOT in the audit trail")
            + (recorded ? "; IN THE SUPPRESSION LOG" : "; not in the suppression log"),
        answer.status() == 204
            && verdict.equals("forwarded, " + reason)
            && to.equals(user)
            && audited
            && !recorded,
        file("alert", document));
  }

  /** The verdict and its reason, as the API tells them. */
  private String verdict(String sha256) {
    JsonNode alerts =
        bed.admin()
            .get("/api/v1/alerts", Map.of("hub", device().hub().toString()))
            .path("alerts");
    for (JsonNode alert : alerts) {
      if (isOf(alert, sha256)) {
        return alert.path("verdict").asText() + ", " + alert.path("reason").asText();
      }
    }
    return "unknown to the gateway";
  }

  private boolean isInAuditTrail(String sha256) {
    JsonNode items =
        bed.admin()
            .get("/api/v1/audit", Map.of("device", device().hub().toString()))
            .path("audit");
    for (JsonNode item : items) {
      if (isOf(item, sha256)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOf(JsonNode item, String sha256) {
    return item.path("message_sha256").asText().equalsIgnoreCase(sha256);
  }

  /** Looks once more, at the end, whether a user got what was suppressed. */
  void suppressedStaySuppressed() {
    if (suppressed.isEmpty()) {
      return;
    }
    long delivered =
        bed.participants().alertsAtUsers(device().hub()).stream()
            .filter(each -> !forwarded.contains(each.sha256()))
            .count();
    step(
        "Look at the end of the run for the suppressed alerts",
        "no user has any of the " + suppressed.size() + ", not even with other bytes",
        delivered == 0 ? "no user has any" : delivered + " arrived at a user",
        delivered == 0);
  }

  /** Notes a step with its verdict and its files. */
  void step(String action, String expected, String observed, boolean passed, String... files) {
    steps.add(
        new Step(
            now(),
            action,
            expected,
            observed,
            passed ? Verdict.PASSED : Verdict.FAILED,
            List.of(files)));
  }

  /** By the gateway's clock, cut to a millisecond. */
  private Instant now() {
    return bed.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Keeps a document as evidence; gives the file's name. */
  private String file(String name, byte[] document) {
    return file(name, ".xml", document);
  }

  /** Keeps a text as evidence; gives the file's name. */
  String file(String name, String text) {
    String ending = name.contains(".") ? "" : ".jsonl";
    return file(name, ending, text.getBytes(StandardCharsets.UTF_8));
  }

  private String file(String name, String ending, byte[] content) {
    written++;
    String numbered = String.format(Locale.ROOT, "%02d-%s%s", written, name, ending);
    return bed.evidence().write(about.id() + "/" + numbered, content);
  }

  private TestDevice device() {
    return bed.devices().of(about.id());
  }
}
