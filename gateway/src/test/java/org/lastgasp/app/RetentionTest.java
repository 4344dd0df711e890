package org.lastgasp.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.OTHER_HUB;
import static org.lastgasp.app.Town.SUPPLIER;
import static org.lastgasp.app.Town.ad1;
import static org.lastgasp.app.Town.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.log.LogVerifier;

/** Fifteen months of a whole gateway on a fast clock, housekeeping included. */
class RetentionTest {
  private static final Instant NEW_YEAR = Instant.parse("2030-01-01T00:00:00Z");
  private static final int DAYS = 450;
  private static final int MONTH = 30; // days
  private static final int HALF = 6; // month of the middle of the year
  private static final int METERS = 5;
  private static final int AHEAD = 21; // days
  private static final byte[] FOR_NOBODY = "<who:Knows xmlns:who='urn:x'/>".getBytes(UTF_8);

  @TempDir Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(NEW_YEAR);
  private final Map<Integer, Path> requestedIn = new HashMap<>(); // by the day it is due
  private final List<Map<String, Long>> months = new ArrayList<>();
  private Town town;
  private Gateway gateway;
  private long counter;
  private int passed;
  private int held;

  @BeforeEach
  void town() throws IOException {
    town = new Town(folder);
    StringBuilder devices = new StringBuilder("device_id,device_type,smets_version,manufacturer,");
    devices.append("model,chf_id,mpan,region,postcode,feeder\n");
    StringBuilder guids = new StringBuilder();
    for (int i = 0; i < METERS; i++) {
      devices.append("%s,ESME,SMETS2,1063,E470,%s,%s,,,%n".formatted(meter(i), hub(i), Town.MPAN));
      guids.append(meter(i)).append('\n');
    }
    Files.writeString(folder.resolve("inventory.csv"), devices);
    Files.writeString(folder.resolve("guids.txt"), guids);
  }

  @AfterEach
  void stop() {
    gateway.close();
    town.close();
  }

  private void configure(String segment) throws IOException {
    Files.writeString(
        folder.resolve("lastgasp.yaml"),
        town.yaml("enforce")
            .replace("data/journal}", "data/journal, segment: " + segment + "}")
            .replace("data/log}", "data/log, rotate-every: 24h}")
            + "retention: {delivered: 24h, audit: 400d, windows: 90d, log: 60d}\n"
            + "report: {every: 240h, to: [{directory: data/reports}]}\n");
  }

  @Test
  void aYearOfTrafficLeavesABoundedFolderAndAllThatIsStillNeeded() throws IOException {
    configure("64KiB");
    live(1);
    check(16 * 64 << 10, 1); // few segments, each over its size, and what is beside them
  }

  @Tag("long")
  @Test
  void aBusyYearDoesToo() throws IOException {
    configure("1MiB");
    live(60);
    check(10 << 20, 60);
  }

  private void live(int busy) {
    start();
    for (int day = 0; day < DAYS; day++) {
      morning(day, busy);
      if (day == 3) {
        receive(FOR_NOBODY);
      }
      if (day % 5 == 0) {
        requestThreeWeeksAhead(day);
      }
      if (day % 100 == 50) {
        gateway.close();
        start();
      }
      gateway.sweep();
      if (day % MONTH == MONTH - 1) {
        settle();
        if (day / MONTH == HALF || day == DAYS - 1) {
          await("reports are out", () -> sweptTo(62));
        }
        months.add(sizes());
      }
    }
  }

  /** What passes every day; and what fell due. */
  private void morning(int day, int busy) {
    at(day, Duration.ofHours(9));
    for (int i = 0; i < busy; i++) {
      receive(ad1(OTHER_HUB, ++counter, now.get()));
      passed++;
      RequestId id = new RequestId(SUPPLIER, meter(0), ++counter);
      request(MessageBuilder.request(id, 1, "4.1.1", "<sr:ReadInstantaneousImportRegisters/>"));
      receive(MessageBuilder.deviceResponse(id, "4.1.1", new byte[500], now.get()));
    }
    Optional<Path> segment = Optional.ofNullable(requestedIn.remove(day));
    if (segment.isPresent()) {
      await("the request's segment is gone", () -> sweptAway(segment.get()));
      Eui64 hub = hub((day - AHEAD) / 5 % METERS);
      at(day, Duration.ofHours(12).minusMinutes(1));
      receive(ad1(hub, ++counter, now.get()));
      passed++;
      at(day, Duration.ofHours(12).plusMinutes(1));
      receive(ad1(hub, ++counter, now.get()));
      held++;
    }
  }

