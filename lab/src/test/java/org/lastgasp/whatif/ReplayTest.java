package org.lastgasp.whatif;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Switch;
import org.lastgasp.recording.RecordedMessage;
import org.lastgasp.recording.RecordingWriter;

class ReplayTest {
  private static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  private static final Eui64 OPERATOR = Eui64.of("90-B3-D5-1F-30-02-00-00");
  private static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  private static final Eui64 HUB = Eui64.of("00-DB-00-00-00-00-00-01");
  private static final String FIRMWARE = "AB".repeat(32);
  private static final String SEND = "/api/v1/serviceS";
  private static final byte[] UNRELATED =
      MessageBuilder.request(new RequestId(SUPPLIER, METER, 9), 1, "8.2", "<sr:Body/>");
  private static final Mpan MPAN = new Mpan("2012345678903");
  private static final Replay.Side USUAL = new Replay.Side(Settings.defaults(), Switch.ENFORCE);

  @TempDir Path folder;
  private final List<String> verdicts = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  private static final InventoryLookup DEVICES =
      new InventoryLookup() {
        @Override
        public Optional<Device> device(Eui64 id) {
          return id.equals(METER)
              ? Optional.of(
                  new Device(
                      METER, "ESME", "SMETS2 V4.2", "Landis+Gyr", "E470", Optional.of(HUB),
                      Optional.of(MPAN), "South", "SO14 1AA", "F1"))
              : Optional.empty();
        }

        @Override
        public boolean isListed(Eui64 id) {
          return id.equals(METER);
        }
      };

  private static Instant at(String time) {
    return Instant.parse("2030-01-15T" + time + "Z");
  }

  private static byte[] activation(long counter) {
    return activation(counter, Optional.empty());
  }

  private static byte[] activation(long counter, Optional<Instant> time) {
    return signed(
        counter,
        PayloadBuilder.activateFirmware(SUPPLIER, METER, counter, FIRMWARE, time));
  }

  private static byte[] cancellation(long counter) {
    return signed(counter, PayloadBuilder.cancellation(SUPPLIER, METER, counter, FIRMWARE));
  }

  private static byte[] signed(long counter, byte[] command) {
    return MessageBuilder.signedActivation(
        new RequestId(SUPPLIER, METER, counter), 5, PayloadBuilder.signed(command, new byte[64]));
  }

  private static byte[] acknowledged(long counter, String code, String time) {
    RequestId id = new RequestId(SUPPLIER, METER, counter);
    return MessageBuilder.acknowledgement(id, "11.3", code, at(time));
  }

  private static byte[] alert(long counter, String time) {
    return MessageBuilder.ad1(
        new ResponseId(HUB, OPERATOR, counter), HUB, at(time), MPAN.digits(),
        OptionalLong.empty(), at(time));
  }

