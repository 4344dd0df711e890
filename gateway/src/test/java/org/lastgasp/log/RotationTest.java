package org.lastgasp.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a file of the log is full, where the log goes on, and what the files are called. */
class RotationTest {
  private static final Instant DAY = Instant.parse("2030-01-15T00:00:00Z");
  private static final Rotation DAILY = new Rotation(Duration.ofDays(1), 1_000);
  private static final String HASH = "ab".repeat(32);

  private static LogPosition at(long length) {
    return new LogPosition(new LogFile(DAY, 7), length, 41, HASH);
  }

  private static Instant day(int days, int hours) {
    return DAY.plus(Duration.ofDays(days)).plus(Duration.ofHours(hours));
  }

  @Test
  void aRecordOfTheSameDayGoesToTheSameFile() {
    assertThat(DAILY.fileFor(at(500), day(0, 23), 500)).isEqualTo(new LogFile(DAY, 7));
  }

  @Test
  void aRecordThatWouldMakeTheFileTooLongBeginsAnotherOfTheSameDay() {
    assertThat(DAILY.fileFor(at(500), day(0, 23), 501)).isEqualTo(new LogFile(DAY, 8));
  }

  @Test
  void aRecordOfTheNextDayBeginsAnotherFile() {
    assertThat(DAILY.fileFor(at(500), day(1, 0), 1)).isEqualTo(new LogFile(day(1, 0), 8));
  }

  @Test
  void aRecordOfTheDayBeforeStaysInTheFile() {
    assertThat(DAILY.fileFor(at(500), day(-1, 0), 1)).isEqualTo(new LogFile(DAY, 7));
  }

  @Test
  void aRecordOfAnEarlierDayBeginsAFileOfItsOwnDay() {
    assertThat(DAILY.fileFor(at(500), day(-2, 1), 1)).isEqualTo(new LogFile(day(-2, 0), 8));
  }

  @Test
  void aFileWithoutARecordTakesTheDayOfItsFirst() {
    assertThat(DAILY.fileFor(at(0), day(3, 4), 9_999)).isEqualTo(new LogFile(day(3, 0), 7));
    assertThat(DAILY.fileFor(at(0), day(-3, 4), 1)).isEqualTo(new LogFile(DAY, 7));
  }

  @Test
  void aFileEndsWithItsPeriod() {
    assertThat(DAILY.end(new LogFile(DAY, 7))).isEqualTo(day(1, 0));
  }

  @Test
  void aRotationThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new Rotation(Duration.ofMillis(1_500), 1)).hasMessageContaining("1.5");
    assertThatThrownBy(() -> new Rotation(Duration.ZERO, 1)).hasMessageContaining("seconds");
    assertThatThrownBy(() -> new Rotation(Duration.ofDays(1), 0)).hasMessageContaining("0 bytes");
  }

  @Test
  void aFileIsKnownByItsName() {
    LogFile file = new LogFile(DAY, 7);
    assertThat(file.name()).isEqualTo("poa-suppression-20300115T000000Z-000007.jsonl");
    assertThat(LogFile.of(Path.of("somewhere").resolve(file.name()))).contains(file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "poa-suppression-20300115T000000Z-7.jsonl", "poa-suppression-20301315T000000Z-000007.jsonl",
        "poa-suppression-20300115T000000Z-000007.jsonl.gz", "notes.txt"
      })
  void whatHasAnotherNameIsNoFileOfTheLog(String name) {
    assertThat(LogFile.of(Path.of(name))).isEmpty();
  }

  @Test
  void aPositionIsReadAsItWasNoted() {
    assertThat(LogPosition.read(at(500).note())).contains(at(500));
    assertThat(LogPosition.read("")).contains(LogPosition.NOTHING);
    assertThat(LogPosition.NOTHING.note()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "a b c d", "notes.txt 5 6 x", "a b c d e"})
  void aNoteOfSomethingElseIsNoPosition(String note) {
    assertThat(LogPosition.read(note)).isEmpty();
  }

  @Test
  void whatComesBehindAnotherFileHasItsOwnNumberAndNoEarlierDay() {
    LogPosition behind = at(500).behind(new LogFile(day(2, 0), 9));
    assertThat(behind.file()).isEqualTo(new LogFile(day(2, 0), 10));
    assertThat(behind.length()).isZero();
    assertThat(behind.seq()).isEqualTo(41);
    assertThat(at(500).behind(new LogFile(day(-2, 0), 3)).file()).isEqualTo(new LogFile(DAY, 8));
  }

  @Test
  void aHeadIsReadAsItIsShown() {
    LogHead head = new LogHead(41, HASH);
    assertThat(LogHead.parse(" " + head + " ")).contains(head);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "41", "0:00", "041:00", "x:y", "-1:00"})
  void whatIsNoHeadIsNotRead(String text) {
    assertThat(LogHead.parse(text)).isEmpty();
    assertThat(LogHead.parse(text + "ab".repeat(31))).isEmpty();
  }
}