  private void requestThreeWeeksAhead(int day) {
    at(day, Duration.ofHours(15));
    Eui64 meter = meter(day / 5 % METERS);
    Instant due = NEW_YEAR.plus(Duration.ofDays(day + AHEAD)).plus(Duration.ofHours(12));
    byte[] payload =
        org.lastgasp.gbcs.PayloadBuilder.activateFirmware(
            SUPPLIER, meter, ++counter, Town.HASH, Optional.of(due));
    request(
        MessageBuilder.signedActivation(
            new RequestId(SUPPLIER, meter, counter),
            5,
            org.lastgasp.gbcs.PayloadBuilder.signed(payload, new byte[64])));
    requestedIn.put(day + AHEAD, segments().getLast());
  }

  private void check(long journalBytes, int busy) throws IOException {
    assertThat(town.atDistributor).hasSize(passed);
    assertThat(months).allSatisfy(m -> assertThat(m.get("journal")).isLessThan(journalBytes));
    Map<String, Long> half = months.get(HALF);
    Map<String, Long> last = months.getLast();
    assertThat(last.get("log")).isLessThan(half.get("log") * 5 / 4);
    assertThat(last.get("delivery")).isLessThan(half.get("delivery") * 5 / 4 + 64_000);
    assertThat(last.get("housekeeping")).isLessThan(200L * DAYS * Math.max(1, busy / 10));
    assertThat(last.get("story")).isLessThan(months.get(DAYS / MONTH - 2).get("story") * 11 / 10);
    assertThat(last.get("story-wal")).isLessThan(8 << 20); // its pages are used again

    assertThat(audit(DAYS - 400 + 1)).contains("\"4.1.1\"").contains("\"ad1\"");
    assertThat(audit(DAYS - 403)).doesNotContain("4.1.1");
    assertThat(LogVerifier.verify(logFiles()).findings()).isEmpty();
    assertThat(logFiles()).hasSizeLessThan(20);
    everySegmentThatWentIsRecorded();
    whatWasSetAsideIsStillThere();
  }

  private void everySegmentThatWentIsRecorded() throws IOException {
    long next = 1;
    Pattern line = Pattern.compile(".*\"what\":\"journal\",\"first\":(\\d+),\"last\":(\\d+)}");
    List<Path> records =
        files(folder.resolve("data/housekeeping")).stream()
            .filter(file -> file.toString().endsWith(".jsonl")) // and not delivery's spare copy
            .toList();
    for (Path file : records) {
      for (String text : Files.readAllLines(file)) {
        Matcher segment = line.matcher(text);
        if (segment.matches()) {
          assertThat(Long.parseLong(segment.group(1))).isEqualTo(next);
          next = Long.parseLong(segment.group(2)) + 1;
        }
      }
    }
    assertThat(segments().getFirst().getFileName().toString()).contains("" + next);
    assertThat(Files.readString(folder.resolve("data/housekeeping/removed-2031.jsonl")))
        .contains("\"what\":\"log\",\"file\":\"poa-suppression-")
        .contains("\"what\":\"audit\",\"before\":\"2030-01-");
  }

  private void whatWasSetAsideIsStillThere() {
    Matcher number =
        Pattern.compile("\"number\":(\\d+)").matcher(admin("/api/v1/dead-letters"));
    assertThat(number.find()).isTrue();
    String resend = "/api/v1/dead-letters/" + number.group(1) + "/resend";
    String order = "{\"user\":\"" + Town.DISTRIBUTOR + "\",\"reason\":\"it is theirs\"}";
    assertThat(
            town.post(gateway.adminPort(), resend, order.getBytes(StandardCharsets.UTF_8))
                .statusCode())
        .isEqualTo(200);
    await("sent again", () -> town.atDistributor.size() == passed + 1);
    assertThat(town.atDistributor.getLast()).isEqualTo(FOR_NOBODY);
  }

