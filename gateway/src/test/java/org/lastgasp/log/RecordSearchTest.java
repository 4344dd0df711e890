package org.lastgasp.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.policy.Event;

class RecordSearchTest {
  private static final LogFile FILE = new LogFile(Alerts.NINE, 1);

  @TempDir Path folder;

  @Test
  void findsARecordBehindBytesThatAreNoText() {
    Event.AlertJudged alert = Alerts.suppressed(Alerts.NINE, "1712345678909");
    LogRecord record = Alerts.record(2, alert, LogRecord.BEGINNING);
    write(new byte[] {'{', (byte) 0xFF, '\n'}, record.line());

    assertThat(RecordSearch.find(folder, alert.judged(), alert.messageSha256()))
        .contains(new SuppressionLog.Found(FILE.name(), text(record)));
  }

  @Test
  void findsOfTwoAlertsWithTheSameBytesTheOneThatWasJudgedThen() {
    Event.AlertJudged first = Alerts.suppressed(Alerts.NINE, "1712345678909");
    Instant later = Alerts.NINE.plusSeconds(60);
    Event.AlertJudged again = Alerts.suppressed(later, "1712345678909");
    assertThat(again.messageSha256()).isEqualTo(first.messageSha256());
    LogRecord one = Alerts.record(1, first, LogRecord.BEGINNING);
    LogRecord two = Alerts.record(2, again, one.hash());
    write(one.line(), two.line());

    assertThat(RecordSearch.find(folder, again.judged(), again.messageSha256()))
        .contains(new SuppressionLog.Found(FILE.name(), text(two)));
  }

  private void write(byte[] first, byte[] second) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(first);
    bytes.writeBytes(second);
    LogFolder.write(FILE.path(folder), bytes.toByteArray());
  }

  private static String text(LogRecord record) {
    return new String(record.line(), StandardCharsets.UTF_8).stripTrailing();
  }
}
