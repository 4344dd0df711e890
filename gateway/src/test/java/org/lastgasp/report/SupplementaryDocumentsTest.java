package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.report.Desk.HOUR;
import static org.lastgasp.report.Desk.NINE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.files.Ed25519Signer;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.Label;
import org.lastgasp.hindsight.Observation;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.log.CheckpointVerifier;
import org.lastgasp.policy.Window;

/** What is written beside the reports of the log. */
class SupplementaryDocumentsTest {
  @TempDir Path folder;
  private KeyPair keys;
  private Desk desk;
  private SupplementaryDocumentSettings settings;

  @BeforeEach
  void open() throws IOException, GeneralSecurityException {
    keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String text = Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded());
    Path key =
        Files.writeString(
            folder.resolve("key.pem"),
            "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
    Ed25519Signer signatory = ((Ed25519Signer.Key.Ours) Ed25519Signer.read(key)).signatory();
    settings =
        new SupplementaryDocumentSettings(
            Optional.empty(), Optional.of(signatory), () -> "0f".repeat(32));
    desk = new Desk(folder);
  }

  private Map<String, String> after(Duration since, Target... targets) {
    desk.now = NINE.plus(since);
    try (ReportServer server =
        new ReportServer(
            desk.settings(), desk, Assessments.NONE, List.of(targets), settings, () -> desk.now,
            Desk.PATIENCE)) {
      Duration unused = server.work();
      Duration again = server.documents().work();
      server.senders().forEach(TargetWorker::sendNow);
    }
    Map<String, String> documents = new TreeMap<>(desk.spool());
    documents.keySet().removeIf(name -> name.startsWith("poa-report-"));
    return documents;
  }

  @Test
  void aStatementOfEachPeriodGoesToEveryTarget() throws IOException {
    Path there = folder.resolve("there");
    assertThat(after(Duration.ofMinutes(59))).isEmpty();
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    assertThat(after(HOUR.plusSeconds(2), new DirectoryTarget(there)))
        .containsOnlyKeys("poa-statement-20300115T090000Z-000001.txt");
    desk.log.write(NINE.plusSeconds(4_000), "1712345678909");
    Map<String, String> both =
        after(HOUR.multipliedBy(2).plusSeconds(2), new DirectoryTarget(there));
    assertThat(both)
        .containsOnlyKeys(
            "poa-statement-20300115T090000Z-000001.txt",
            "poa-statement-20300115T100000Z-000002.txt");
    assertThat(both.get("poa-statement-20300115T100000Z-000002.txt"))
        .contains("log-seq: 2\n", "stated-at: 2030-01-15T11:00:02.000Z\n");
    assertThat(Desk.contents(there)).containsAllEntriesOf(both);
    List<Path> statements =
        both.keySet().stream().map(name -> there.resolve(name)).toList();
    try (Stream<Path> files = Files.list(desk.folder())) {
      assertThat(CheckpointVerifier.verify(statements, keys.getPublic(), files.toList()).isWhole())
          .isTrue();
    }
  }

  @Test
  void aPaperThatWasLostComesBackAsItWas() throws IOException {
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    Target gone = new DirectoryTarget(folder.resolve("key.pem/no-folder"));
    Map<String, String> first = after(HOUR.plusSeconds(2), gone);
    Files.delete(folder.resolve("report/spool/" + first.keySet().iterator().next()));
    Path there = folder.resolve("there");
    assertThat(after(HOUR.plusSeconds(3), new DirectoryTarget(there))).isEmpty();
    assertThat(after(HOUR.plusSeconds(4), new DirectoryTarget(there))).isEqualTo(first);
    assertThat(Desk.contents(there)).containsAllEntriesOf(first);
  }

  @Test
  void aDigestIsTheSameInTextAndInHtml() {
    Reconciliation books = books();
    OpenCases open = new OpenCases(List.of(suspect("<b>\u0007 & more")), 3);
    DailySummary digest =
        DailySummary.of(
            books, Optional.of("20"), id -> "SSEN", open, NINE.plus(Duration.ofDays(1)));
    String text = DailySummaryText.of(digest);
    String html = HtmlPage.of(digest);
    assertThat(text)
        .startsWith("Power Outage Alerts of Tuesday 15 January 2030, UTC\n")
        .contains("SSEN (distributor 20)\n", "Received", "after-window", "- The books do NOT")
        .containsPattern("Received +1,238 +1,306\n")
        .containsPattern("Forwarded +1,234 +1,299\n +- delivered +1,230\n")
        .contains("entry 12, hub H, it is gone", "2 more stand in 'lastgasp worklist'.")
        .contains("<b> ")
        .doesNotContain("\u0007", "entry 13");
    assertThat(text.lines()).allMatch(line -> line.length() <= 140);
    assertThat(html)
        .contains("<html lang=\"en-GB\">", "<th scope=\"col\"", "<th scope=\"row\"", "<caption>")
        .contains("&lt;b&gt; ", "&amp; more", "SR 7.4", "entry 12, hub H, it is gone")
        .doesNotContain("<script", "http", "\u0007", "<b>");
  }

  private static Case suspect(String mpxn) {
    Eui64 meter = Eui64.of("00-DB-12-34-56-78-90-A0");
    Observation.Held held =
        new Observation.Held(
            7, NINE, Eui64.of("00-DB-12-34-56-78-90-A1"), meter, new RequestId(meter, meter, 1),
            Window.Mode.ON_DEMAND, NINE, NINE, NINE, mpxn, OptionalInt.of(20), "");
    return new Case(
        held, 1, NINE, NINE, new Case.Assessment(Label.SUSPECT, List.of(), NINE), Optional.empty(),
        Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  private static Reconciliation books() {
    Reconciliation.Count count =
        new Reconciliation.Count(
            new TreeMap<>(Map.of("after-window", 1_234L)), 3, 1, 1_230, 1, 0, 3, 3, 0, 1_234,
            Duration.ofMillis(8), new TreeMap<>(Map.of("suspect", 3L)),
            new Reconciliation.StandFor(1_299, 5, 2, 5), 1);
    Instant day = NINE.minus(Duration.ofHours(9));
    return new Reconciliation(
        day,
        day.plus(Duration.ofDays(1)),
        List.of(
            new Reconciliation.Row(NINE, "20", count), new Reconciliation.Row(NINE, "17", count)),
        List.of(new Reconciliation.Unrecorded(NINE, NINE.plusSeconds(60), 4, 5)),
        List.of(imbalance(12, "20", "it is gone"), imbalance(13, "17", "another's")),
        2,
        List.of());
  }

  private static Reconciliation.Imbalance imbalance(long number, String distributor, String what) {
    return new Reconciliation.Imbalance(
        OptionalLong.of(number), OptionalLong.empty(), Optional.of(NINE),
        Optional.of(distributor), Optional.of("H"), what);
  }
}
