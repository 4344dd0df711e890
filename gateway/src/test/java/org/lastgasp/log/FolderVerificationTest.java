package org.lastgasp.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.log.Verification.Finding;

/** A log of three files of two records each, verified a line at a time. */
class FolderVerificationTest {
  private static final int LINE = 1; // a portion is at least a line

  @TempDir Path folder;
  private final List<LogRecord> records = new ArrayList<>();
  private FolderVerification verification;

  @BeforeEach
  void writeALog() {
    verification = new FolderVerification(folder);
    String prev = LogRecord.BEGINNING;
    for (long seq = 1; seq <= 8; seq++) {
      records.add(logRecord(seq, prev));
      prev = records.getLast().hash();
    }
    write(1, records.subList(0, 2));
    write(2, records.subList(2, 4));
    write(3, records.subList(4, 6));
  }

  @AfterEach
  void close() {
    verification.close();
  }

  private static LogRecord logRecord(long seq, String prev) {
    return Alerts.record(seq, Alerts.suppressed(Alerts.NINE.plusNanos(seq), "m" + seq), prev);
  }

  private Path file(int number) {
    return new LogFile(Alerts.NINE, number).path(folder);
  }

  private void write(int number, List<LogRecord> inFile) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    inFile.forEach(record -> bytes.writeBytes(record.line()));
    LogFolder.write(file(number), bytes.toByteArray());
  }

  private Verification toTheEnd() {
    int portions = 0;
    while (verification.advance(LINE)) {
      assertThat(++portions).isLessThan(100);
    }
    return verification.result();
  }

  @Test
  void readsNoMoreThanIsAskedFor() {
    assertThat(verification.advance(LINE)).isTrue();
    assertThat(verification.result().records()).isEqualTo(1);
    assertThat(verification.advance(2L * records.getFirst().line().length)).isTrue();
    assertThat(verification.result().records()).isEqualTo(3);
  }

  @Test
  void comesToWhatAVerificationInOneGoComesTo() {
    assertThat(toTheEnd())
        .isEqualTo(LogVerifier.verify(List.of(file(1), file(2), file(3))));
    assertThat(verification.result().isWhole()).isTrue();
    assertThat(verification.result().last()).isEqualTo(6);
  }

  @Test
  void findsAFileThatIsMissingInTheMiddle() throws IOException {
    Files.delete(file(2));
    assertThat(toTheEnd().findings())
        .extracting(Finding::kind)
        .containsExactly(Finding.Kind.MISSING);
  }

  @Test
  void looksAtFilesThatBeginMeanwhile() {
    verification.advance(LINE);
    write(4, records.subList(6, 8));
    assertThat(toTheEnd().last()).isEqualTo(8);
  }

  @Test
  void aLineThatGetsItsEndMeanwhileIsNotTakenForTwo() {
    byte[] whole = LogFolder.bytes(file(3));
    LogFolder.write(file(3), Arrays.copyOf(whole, whole.length - 10));
    for (int line = 1; line <= 6; line++) {
      assertThat(verification.advance(LINE)).isTrue();
    }
    LogFolder.write(file(3), whole);
    assertThat(toTheEnd().findings())
        .extracting(Finding::kind)
        .containsExactly(Finding.Kind.TORN);
  }

  @Test
  void whatExpiresMeanwhileIsNoFinding() throws IOException {
    verification.advance(LINE);
    Files.delete(file(1));
    Files.delete(file(2));
    Verification found = toTheEnd();
    assertThat(found.findings()).isEmpty();
    assertThat(found.first()).isEqualTo(5);
    assertThat(found.files()).isEqualTo(1);
  }

  @Test
  void aFileThatCannotBeReadIsAFinding() throws IOException {
    Files.delete(file(2));
    Files.createSymbolicLink(file(2), folder.resolve("nothing"));
    assertThat(toTheEnd().findings())
        .extracting(Finding::kind)
        .containsExactly(Finding.Kind.UNREADABLE, Finding.Kind.MISSING);
  }

  @Test
  void hasNothingToSayOfNoFolder() {
    verification = new FolderVerification(folder.resolve("none"));
    assertThat(verification.advance(LINE)).isFalse();
    assertThat(verification.result().files()).isZero();
  }
}
