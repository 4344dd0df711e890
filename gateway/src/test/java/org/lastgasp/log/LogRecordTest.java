package org.lastgasp.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.lastgasp.Seeds;
import org.lastgasp.SourceTree;
import org.lastgasp.files.Sha256;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Verdict;

/** The exact bytes of a record. */
class LogRecordTest {
  private static final String EXAMPLE =
      "{\"seq\":1,\"suppressed_at\":\"2030-01-15T09:04:00.125750Z\","
          + "\"chf\":\"00-DB-12-34-56-78-90-A1\",\"esme\":\"00-DB-12-34-56-78-90-A0\","
          + "\"mpxn\":\"1712345678909\",\"distributor\":\"17\","
          + "\"recipient\":\"90-B3-D5-1F-30-02-00-00\","
          + "\"response_id\":\"00-DB-12-34-56-78-90-A1:90-B3-D5-1F-30-02-00-00:77\","
          + "\"start_date_time\":\"2030-01-15T09:01:00.000Z\","
          + "\"received_at\":\"2030-01-15T09:04:00.125Z\",\"throttled_count\":null,"
          + "\"request_id\":\"90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1000\","
          + "\"firmware_hash\":\"" + "AB".repeat(32) + "\","
          + "\"activation_from\":\"2030-01-15T09:00:00.000Z\","
          + "\"window_until\":\"2030-01-15T09:30:00.000Z\",\"mode\":\"on-demand\","
          + "\"rule\":\"activation_from<=received_at<window_until\","
          + "\"config_hash\":\"" + "0f".repeat(32) + "\","
          + "\"message_sha256\":\""
          + "5db7da0fee5abb909974f49bb546d1fdc8b2f648b396bf97ccb4ef01b7d7d795\","
          + "\"prev\":\"" + "0".repeat(64) + "\"";

  private static final String HASH =
      "36cbbf4b4d3623fe01b69095a7f06bbb21bbaddc14444a3642cbc622f144ba81"; // by another program

  @Test
  void aRecordHasExactlyTheseBytes() {
    LogRecord record = Alerts.record(1, Alerts.example(), LogRecord.BEGINNING);

    assertThat(text(record)).isEqualTo(EXAMPLE + ",\"hash\":\"" + HASH + "\"}\n");
    assertThat(record.hash()).isEqualTo(HASH);
  }

  @Test
  void theExampleInTheDocumentationIsARealRecord() throws IOException {
    LogRecord record = Alerts.record(1, Alerts.example(), LogRecord.BEGINNING);

    assertThat(Files.readString(SourceTree.path("docs/formats.md"))).contains("\n" + text(record));
  }

  @Test
  void theDocumentationNamesEveryMemberInOrder() throws IOException {
    String documentation = Files.readString(SourceTree.path("docs/formats.md"));
    int at = documentation.indexOf("| `seq` |");
    for (LogField member : LogField.values()) {
      int next = documentation.indexOf("| `" + member.code() + "` |", at);
      assertThat(next).as(member.code()).isGreaterThan(at);
      at = next;
    }
    assertThat(documentation.indexOf("| `prev` |")).isGreaterThan(at);
  }

  @Test
  void whatIsAbsentIsNullAndNobodyIsNoRecipient() {
    assertThat(text(Alerts.record(1, Alerts.bare(Alerts.NINE), LogRecord.BEGINNING)))
        .contains("\"chf\":null,", "\"distributor\":\"unknown\",\"recipient\":null,")
        .contains("\"response_id\":null,\"start_date_time\":null,", "\"throttled_count\":12,");
  }

  @Test
  void instantsHaveAsManyDigitsAsWereRecordedAndThreeAtLeast() {
    assertThat(FieldType.text(Alerts.NINE)).isEqualTo("2030-01-15T09:00:00.000Z");
    assertThat(FieldType.text(Alerts.NINE.plusMillis(120))).isEqualTo("2030-01-15T09:00:00.120Z");
    assertThat(FieldType.text(Alerts.NINE.plusNanos(1_000)))
        .isEqualTo("2030-01-15T09:00:00.000001Z");
    assertThat(FieldType.text(Alerts.NINE.plusNanos(1)))
        .isEqualTo("2030-01-15T09:00:00.000000001Z");
  }

  @Test
  void escapesOnlyWhatJsonDemands() {
    assertThat(mpxn("\"\\/\b\f\n\r\t\u0000\u001f\u007f\u2028é€"))
        .isEqualTo("\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\u2028é€");
  }

  @Test
  void writesPairsOfSurrogatesAsOneCharacterAndHalvesAsAReplacement() {
    assertThat(mpxn("\uD83D\uDCA1")).isEqualTo("\uD83D\uDCA1");
    assertThat(mpxn("a\uD83Db\uDCA1\uD83D")).isEqualTo("a\uFFFDb\uFFFD\uFFFD");
  }

  @Test
  void whateverIsWrittenIsReadAsWritten() {
    Seeds.each(500, LogRecordTest::whateverIsWrittenIsReadAsWritten);
  }

  private static void whateverIsWrittenIsReadAsWritten(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Instant at = random.nextInt(9) == 0 ? Instant.MIN : Instant.EPOCH.plusNanos(random.nextLong());
    Event entry = Alerts.any(random, at);
    if (entry instanceof Event.AlertJudged alert && alert.verdict() instanceof Verdict.Suppress h) {
      String prev = Sha256.of(new byte[] {(byte) seed}, 0, 1);
      LogRecord record = LogRecord.of(seed, alert, h, prev);

      LogLine read = LogLine.read(record.line(), 0, record.line().length - 1);

      assertThat(read).isInstanceOf(LogLine.Whole.class);
      LogLine.Whole whole = (LogLine.Whole) read;
      assertThat(whole.isSound()).isTrue();
      assertThat(whole.seq()).isEqualTo(seed);
      assertThat(whole.prev()).isEqualTo(prev);
      assertThat(whole.hash()).isEqualTo(record.hash());
    }
  }

  private static String mpxn(String written) {
    String line = text(Alerts.record(1, Alerts.suppressed(Alerts.NINE, written), "p"));
    int from = line.indexOf("\"mpxn\":\"") + "\"mpxn\":\"".length();
    return line.substring(from, line.indexOf("\",\"distributor\""));
  }

  private static String text(LogRecord record) {
    return new String(record.line(), StandardCharsets.UTF_8);
  }
}
