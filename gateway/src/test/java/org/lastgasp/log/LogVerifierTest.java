package org.lastgasp.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;
import org.lastgasp.files.Sha256;
import org.lastgasp.log.Verification.Finding;

/** Four files of three records each, and what may be done to them. */
class LogVerifierTest {
  private static final int FILES = 4;
  private static final int RECORDS = 3; // in each file

  @TempDir Path folder;
  private final List<Path> files = new ArrayList<>();
  private final List<List<LogRecord>> records = new ArrayList<>();

  @BeforeEach
  void writeALog() {
    String prev = LogRecord.BEGINNING;
    long seq = 1;
    for (int f = 1; f <= FILES; f++) {
      List<LogRecord> inFile = new ArrayList<>();
      for (int r = 0; r < RECORDS; r++) {
        LogRecord record =
            Alerts.record(seq, Alerts.suppressed(Alerts.NINE.plusNanos(seq), "m" + seq), prev);
        inFile.add(record);
        prev = record.hash();
        seq++;
      }
      records.add(inFile);
      files.add(new LogFile(Alerts.NINE, f).path(folder));
      write(f - 1, inFile);
    }
  }

  @Test
  void findsNothingWrongWithAWholeLogInAnyOrder() {
    Collections.shuffle(files, new Random(1));

    Verification found = LogVerifier.verify(files);

    assertThat(found.isWhole()).isTrue();
    assertThat(found.files()).isEqualTo(FILES);
    assertThat(found.records()).isEqualTo(FILES * RECORDS);
    assertThat(found.first()).isOne();
    assertThat(found.last()).isEqualTo(FILES * RECORDS);
    assertThat(found.lastHash()).isEqualTo(records.getLast().getLast().hash());
    assertThat(found.beginsInMidChain()).isFalse();
  }

  @Test
  void ordersRenamedFilesByWhatIsInThem() {
    Path renamed = folder.resolve("a copy of the third");
    LogFolder.write(renamed, LogFolder.bytes(files.get(2)));

    assertThat(verify(files.get(3), renamed, files.get(1), files.get(0)).findings()).isEmpty();
  }

  @Test
  void acceptsAStartInMidChainAndSaysSo() {
    Verification found = verify(files.get(2), files.get(1));

    assertThat(found.isWhole()).isTrue();
    assertThat(found.beginsInMidChain()).isTrue();
    assertThat(found.first()).isEqualTo(RECORDS + 1);
  }

  @Test
  void looksAtAFileThatIsNamedTwiceOnce() {
    assertThat(verify(files.get(0), files.get(0)).records()).isEqualTo(RECORDS);
  }

  @Test
  void hasNothingToSayOfNoFilesAndEmptyOnes() {
    write(0, List.of());

    assertThat(LogVerifier.verify(List.of()).isWhole()).isTrue();
    assertThat(verify(files.get(0)).records()).isZero();
    assertThat(verify(files.get(0)).isWhole()).isTrue();
  }

  @Test
  void namesAFileThatIsMissingInTheMiddle() {
    only(verify(files.get(0), files.get(1), files.get(3)), Finding.Kind.MISSING, 3, 1, 10);
  }

  @Test
  void namesALineThatIsMissing() {
    List<LogRecord> inFile = new ArrayList<>(records.get(1));
    inFile.remove(1);
    write(1, inFile);

    only(LogVerifier.verify(files), Finding.Kind.MISSING, 1, 2, 6);
  }

  @Test
  void findsTheLastLineOfAFileMissing() {
    write(1, records.get(1).subList(0, 2));

    only(LogVerifier.verify(files), Finding.Kind.MISSING, 2, 1, 7);
  }

  @Test
  void findsLinesThatChangedPlaces() {
    List<LogRecord> inFile = new ArrayList<>(records.get(1));
    Collections.swap(inFile, 0, 1);
    write(1, inFile);

    Finding first = LogVerifier.verify(files).firstFinding().orElseThrow();

    assertThat(first.file()).isEqualTo(files.get(1));
    assertThat(first.line()).isOne();
  }

  @Test
  void findsALineThatStandsTwice() {
    List<LogRecord> inFile = new ArrayList<>(records.get(1));
    inFile.add(1, inFile.getFirst());
    write(1, inFile);

    only(LogVerifier.verify(files), Finding.Kind.REPEATED, 1, 2, 4);
  }

  @Test
  void saysThatTheLastLineIsTorn() {
    byte[] bytes = LogFolder.bytes(files.get(3));
    LogFolder.write(files.get(3), Arrays.copyOf(bytes, bytes.length - 1));

    only(LogVerifier.verify(files), Finding.Kind.TORN, 3, 3, 12);
  }

  @Test
  void findsARecordThatWasForgedWithAHashOfItsOwn() {
    LogRecord before = records.get(1).get(0);
    LogRecord forged = Alerts.record(5, Alerts.suppressed(Alerts.NINE, "forged"), before.hash());
    write(1, List.of(before, forged, records.get(1).get(2)));

    only(LogVerifier.verify(files), Finding.Kind.BROKEN_CHAIN, 1, 3, 6);
  }

  @Test
  void findsAForgedFirstRecordByItsPrev() {
    LogRecord forged = Alerts.record(1, Alerts.suppressed(Alerts.NINE, "m"), "1".repeat(64));
    LogFolder.write(files.get(0), forged.line());

    only(verify(files.get(0)), Finding.Kind.BROKEN_CHAIN, 0, 1, 1);
  }

