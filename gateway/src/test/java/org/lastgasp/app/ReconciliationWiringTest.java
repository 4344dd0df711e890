package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.OTHER_HUB;
import static org.lastgasp.app.Town.ad1;
import static org.lastgasp.app.Town.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.config.Config;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.hindsight.CaseIndex;
import org.lastgasp.hindsight.HindsightSettings;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.journal.sqlite.OfflineJournal;
import org.lastgasp.report.Reconciliation;
import org.lastgasp.report.Reconciliation.Imbalance;
import org.lastgasp.report.ReconciliationService;

/** The books of a gateway that ran for two hours, and of the same when one source was touched. */
class ReconciliationWiringTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final Instant NOON = Instant.parse("2030-01-15T12:00:00Z");
  private static final String DIGEST = "poa-digest-20-20300115-000001.";
  private static final InstantSource CLOCK = () -> NOON;

  @TempDir static Path ran;
  private static Config config;
  private static String online;

  @TempDir Path folder;

  /** Held back: three, one of them sent twice. Forwarded: two before eleven, two after. */
  @BeforeAll
  static void run() throws IOException {
    AtomicReference<Instant> now = new AtomicReference<>(TEN);
    try (Town town = new Town(ran)) {
      Path yaml = ran.resolve("lastgasp.yaml");
      Files.writeString(
          yaml, Files.readString(yaml) + "report: {digest: daily, to: [{directory: reports}]}\n");
      config = town.config();
      Gateway.Options options =
          new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL);
      try (Gateway gateway = Gateway.start(config, now::get, options)) {
        await("lists", () -> !status(town, gateway).contains("-missing"));
        post(town, gateway, "serviceS", Town.activation(1, Optional.empty()));
        for (int i = 1; i <= 3; i++) {
          now.set(TEN.plusSeconds(i));
          post(town, gateway, "receive", ad1(HUB, i, TEN));
        }
        post(town, gateway, "receive", ad1(HUB, 2, TEN));
        post(town, gateway, "receive", ad1(OTHER_HUB, 1, TEN));
        post(town, gateway, "receive", ad1(OTHER_HUB, 2, TEN));
        now.set(TEN.plusSeconds(3_700));
        post(town, gateway, "receive", ad1(HUB, 4, TEN));
        post(town, gateway, "receive", ad1(OTHER_HUB, 3, TEN));
        await("delivered", () -> town.atDistributor.size() == 4);
        await("logged", () -> status(town, gateway).contains("\"last_seq\":3"));
        String when = "from=" + TEN + "&to=" + NOON;
        await("balance", () -> reconciled(town, gateway, when).contains("\"delivered\":4"));
        online = reconciled(town, gateway, when);
        now.set(TEN.plus(Duration.ofDays(1)));
        await("digests", () -> ran.resolve("reports/" + DIGEST + "html").toFile().exists());
      }
    }
  }

  private static String status(Town town, Gateway gateway) {
    return town.text(town.get(gateway.adminPort(), "/api/v1/status"));
  }

  private static String reconciled(Town town, Gateway gateway, String when) {
    return town.text(town.get(gateway.adminPort(), "/api/v1/reconcile?" + when));
  }

  private static void post(Town town, Gateway gateway, String service, byte[] document) {
    assertThat(town.post(gateway.duisPort(), "/api/v1/" + service, document).statusCode())
        .isBetween(200, 204);
  }

  @Test
  void balanceWhileItRuns() {
    assertThat(online)
        .contains("\"balances\":true")
        .contains(
            "\"total\":{\"received\":8,\"forwarded\":4,\"suppressed\":3,\"copies\":1,"
                + "\"delivered\":4,\"set_aside\":0,\"dropped\":0,\"waiting\":0,"
                + "\"logged\":3,\"unwritten\":0,")
        .contains("\"reasons\":{\"after-window\":1,\"hub-not-tracked\":3}")
        .contains("\"forwarding\":{\"forwarded\":4,\"delivered\":4,\"delivered_share\":1.0,");
  }

  @Test
  void areADigestOfTheDayForEachDistributorAndForAll() throws IOException {
    String digest = Files.readString(ran.resolve("reports/" + DIGEST + "txt"));
    assertThat(digest)
        .contains("Tuesday 15 January 2030", "SSEN (distributor 20)", "The books balance.")
        .containsPattern("Received +8 +8\n")
        .containsPattern("Suppressed +3 +3\n")
        .containsPattern("Open questions: 3");
    try (Stream<Path> files = Files.list(ran.resolve("reports"))) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(n -> n.contains("digest")))
          .containsExactlyInAnyOrder(
              "poa-digest-consolidated-20300115-000001.txt",
              "poa-digest-consolidated-20300115-000001.html",
              DIGEST + "txt",
              DIGEST + "html");
    }
  }

  @Test
  void balanceOfWhatItLeft() throws IOException {
    Reconciliation books = books(copy());
    assertThat(books.imbalances()).isEmpty();
    assertThat(books.remarks()).isEmpty();
    assertThat(books.rows()).extracting(r -> r.hour() + " " + r.distributor())
        .containsExactly("2030-01-15T10:00:00Z 20", "2030-01-15T11:00:00Z 20");
    assertThat(books.rows()).extracting(r -> r.count().received()).containsExactly(6L, 2L);
    assertThat(books.rows()).extracting(r -> r.count().logged()).containsExactly(3L, 0L);
  }

  @Test
  void nameARecordThatTheLogLost() throws IOException {
    Path data = copy();
    List<String> records = log(data);
    write(data, List.of(records.get(0), records.get(2)));
    List<Imbalance> wrong = books(data).imbalances();
    assertThat(wrong).extracting(Imbalance::what).anyMatch(w -> w.contains("record 2 is missing"));
    Imbalance lost = numbered(wrong);
    assertThat(lost.what()).contains("the log has no record of it");
    assertThat(lost.at()).contains(TEN.plusSeconds(2));
    assertThat(lost.hub()).contains(HUB.toString());
  }

  @Test
  void nameTheRecordsOfAFileThatIsGone() throws IOException {
    Path data = copy();
    write(data, List.of());
    assertThat(books(data).found()).isEqualTo(3);
    Files.delete(logFile(data));
    assertThat(books(data).found()).isEqualTo(3);
    assertThat(books(data).rows()).extracting(r -> r.count().imbalances()).containsExactly(3L, 0L);
  }

  @Test
  void nameARecordOfAnAlertThatNobodyHeldBack() throws Exception {
    Path data = copy();
    List<String> records = log(data);
    String hash = records.get(2).replaceAll(".*\"hash\":\"([0-9a-f]+)\".*", "$1");
    String open =
        records.get(2)
            .replace("{\"seq\":3", "{\"seq\":4")
            .replaceAll("(message_sha256\":\")....", "$1abcd")
            .replaceAll("\"prev\":.*", "\"prev\":\"" + hash + "\"");
    String forged = open + ",\"hash\":\"" + sha256(open + "}") + "\"}";
    write(data, Stream.concat(records.stream(), Stream.of(forged)).toList());
    List<Imbalance> wrong = books(data).imbalances();
    assertThat(wrong).singleElement()
        .satisfies(
            one -> {
              assertThat(one.seq()).hasValue(4);
              assertThat(one.what()).contains("an alert that was not suppressed");
            });
  }

  @Test
  void nameAnAlertOfAnotherDistributorInTheLog() throws Exception {
    Path data = withTheLastRecord("\"distributor\":\"20\"", "\"distributor\":\"17\"");
    assertThat(books(data).imbalances()).singleElement()
        .satisfies(
            one -> {
              assertThat(one.seq()).hasValue(3);
              assertThat(one.what()).contains("distributor 17").contains("distributor 20");
            });
  }

  @Test
  void nameAnAlertOfAnotherHubInTheLog() throws Exception {
    Path data = withTheLastRecord(HUB.toString(), OTHER_HUB.toString());
    assertThat(books(data).imbalances()).singleElement()
        .satisfies(one -> assertThat(one.what()).contains("the log says hub " + OTHER_HUB));
  }

  /** Altered, and its hash with it. */
  private Path withTheLastRecord(String was, String is) throws Exception {
    Path data = copy();
    List<String> records = log(data);
    String open = records.get(2).replaceAll(",\"hash\":.*", "").replace(was, is);
    String altered = open + ",\"hash\":\"" + sha256(open + "}") + "\"}";
    write(data, List.of(records.get(0), records.get(1), altered));
    return data;
  }

  @Test
  void nameAnAlertThatTheIndexLost() throws Exception {
    Path data = copy();
    long number = number(data, "sort = 1");
    change(data.resolve("story/story.db"), "DELETE FROM happening WHERE number = " + number);
    Imbalance lost = numbered(books(data).imbalances());
    assertThat(lost.number()).hasValue(number);
    assertThat(lost.what()).contains("the journal has");
  }

  @Test
  void nameWhatDeliveryHasNoBusinessWith() throws Exception {
    Path data = copy();
    long held = number(data, "sort = 2");
    byte[] pending = ByteBuffer.allocate(Long.BYTES).putLong(held).array();
    change(data.resolve("delivery/delivery.db"), "UPDATE lane SET pending = ?", pending);
    Imbalance wrong = numbered(books(data).imbalances());
    assertThat(wrong.number()).hasValue(held);
    assertThat(wrong.what()).contains("it was suppressed, and delivery");
  }

  @Test
  void countWhatWaitsAndWhatIsSetAside() throws Exception {
    Path data = copy();
    long waits = number(data, "sort = 1");
    long aside = number(data, "sort = 1 AND number > " + waits);
    Path ledger = data.resolve("delivery/delivery.db");
    byte[] pending = ByteBuffer.allocate(Long.BYTES).putLong(waits).array();
    change(ledger, "UPDATE lane SET pending = ? WHERE lane = 'ALERTS'", pending);
    change(
        ledger,
        "INSERT INTO set_aside (number, user, lane, at_ms, reason, status, answer)"
            + " VALUES (" + aside + ", '" + Town.DISTRIBUTOR
            + "', 'ALERTS', 0, 'REFUSED', 400, '')");
    Reconciliation books = books(data);
    assertThat(books.balances()).isTrue();
    assertThat(books.total().waiting()).isEqualTo(1);
    assertThat(books.total().setAside()).isEqualTo(1);
    assertThat(books.total().delivered()).isEqualTo(2);
    change(ledger, "UPDATE set_aside SET reason = 'EXPIRED'");
    assertThat(numbered(books(data).imbalances()).number()).hasValue(aside);
  }

  @Test
  void nameALedgerThatIsAheadOfTheJournal() throws Exception {
    Path data = copy();
    change(data.resolve("delivery/delivery.db"), "UPDATE lane SET read = 1000");
    assertThat(books(data).imbalances()).extracting(Imbalance::what)
        .anyMatch(what -> what.contains("has come to entry 1000, the journal ends at"));
  }

  private static Imbalance numbered(List<Imbalance> wrong) {
    List<Imbalance> found = wrong.stream().filter(one -> one.number().isPresent()).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private Path copy() throws IOException {
    Path from = ran.resolve("data");
    Path data = folder.resolve("data");
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path to = data.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(to);
        } else {
          Files.copy(each, to);
        }
      }
    }
    return data;
  }

  private Reconciliation books(Path data) {
    Config.JournalFolder journal =
        new Config.JournalFolder(data.resolve("journal"), config.journal().segment());
    Config.LogFolder log =
        new Config.LogFolder(
            data.resolve("log"),
            config.log().rotateEvery(),
            config.log().rotateAt(),
            Optional.empty());
    Config there =
        new Config(
            config.name(), config.state(), config.window(), config.windowClock(),
            config.maxBlindness(),
            config.trackLocalDelivery(), config.manufacturers(), config.guids(),
            config.inventory(), config.guards(), config.thresholds(), config.releaseLate(),
            config.acceptance(), config.maxMessage(), config.listen(), config.access(),
            config.tls(), config.dsp(), config.users(), config.defaultUser(), config.signatures(),
            config.authority(), journal, log,
            config.report(), config.hindsight(), config.notices(), config.recording(),
            config.delivery(), config.retention(), config.kafka());
    try (OfflineJournal entries = OfflineJournal.open(data.resolve("journal"));
        Inventory inventory = Inventory.readOnly(there.inventoryFolder(), CLOCK);
        CaseIndex caseIndex =
            CaseIndex.offline(entries, there.hindsightFolder(), HindsightSettings.DEFAULT, CLOCK);
        AuditQueries queries =
            AuditQueries.offline(there.storyFolder(), entries, inventory, caseIndex)) {
      ReconciliationService.Order order =
          ReconciliationWiring.offline(there, entries, queries, caseIndex, CLOCK)
              .reconcile(TEN, NOON);
      return switch (order) {
        case ReconciliationService.Order.Done done -> done.books();
        case ReconciliationService.Order.NotNow notNow -> throw new AssertionError(notNow.why());
      };
    }
  }

  private static Path logFile(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("log"))) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow();
    }
  }

  private static List<String> log(Path data) throws IOException {
    return Files.readAllLines(logFile(data));
  }

  private static void write(Path data, List<String> records) throws IOException {
    String text = records.isEmpty() ? "" : String.join("\n", records) + "\n";
    Files.writeString(logFile(data), text);
  }

  private static String sha256(String text) throws NoSuchAlgorithmException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static long number(Path data, String where) throws SQLException {
    Path file = data.resolve("story/story.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatement query =
            connection.prepareStatement("SELECT min(number) FROM happening WHERE " + where)) {
      return query.executeQuery().getLong(1);
    }
  }

  private static void change(Path file, String sql, Object... values) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      assertThat(statement.executeUpdate()).isPositive();
    }
  }
}
