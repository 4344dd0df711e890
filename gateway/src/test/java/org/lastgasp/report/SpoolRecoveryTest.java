package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.report.Desk.HOUR;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.files.Ed25519Signer;
import org.lastgasp.files.Sha256;
import org.lastgasp.journal.MemoryJournal;

/** A ledger that was lost, while the spool has the files. */
class SpoolRecoveryTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant MIDNIGHT = Instant.parse("2030-01-16T00:00:00Z");
  private static final Duration LATER = Duration.ofMinutes(3);

  @TempDir Path folder;
  private Desk desk;
  private MemoryReconciliation reconciliation;
  private SupplementaryDocumentSettings settings;
  private Target target;

  @BeforeEach
  void reportsOfADayWithAllThatIsWrittenBeside() throws IOException, GeneralSecurityException {
    byte[] secret =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    String text = Base64.getEncoder().encodeToString(secret);
    Path key =
        Files.writeString(
            folder.resolve("key.pem"),
            "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
    Ed25519Signer signatory = ((Ed25519Signer.Key.Ours) Ed25519Signer.read(key)).signatory();
    desk = new Desk(folder);
    desk.every = HOUR.multipliedBy(12);
    desk.scoping = ReportScope.CONSOLIDATED_AND_PER_DISTRIBUTOR;
    desk.tables = Set.of(ReportSettings.TableFormat.CSV, ReportSettings.TableFormat.XLSX);
    reconciliation = new MemoryReconciliation(desk, MemoryJournal.withGaps());
    settings =
        new SupplementaryDocumentSettings(
            Optional.of(reconciliation.sources()), Optional.of(signatory), () -> "0f".repeat(32));
    target = new DirectoryTarget(folder.resolve("target"));
  }

  @AfterEach
  void close() {
    reconciliation.close();
  }

  private void aDay() {
    desk.log.write(MIDNIGHT.minus(HOUR.multipliedBy(18)), "1712345678909");
    desk.at(MIDNIGHT.minus(HOUR.multipliedBy(18)), settings, target);
    desk.at(MIDNIGHT.minus(HOUR.multipliedBy(12)).plusSeconds(2), settings, target);
    desk.log.write(MIDNIGHT.minus(HOUR), "1712345678909");
    desk.at(MIDNIGHT.plus(LATER), settings, target);
  }

  private void loseTheStore() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("report"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
  }

  private Map<String, String> hashes(String where) throws IOException {
    Map<String, String> all = new HashMap<>();
    try (Stream<Path> files = Files.list(folder.resolve(where))) {
      for (Path file : files.toList()) {
        all.put(String.valueOf(file.getFileName()), Sha256.of(file));
      }
    }
    return all;
  }

  private long waiting() {
    try (ReportServer server = desk.open(target)) {
      return server.status().targets().getFirst().waiting();
    }
  }

  @Test
  void keepsEveryFileAndSendsNoOtherBytesUnderItsName() throws IOException {
    aDay();
    Map<String, String> before = hashes("report/spool");
    assertThat(before.keySet())
        .contains(
            "poa-table-17-20300115T120000Z-000002.csv",
            "poa-table-17-20300115T120000Z-000002.txt",
            "poa-table-17-20300115T120000Z-000002.xlsx",
            "poa-digest-17-20300115-000001.html",
            "poa-digest-consolidated-20300115-000001.txt",
            "poa-statement-20300115T120000Z-000002.txt");
    loseTheStore();
    desk.at(MIDNIGHT.plus(LATER).plusSeconds(60), settings, target);
    assertThat(hashes("report/spool")).isEqualTo(before);
    assertThat(hashes("target")).isEqualTo(before);
    assertThat(waiting()).isZero();
  }

  @Test
  void goesOnBehindTheLastNumberOfEachKind() throws IOException {
    aDay();
    loseTheStore();
    desk.log.write(MIDNIGHT.plus(HOUR), "1712345678909");
    desk.at(MIDNIGHT.plus(HOUR), settings, target);
    desk.at(MIDNIGHT.plus(DAY).plus(LATER), settings, target);
    assertThat(hashes("target").keySet())
        .contains(
            "poa-digest-17-20300116-000002.txt",
            "poa-digest-consolidated-20300116-000002.html",
            "poa-statement-20300116T120000Z-000003.txt",
            "poa-table-17-20300116T120000Z-000004.xlsx");
    assertThat(hashes("target")).isEqualTo(hashes("report/spool"));
    assertThat(waiting()).isZero();
  }

  @Test
  void makesATableThatIsLostTooWithTheSameBytes() throws IOException {
    aDay();
    Map<String, String> before = hashes("report/spool");
    loseTheStore();
    for (String name : before.keySet()) {
      if (name.startsWith("poa-table")) {
        Files.delete(folder.resolve("report/spool").resolve(name));
      }
    }
    desk.at(MIDNIGHT.plus(LATER).plusSeconds(60), settings, target);
    assertThat(hashes("report/spool")).isEqualTo(before);
    assertThat(waiting()).isZero();
  }

  @Test
  void keepsTheTablesOfReportsThatDoNotSayWhenTheyWereGenerated() throws IOException {
    desk.template = new ReportTemplate("{scope} {sequence}\n{columns}", "{rows}");
    aDay();
    Map<String, String> before = hashes("report/spool");
    loseTheStore();
    desk.at(MIDNIGHT.plus(LATER).plusSeconds(60), settings, target);
    assertThat(hashes("report/spool")).containsAllEntriesOf(before);
    assertThat(waiting()).isZero();
  }

  @Test
  void aFileThatOnlyLooksLikeADocumentIsNone() throws IOException {
    aDay();
    loseTheStore();
    for (String name :
        List.of("poa-digest-17-20301399-000001.txt", "poa-statement-x-000001.txt")) {
      Files.writeString(folder.resolve("report/spool").resolve(name), "?");
    }
    desk.at(MIDNIGHT.plus(LATER).plusSeconds(60), settings, target);
    assertThat(waiting()).isZero();
  }
}