  @Test
  void saysWhichFilesCannotBeRead() {
    Path absent = new LogFile(Alerts.NINE, 99).path(folder);

    Verification found = verify(files.get(0), absent, folder);

    assertThat(found.findings())
        .extracting(Finding::kind)
        .containsExactly(Finding.Kind.UNREADABLE, Finding.Kind.UNREADABLE);
    assertThat(found.records()).isEqualTo(RECORDS);
  }

  @Test
  void refusesWhatHasTheRightHashButNotTheRightForm() {
    String line = new String(records.get(0).get(0).line(), StandardCharsets.UTF_8);
    List<String> forms =
        List.of(
            resealed(line.replace("\"chf\":\"00-DB", "\"chf\":\"00-db")),
            resealed(line.replace("\"distributor\":\"17\"", "\"distributor\":17")),
            resealed(line.replace("\"mpxn\":\"m1\",", "")),
            resealed(line.replace("\"mpxn\":\"m1\"", "\"mpxn\":null")),
            resealed(line.replace("\"mpxn\":\"m1\"", "\"mpxn\":\"\\u006d1\"")),
            resealed(line.replace("\"mpxn\":\"m1\"", "\"mpxn\": \"m1\"")),
            resealed(line.replace("\"mpxn\":\"m1\"", "\"mpxn\":\"m\t1\"")),
            resealed(line.replace("on-demand", "demand")),
            resealed(line.replace("09:00:00.000000001Z", "09:00:00Z")),
            resealed(line.replace("\"seq\":1", "\"seq\":01")),
            resealed(line.replace("\"throttled_count\":null", "\"throttled_count\":\"1\"")),
            resealed(line.replace("\"message_sha256\":\"", "\"message_sha256\":\"0")));
    assertThat(forms)
        .allSatisfy(
            form -> {
              assertThat(form).isNotEqualTo(line);
              LogFolder.write(files.get(0), form.getBytes(StandardCharsets.UTF_8));
              only(verify(files.get(0)), Finding.Kind.MALFORMED, 0, 1, 1);
            });
  }

  @Test
  void findsEveryChangeOfASingleBit() {
    byte[] right = LogFolder.bytes(files.get(1));
    for (int i = 0; i < right.length; i++) {
      byte[] altered = right.clone();
      altered[i] ^= (byte) (1 << (i % 8));
      LogFolder.write(files.get(1), altered);
      int line = 1 + (int) new String(right, 0, i, StandardCharsets.ISO_8859_1)
          .chars().filter(c -> c == '\n').count();

      Finding first = LogVerifier.verify(files).firstFinding().orElseThrow();

      assertThat(first.file()).as("byte %d", i).isEqualTo(files.get(1));
      assertThat(first.line()).as("byte %d", i).isEqualTo(line);
    }
  }

  @Test
  void neverThrowsWhateverItIsGiven() {
    Seeds.each(300, this::neverThrowsWhateverItIsGiven);
  }

  private void neverThrowsWhateverItIsGiven(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    byte[] bytes = LogFolder.bytes(files.get(random.nextInt(FILES)));
    for (int i = random.nextInt(8); i >= 0; i--) {
      bytes = mutated(bytes, random);
    }
    Path mutant = folder.resolve("mutant");
    LogFolder.write(mutant, bytes);

    Verification found = verify(files.get(0), files.get(1), mutant, files.get(3));

    assertThat(found.findings().size()).isEqualTo((int) Math.min(found.found(), 100));
  }

  private static byte[] mutated(byte[] bytes, RandomGenerator random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(200));
    byte[] result = bytes.clone();
    switch (random.nextInt(5)) {
      case 0 -> result[at] = (byte) random.nextInt();
      case 1 -> result[at] = (byte) "\n\"\\,:{}0-"
          .charAt(random.nextInt(9));
      case 2 -> result = Arrays.copyOf(bytes, at);
      case 3 -> {
        result = Arrays.copyOf(bytes, bytes.length - length);
        System.arraycopy(bytes, at + length, result, at, bytes.length - at - length);
      }
      default -> {
        result = Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(bytes, at, result, at + length, bytes.length - at);
      }
    }
    return result;
  }

  @Test
  void goesOnBehindALineThatIsLongerThanAnyRecord() {
    byte[] endless = new byte[3 * LineReader.LONGEST + 5];
    Arrays.fill(endless, (byte) 'x');
    endless[endless.length - 1] = '\n';
    LogFolder.write(files.get(1), endless);

    Verification found = LogVerifier.verify(files);

    assertThat(found.firstFinding().orElseThrow().kind()).isEqualTo(Finding.Kind.MALFORMED);
    assertThat(found.records()).isEqualTo((FILES - 1) * RECORDS);
  }

  private void only(Verification found, Finding.Kind kind, int file, long line, long seq) {
    assertThat(found.findings()).hasSize(1);
    Finding one = found.findings().getFirst();
    assertThat(one.kind()).as(one.toString()).isEqualTo(kind);
    assertThat(one.file()).isEqualTo(files.get(file));
    assertThat(one.line()).as(one.toString()).isEqualTo(line);
    assertThat(one.seq()).as(one.toString()).isEqualTo(seq);
  }

  private static Verification verify(Path... some) {
    return LogVerifier.verify(List.of(some));
  }

  private void write(int file, List<LogRecord> inFile) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    inFile.forEach(record -> bytes.writeBytes(record.line()));
    LogFolder.write(files.get(file), bytes.toByteArray());
  }

  /** With the hash that its bytes have. */
  private static String resealed(String line) {
    String open = line.substring(0, line.indexOf(",\"hash\":"));
    byte[] bytes = (open + "}").getBytes(StandardCharsets.UTF_8);
    return open + ",\"hash\":\"" + Sha256.of(bytes) + "\"}\n";
  }
}