  private void start() {
    gateway =
        Gateway.start(
            town.config(),
            now::get,
            new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL));
    await("lists are in force", () -> !admin("/api/v1/status").contains("-missing"));
  }

  /** Everything is delivered, logged and told, and what may go has gone. */
  private void settle() {
    await("all delivered", () -> town.atDistributor.size() == passed);
    await("all logged", () -> logged() >= held);
    await(
        "nobody holds old segments",
        () -> {
          admin("/api/v1/audit?limit=1"); // who is asked hurries, as these days do
          admin("/api/v1/worklist?limit=1");
          gateway.sweep();
          return segments().size() <= 8; // two busy days of a few each, and the one written
        });
  }

  private boolean sweptAway(Path segment) {
    gateway.sweep();
    return !Files.exists(segment);
  }

  /** Whether all files of the log but those of the last days are gone. */
  private boolean sweptTo(int days) {
    gateway.sweep();
    Instant from = now.get().minus(Duration.ofDays(days));
    String oldest = logFiles().getFirst().getFileName().toString();
    return oldest.compareTo("poa-suppression-" + from.toString().replaceAll("[-:]", "")) >= 0;
  }

  private int logged() {
    Matcher seq = Pattern.compile("\"last_seq\":(\\d+)").matcher(admin("/api/v1/status"));
    return seq.find() ? Integer.parseInt(seq.group(1)) : 0;
  }

  private Map<String, Long> sizes() {
    Map<String, Long> sizes = new HashMap<>();
    for (Path part : files(folder.resolve("data"))) {
      List<Path> inside = Files.isDirectory(part) ? files(part) : List.of(part);
      sizes.put(
          part.getFileName().toString(), inside.stream().mapToLong(RetentionTest::size).sum());
    }
    sizes.put("story", pages(folder.resolve("data/story/story.db")));
    sizes.put("story-wal", size(folder.resolve("data/story/story.db-wal")));
    return sizes;
  }

  /** What it takes, once its write-ahead log is in it. */
  private static long pages(Path database) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      long count = statement.executeQuery("PRAGMA page_count").getLong(1);
      return count * statement.executeQuery("PRAGMA page_size").getLong(1);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private List<Path> segments() {
    return files(folder.resolve("data/journal")).stream()
        .filter(file -> file.getFileName().toString().matches("journal-\\d+\\.db"))
        .toList();
  }

  private List<Path> logFiles() {
    return files(folder.resolve("data/log")).stream()
        .filter(file -> file.toString().endsWith(".jsonl"))
        .toList();
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** One that goes meanwhile has none. */
  private static long size(Path file) {
    return file.toFile().length();
  }

  private String audit(int day) {
    Instant from = NEW_YEAR.plus(Duration.ofDays(day));
    return admin("/api/v1/audit?from=" + from + "&to=" + from.plus(Duration.ofDays(1)));
  }

  private void at(int day, Duration time) {
    now.set(NEW_YEAR.plus(Duration.ofDays(day)).plus(time));
  }

  private void receive(byte[] document) {
    assertThat(town.post(gateway.duisPort(), "/api/v1/receive", document).statusCode())
        .isEqualTo(204);
  }

  private void request(byte[] document) {
    assertThat(town.post(gateway.duisPort(), "/api/v1/serviceS", document).statusCode())
        .isEqualTo(200);
  }

  private String admin(String path) {
    return town.text(town.get(gateway.adminPort(), path));
  }

  private static Eui64 meter(int number) {
    return new Eui64(0x00DB_1234_5678_0000L + number);
  }

  private static Eui64 hub(int number) {
    return new Eui64(0x00DB_0000_0001_0000L + number);
  }
}
