package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.OTHER_HUB;
import static org.lastgasp.app.Town.activation;
import static org.lastgasp.app.Town.ad1;
import static org.lastgasp.app.Town.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.backup.Backup;
import org.lastgasp.backup.Backup.BackupFailed;
import org.lastgasp.backup.Manifest;
import org.lastgasp.backup.Restore;
import org.lastgasp.config.Config;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.log.LogHead;
import org.lastgasp.log.LogVerifier;
import org.lastgasp.log.Verification;

/** A gateway that is copied while it works, lost, and made anew from the copy. */
class BackupTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final Pattern LOGGED = Pattern.compile("\"response_id\":\"([^\"]+)\"");

  @TempDir Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(TEN);
  private final InstantSource clock = now::get;
  private final List<byte[]> acknowledged = new CopyOnWriteArrayList<>();
  private final List<byte[]> heldBack = new CopyOnWriteArrayList<>();
  private Town town;
  private Gateway gateway;
  private long counter;

  @BeforeEach
  void start() throws IOException {
    town = new Town(folder);
    Files.writeString(
        folder.resolve("lastgasp.yaml"),
        town.yaml("enforce")
                .replace("data/journal}", "data/journal, segment: 256KiB}")
                .replace("data/log}", "data/log, rotate-at: 64KiB}")
            + "report: {every: 1h, to: [{directory: sent}]}\n");
    gateway = started();
  }

  @AfterEach
  void stop() {
    gateway.close();
    town.close();
  }

  private Gateway started() {
    Gateway fresh =
        Gateway.start(
            town.config(),
            clock,
            new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL));
    await("lists are in force", () -> !status(fresh).contains("-missing"));
    return fresh;
  }

  private String status(Gateway of) {
    return town.text(town.get(of.adminPort(), "/api/v1/status"));
  }

  private int receive(byte[] document) {
    return town.post(gateway.duisPort(), "/api/v1/receive", document).statusCode();
  }

  private void activate() {
    byte[] request = activation(1, Optional.empty());
    assertThat(town.post(gateway.duisPort(), "/api/v1/serviceS", request).statusCode())
        .isEqualTo(200);
  }

  private void alert() {
    counter++;
    byte[] passed = ad1(OTHER_HUB, counter, TEN.plusSeconds(counter));
    byte[] held = ad1(HUB, counter, TEN.plusSeconds(counter));
    assertThat(receive(passed)).isEqualTo(204);
    acknowledged.add(passed);
    assertThat(receive(held)).isEqualTo(204);
    heldBack.add(held);
  }

  private void alerts(int many) {
    for (int i = 0; i < many; i++) {
      alert();
    }
  }

  private Manifest backup(String name) {
    Config config = town.config();
    return Backup.make(
        RestoredFolder.places(config),
        new Backup.Subject("test", config.hash(), config.text()),
        folder.resolve(name),
        clock);
  }

  /** The machine is lost, with all it had. */
  private Path lose() throws IOException {
    gateway.close();
    Path lost = folder.resolve("lost");
    Files.move(folder.resolve("data"), lost);
    return lost;
  }

  private RestoredFolder.Outcome restore(String name, Optional<Path> log, Optional<LogHead> head) {
    Config config = town.config();
    Restore restore = Restore.prepare(folder.resolve(name), RestoredFolder.places(config), log);
    return RestoredFolder.finish(
        config,
        restore,
        new RestoredFolder.Ordered(head, OptionalLong.empty(), "Ann", "disk died"),
        clock);
  }

  private Verification verified(Path log) {
    try (Stream<Path> files = Files.list(log)) {
      return LogVerifier.verify(files.filter(f -> f.toString().endsWith(".jsonl")).toList());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private List<String> logged() {
    try (Stream<Path> files = Files.list(folder.resolve("data/log"))) {
      List<String> all = new ArrayList<>();
      for (Path each : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
        LOGGED.matcher(Files.readString(each)).results().forEach(one -> all.add(one.group(1)));
      }
      return all;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static List<String> responseIds(List<byte[]> alerts) {
    return alerts.stream().map(BackupTest::responseId).toList();
  }

  private static String responseId(byte[] alert) {
    Message.Ad1 read = (Message.Ad1) new MessageReader().read(alert);
    return read.responseId().map(Object::toString).orElseThrow();
  }

  private void logHas(long records) {
    await("logged", () -> LogHead.in(folder.resolve("data/log")).seq() == records);
  }

  @Test
  void whatWasAcknowledgedBeforeABackupUnderLoadIsThereAfterARestore() throws Exception {
    activate();
    alerts(50);
    AtomicBoolean enough = new AtomicBoolean();
    Thread load = Thread.ofPlatform().start(() -> {
      while (!enough.get()) {
        alert();
      }
    });
    await("messages come in", () -> acknowledged.size() > 100);
    await("and are delivered", () -> town.atDistributor.size() > 100);
    List<byte[]> before = List.copyOf(acknowledged);
    List<byte[]> heldBefore = List.copyOf(heldBack);
    long written = System.nanoTime() + 5 * DeliverySettings.USUAL.flush().toNanos();
    await("what was delivered is written down", () -> System.nanoTime() > written);
    Manifest made = backup("copy");
    int during = acknowledged.size();
    enough.set(true);
    load.join();
    assertThat(during).as("it takes messages meanwhile").isGreaterThan(before.size());
    assertThat(made.files()).extracting(Manifest.Copied::name).contains(
        "journal/cursors.db", "data/delivery/delivery.db", "data/delivery/set-aside.db",
        "data/story/story.db", "data/hindsight/hindsight.db", "data/report/report.db");
    assertThat(made.leftOut()).isEmpty();
    assertThat(made.files().getLast().name())
        .as("what leaves the journal for this file is in one of them")
        .isEqualTo("journal/accepted.db");
    made.cursors().values().forEach(at -> assertThat(at).isLessThanOrEqualTo(made.last()));
    await("delivered", () -> town.atDistributor.size() >= acknowledged.size());

    lose();
    town.atDistributor.clear();
    restore("copy", Optional.empty(), Optional.empty());
    gateway = started();

    assertThat(town.text(town.get(gateway.adminPort(), "/api/v1/windows"))).contains(HUB + "");
    for (byte[] copy : heldBefore) {
      assertThat(receive(copy)).isEqualTo(204);
    }
    alert();
    await("logged", () -> logged().contains(responseId(heldBack.getLast())));
    assertThat(logged()).doesNotHaveDuplicates().containsAll(responseIds(heldBefore));
    await("nothing is missing but what a report built since had", this::isWholeButForReports);
    await("sent", () -> contains(town.atDistributor, acknowledged.getLast()));
    assertThat(town.atDistributor).as("no copy of what was suppressed is delivered")
        .noneMatch(each -> contains(heldBefore, each));
    assertThat(count(town.atDistributor, before)).as("sent again").isLessThan(before.size() / 2);
    assertThat(status(gateway)).contains("\"degraded\":[]");
  }

  private boolean isWholeButForReports() {
    return verified(folder.resolve("data/log")).findings().stream()
        .allMatch(finding -> finding.what().contains("from a backup of"));
  }

  private static boolean contains(List<byte[]> all, byte[] one) {
    return all.stream().anyMatch(each -> java.util.Arrays.equals(each, one));
  }

  private static long count(List<byte[]> all, List<byte[]> of) {
    return of.stream().filter(each -> contains(all, each)).count();
  }

  @Test
  void aFileThatNobodyKnowsIsCopiedToo() throws IOException {
    Files.writeString(folder.resolve("data/story/remarks.txt"), "mine");
    assertThat(backup("copy").files()).extracting(Manifest.Copied::name)
        .contains("data/story/remarks.txt");
    assertThat(folder.resolve("copy/data/story/remarks.txt")).hasContent("mine");
    assertThat(folder.resolve("copy.part")).doesNotExist();
  }

  @Test
  void aBackupWritesOverNothingAndLiesNotInWhatItCopies() throws IOException {
    Files.createDirectory(folder.resolve("copy"));
    Files.writeString(folder.resolve("copy/there"), "something");
    assertThatThrownBy(() -> backup("copy")).hasMessageContaining("not an empty folder");
    assertThatThrownBy(() -> backup("data/copy")).hasMessageContaining("inside");
  }

  @Test
  void eachDamagedFileIsNamedAndNothingRestored() throws IOException {
    activate();
    alerts(3);
    backup("copy");
    Path story = folder.resolve("copy/data/story/story.db");
    byte[] bytes = Files.readAllBytes(story);
    bytes[bytes.length / 2] ^= 1;
    Files.write(story, bytes);
    Files.delete(folder.resolve("copy/data/hindsight/hindsight.db"));
    lose();
    assertThatThrownBy(() -> restore("copy", Optional.empty(), Optional.empty()))
        .isInstanceOf(BackupFailed.class)
        .hasMessageContaining("data/story/story.db: its bytes")
        .hasMessageContaining("data/hindsight/hindsight.db: it is missing");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void aChangedManifestIsDamageToo() throws IOException {
    backup("copy");
    Path manifest = folder.resolve("copy/manifest.json");
    Files.writeString(manifest, Files.readString(manifest).replace("\"last\" : ", "\"last\" : 9"));
    lose();
    assertThatThrownBy(() -> restore("copy", Optional.empty(), Optional.empty()))
        .hasMessageContaining("manifest.json: not as SHA256SUMS says");
  }

  @Test
  void aFolderWithADataIsNotRestoredInto() {
    backup("copy");
    gateway.close();
    assertThatThrownBy(() -> restore("copy", Optional.empty(), Optional.empty()))
        .hasMessageContaining("data/journal is there")
        .hasMessageContaining("nothing was changed");
    gateway = started();
    assertThat(status(gateway)).contains("\"degraded\":[]");
  }

  @Test
  void theLogGoesOnBehindAHeadThatIsKnownAndTheHoleIsSaid() throws IOException {
    activate();
    alerts(3);
    logHas(3);
    backup("copy");
    alerts(4);
    logHas(7);
    LogHead head = LogHead.in(folder.resolve("data/log"));
    lose();
    RestoredFolder.Outcome outcome = restore("copy", Optional.empty(), Optional.of(head));
    assertThat(outcome.missing()).isEqualTo(4);
    gateway = started();
    counter = 100;
    alerts(2);
    logHas(9);
    gateway.close();
    gateway = started();
    alerts(1);
    logHas(10);
    Verification seen = verified(folder.resolve("data/log"));
    assertThat(seen.found()).isEqualTo(1);
    assertThat(seen.findings().getFirst().what())
        .contains("records 4 to 7 are missing")
        .contains("backup")
        .contains("Ann: disk died");
    List<String> lines = lines();
    assertThat(lines.get(3)).contains("{\"seq\":8,").contains("\"prev\":\"" + head.hash());

    now.set(TEN.plusSeconds(3_700));
    await("reported", () -> String.join("", sent()).contains("\nD,10,"));
    assertThat(String.join("", sent()))
        .containsSubsequence("\nD,3,", "\nX,4,7,", "disk died", "\nD,8,")
        .containsOnlyOnce("\nX,");
    assertThat(status(gateway)).contains("\"degraded\":[]");
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("data/log"))) {
      for (Path each : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        lines.addAll(Files.readAllLines(each));
      }
    }
    return lines;
  }

  private List<String> sent() {
    List<String> texts = new ArrayList<>();
    if (Files.exists(folder.resolve("sent"))) {
      try (Stream<Path> files = Files.list(folder.resolve("sent"))) {
        for (Path each : files.filter(f -> f.toString().endsWith(".csv")).sorted().toList()) {
          texts.add(Files.readString(each));
        }
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
    return texts;
  }

  @Test
  void filesOfTheLogThatSurvivedLeaveNoHole() throws IOException {
    activate();
    alerts(3);
    logHas(3);
    backup("copy");
    alerts(4);
    logHas(7);
    Path lost = lose();
    RestoredFolder.Outcome outcome =
        restore("copy", Optional.of(lost.resolve("log")), Optional.empty());
    assertThat(outcome.logged().seq()).isEqualTo(7);
    assertThat(outcome.missing()).isZero();
    gateway = started();
    counter = 100;
    alert();
    logHas(8);
    gateway.close();
    gateway = started();
    alert();
    logHas(9);
    assertThat(verified(folder.resolve("data/log")).isWhole()).isTrue();
    assertThat(verified(folder.resolve("data/log")).records()).isEqualTo(9);
  }

  @Test
  void noNumberOfAReportIsUsedTwice() throws IOException {
    activate();
    alerts(2);
    logHas(2);
    backup("copy");
    alerts(1);
    logHas(3);
    LogHead head = LogHead.in(folder.resolve("data/log"));
    now.set(TEN.plusSeconds(3_700));
    await("the first report is sent", () -> sent().size() == 1);
    lose();
    RestoredFolder.Outcome outcome = restore("copy", Optional.empty(), Optional.empty());
    assertThat(outcome.known()).as("as the report that was sent says").isEqualTo(head);
    assertThat(outcome.sent()).hasSize(1).containsValue(1L);
    gateway = started();
    now.set(TEN.plusSeconds(7_300));
    await("the next has another number", () -> sent().size() == 2);
    assertThat(sent().getLast()).startsWith("H,POASL,1,2,").contains("\nX,3,3,");
    assertThat(status(gateway)).contains("\"degraded\":[]");
  }

  @Test
  void aHeadOfAnotherLogIsRefused() throws IOException {
    activate();
    alerts(3);
    logHas(3);
    backup("copy");
    lose();
    LogHead other = new LogHead(2, "ab".repeat(32));
    assertThatThrownBy(() -> restore("copy", Optional.empty(), Optional.of(other)))
        .hasMessageContaining("the backup is of another log");
    assertThatThrownBy(this::started)
        .hasMessageContaining("was not finished")
        .hasMessageContaining("move the log's files that were given as --log elsewhere");
    deleteData();
    restore("copy", Optional.empty(), Optional.empty());
    gateway = started();
  }

  private void deleteData() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("data"))) {
      for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