  private Path lines(String name, byte[]... documents) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (byte[] document : documents) {
        out.write(document);
        out.write('\n');
      }
    }
    return file;
  }

  private Path recording(String name, RecordedMessage... items) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      RecordingWriter writer = new RecordingWriter(out);
      for (RecordedMessage item : items) {
        writer.write(item);
      }
    }
    return file;
  }

  private Replay.Result replay(Path... paths) {
    return replay(List.of(USUAL), paths);
  }

  private Replay.Result replay(List<Replay.Side> sides, Path... paths) {
    verdicts.clear();
    faults.clear();
    Replay replay =
        new Replay(
            new RecordingFiles(List.of(paths), 1 << 20),
            DEVICES,
            Duration.ofSeconds(30),
            Duration.ofDays(90),
            3);
    return replay.run(
        sides,
        new Replay.Audience() {
          @Override
          public void judged(Replay.Judged alert) {
            String words =
                String.join(" ", alert.outcomes().stream().map(Replay.Outcome::word).toList());
            verdicts.add(alert.number() + " " + words);
          }

          @Override
          public void fault(RecordingFiles.Fault fault) {
            faults.add(fault.toString().replace(folder + "/", ""));
          }
        });
  }

  @Test
  void judgesALineAtATimeByTheTimesInTheMessages() throws IOException {
    Path file =
        lines(
            "day.xml",
            alert(1, "09:59:00"),
            activation(1),
            acknowledged(1, "I0", "09:59:01"),
            alert(2, "10:05:00"),
            alert(3, "10:28:59.999"),
            alert(4, "10:29:00"));
    replay(file);
    assertThat(verdicts)
        .containsExactly(
            "1 hub-not-tracked", "4 suppressed", "5 suppressed", "6 after-window");
  }

  @Test
  void aRequestBeforeAnyTimeIsTakenAtTheFirstThereIs() throws IOException {
    replay(lines("day.xml", activation(1), alert(1, "10:00:00"), alert(2, "10:29:59")));
    assertThat(verdicts).containsExactly("2 awaiting-answer", "3 suppressed");
  }

  @Test
  void aCancellationBeforeAnyTimeEndsTheWindowOfTheActivationBeforeIt() throws IOException {
    replay(
        lines(
            "requests.xml", activation(1, Optional.of(at("10:10:00"))), cancellation(2)),
        lines(
            "responses.xml",
            acknowledged(1, "I0", "10:00:00"),
            acknowledged(2, "I0", "10:00:01"),
            alert(1, "10:15:00")));
    assertThat(verdicts).containsExactly("5 cancelled");
  }

  @Test
  void eachTryOfARequestBeforeAnyTimeHasItsOwnAnswer() throws IOException {
    replay(
        lines(
            "day.xml",
            activation(1),
            activation(1),
            acknowledged(1, "E1", "10:00:00"),
            acknowledged(1, "I0", "10:00:01"),
            alert(1, "10:05:00")));
    assertThat(verdicts).containsExactly("5 suppressed");
  }

  @Test
  void anAlertBeforeAnyTimeIsJudgedAtTheFirstThereIs() throws IOException {
    String undated =
        new String(alert(1, "10:00:00"), UTF_8)
            .replaceAll("<(\\w*:)?(Response|Start)DateTime>[^<]*</[^>]*>", "");
    replay(
        lines("requests.xml", activation(1)),
        lines("undated.xml", undated.getBytes(UTF_8), acknowledged(1, "I0", "10:00:00")));
    assertThat(verdicts).containsExactly("2 unreadable");
  }

  @Test
  void whatHasNoTimeIsTakenBeforeARecordingThatBegins() throws IOException {
    Path recording =
        recording(
            "gateway.lgr", new RecordedMessage.FromDsp(at("10:00:00"), alert(1, "10:00:00")));
    replay(lines("requests.xml", activation(1)), recording);
    assertThat(verdicts).containsExactly("2 awaiting-answer");
  }

  @Test
  void aLaterRequestWithoutAnAnswerDoesNotKeepAnEarlierOneWaiting() throws IOException {
    replay(
        lines("noon.xml", acknowledged(9, "I0", "12:00:00"), activation(1)),
        lines(
            "morning.xml",
            acknowledged(9, "I0", "10:00:00"),
            activation(2),
            alert(1, "10:05:00")));
    assertThat(verdicts).containsExactly("5 suppressed");
  }

  @Test
  void anAnswerThatIsNotThereInTimeWasNone() throws IOException {
    replay(
        lines(
            "day.xml",
            alert(1, "10:00:00"),
            activation(1),
            alert(2, "10:00:29.999"),
            alert(3, "10:00:30"),
            acknowledged(1, "E1", "10:00:31"),
            alert(4, "10:00:32")));
    assertThat(verdicts)
        .containsExactly(
            "1 hub-not-tracked", "3 awaiting-answer", "4 suppressed", "6 suppressed");
  }

  @Test
  void aRefusedActivationHoldsNothingBack() throws IOException {
    replay(
        lines(
            "day.xml",
            alert(1, "10:00:00"),
            activation(1),
            acknowledged(1, "E1", "10:00:01"),
            alert(2, "10:05:00")));
    assertThat(verdicts).containsExactly("1 hub-not-tracked", "4 withdrawn");
  }

  @Test
  void copiesOfWhatWasHeldBackAreCountedApart() throws IOException {
    Replay.Result result =
        replay(
            lines(
                "day.xml",
                acknowledged(9, "I0", "10:00:00"),
                activation(1),
                acknowledged(1, "I0", "10:00:01"),
                alert(1, "10:05:00"),
                alert(1, "10:05:00")));
    assertThat(verdicts).containsExactly("4 suppressed", "5 copy");
    assertThat(result.sides().getFirst().alerts()).isEqualTo(2);
  }

  @Test
  void readsFoldersInOrderPackedOrNotOneDocumentAFileOrALine() throws IOException {
    Files.write(folder.resolve("2.xml"), activation(1));
    Files.writeString(
        folder.resolve("1.xml"),
        new String(alert(1, "10:00:00"), UTF_8).replace("><", ">\n<").replace("?>", "?>\n"));
    Files.createDirectory(folder.resolve("3"));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("3/a.xml.gz")))) {
      out.write(acknowledged(1, "I0", "10:00:01"));
      out.write('\n');
      out.write(alert(2, "10:03:00"));
    }
    Replay.Result result = replay(folder);
    assertThat(verdicts).containsExactly("1 hub-not-tracked", "4 suppressed");
    assertThat(result.messages()).isEqualTo(4);
    assertThat(faults).isEmpty();
  }

  @Test
  void readsOnceWhatALinkLeadsToAndNamesALinkToNothing() throws IOException {
    Path day = lines("day.xml", alert(1, "10:00:00"));
    Files.createSymbolicLink(folder.resolve("latest.xml"), day.getFileName());
    Files.createSymbolicLink(folder.resolve("same"), Path.of("."));
    Files.createSymbolicLink(folder.resolve("gone.xml"), Path.of("nothing"));
    assertThat(replay(folder, day).messages()).isEqualTo(1);
    assertThat(faults).singleElement().asString().endsWith("no such file or folder");
  }

  /** Not every file that cannot be looked at is missing. */
  @Test
  void saysWhyWhatIsNamedCannotBeLookedAt() throws IOException {
    Path ring = folder.resolve("ring");
    replay(Files.createSymbolicLink(ring, ring));
    assertThat(faults).singleElement().asString().contains("ring: cannot be read: Too many levels");
  }

  @Test
  void namesWhatCannotBeReadAndGoesOn() throws IOException {
    Path file =
        lines(
            "day.xml",
            alert(1, "10:00:00"),
            "<broken".getBytes(UTF_8),
            new byte[0],
            new byte[2 << 20],
            alert(2, "10:01:00"));
    Replay.Result result = replay(file, folder.resolve("nowhere"));
    assertThat(result.messages()).isEqualTo(2);
    assertThat(result.faults()).isEqualTo(3);
    assertThat(faults.get(0)).startsWith("day.xml:2: ");
    assertThat(faults.get(1)).isEqualTo("day.xml:4: longer than 1048576 bytes");
    assertThat(faults.get(2)).isEqualTo("nowhere: no such file or folder");
  }

  @Test
  void anEmptyRecordingHasNoMessages() throws IOException {
    assertThat(replay(lines("nothing.xml")).messages()).isZero();
    assertThat(replay(lines("blank.xml", " ".getBytes(UTF_8))).messages()).isZero();
    assertThat(faults).isEmpty();
  }

  @Test
  void aRecordingOfAGatewayBringsItsOwnReceiptsAndAnswers() throws IOException {
    Path file =
        recording(
            "gateway.lgr",
            new RecordedMessage.ForDsp(at("10:00:00"), 1, SEND, activation(1)),
            new RecordedMessage.FromDsp(at("10:00:10"), alert(1, "09:00:00")),
            new RecordedMessage.Answer(at("10:00:20"), 1, 400, "no XML".getBytes(UTF_8)),
            new RecordedMessage.FromDsp(at("10:00:21"), alert(2, "09:00:00")),
            new RecordedMessage.ForDsp(at("10:01:00"), 2, SEND, activation(2)),
            new RecordedMessage.Answer(at("10:01:01"), 2, 503, new byte[0]),
            new RecordedMessage.FromDsp(at("10:31:00"), alert(3, "10:10:00")),
            new RecordedMessage.FromDsp(at("10:30:59"), alert(4, "10:10:00")));
    replay(file);
    assertThat(verdicts)
        .containsExactly("2 awaiting-answer", "4 withdrawn", "7 after-window", "8 suppressed");
    assertThat(faults).isEmpty();
  }

  @Test
  void theAnswersOfALaterRunOfTheGatewayAreNotForTheCallsOfAnEarlierOne() throws IOException {
    Path killed =
        recording(
            "traffic-1.lgr",
            new RecordedMessage.ForDsp(at("10:00:00"), 1, SEND, activation(1)));
    Path restarted =
        recording(
            "traffic-2.lgr",
            new RecordedMessage.ForDsp(at("10:00:10"), 1, SEND, UNRELATED),
            new RecordedMessage.FromDsp(at("10:00:11"), alert(1, "10:00:11")),
            new RecordedMessage.Answer(at("10:00:12"), 1, 200, acknowledged(9, "E1", "10:00:12")),
            new RecordedMessage.FromDsp(at("10:05:00"), alert(2, "10:05:00")));
    replay(killed, restarted);
    assertThat(verdicts).containsExactly("3 suppressed", "5 suppressed");
  }

  @Test
  void theNextFileOfARunHasTheAnswersOfItsEarlierCalls() throws IOException {
    Path full =
        recording(
            "traffic-1.lgr",
            new RecordedMessage.ForDsp(at("10:00:01"), 2, SEND, UNRELATED), // by two threads
            new RecordedMessage.ForDsp(at("10:00:01"), 1, SEND, activation(1)));
    Path next =
        recording(
            "traffic-2.lgr",
            new RecordedMessage.ForDsp(at("10:00:02"), 3, SEND, UNRELATED),
            new RecordedMessage.Answer(at("10:00:03"), 1, 200, acknowledged(1, "E1", "10:00:03")),
            new RecordedMessage.FromDsp(at("10:05:00"), alert(1, "10:05:00")));
    replay(full, next);
    assertThat(verdicts).containsExactly("5 withdrawn");
  }

  @Test
  void twoSettingsAreComparedAlertByAlert() throws IOException {
    Settings usual = Settings.defaults();
    Settings narrow =
        new Settings(
            Duration.ofMinutes(10),
            usual.windowClock(),
            usual.maxBlindness(),
            false,
            usual.manufacturers(),
            usual.guards(),
            usual.thresholds(),
            usual.authority());
    Path file =
        lines(
            "day.xml",
            alert(1, "10:00:00"),
            activation(1),
            acknowledged(1, "I0", "10:00:01"),
            alert(2, "10:09:00"),
            alert(3, "10:15:00"),
            alert(4, "10:45:00"));
    Replay.Result result =
        replay(List.of(USUAL, new Replay.Side(narrow, Switch.ENFORCE)), file);
    assertThat(verdicts)
        .containsExactly(
            "1 hub-not-tracked hub-not-tracked",
            "4 suppressed suppressed",
            "5 suppressed after-window",
            "6 after-window after-window");
    assertThat(result.sides().getFirst().blindness()).isEqualTo(Duration.ofMinutes(30));
    assertThat(result.sides().getLast().blindness()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void theGuardForFailedActivationsHearsOfThem() throws IOException {
    Settings usual = Settings.defaults();
    Map<Guard, Guard.Setting> guards = new EnumMap<>(usual.guards());
    guards.put(Guard.ACTIVATION_FAILED, Guard.Setting.ON);
    Settings listening =
        new Settings(
            usual.window(), usual.windowClock(), usual.maxBlindness(), false,
            usual.manufacturers(), guards, usual.thresholds(),
            usual.authority());
    byte[] failed =
        PayloadBuilder.activationOutcome(
            METER, SUPPLIER, 1, 2, "01020304", at("10:05:00"), new byte[64]);
    Path file =
        lines(
            "day.xml",
            alert(1, "10:00:00"),
            activation(1),
            acknowledged(1, "I0", "10:00:01"),
            alert(2, "10:04:00"),
            MessageBuilder.deviceResponse(
                new RequestId(SUPPLIER, METER, 1), "11.3", failed, at("10:05:00")),
            alert(3, "10:06:00"));
    replay(List.of(USUAL, new Replay.Side(listening, Switch.ENFORCE)), file);
    assertThat(verdicts)
        .containsExactly(
            "1 hub-not-tracked hub-not-tracked",
            "4 suppressed suppressed",
            "6 suppressed guard-activation-failed");
  }
}
