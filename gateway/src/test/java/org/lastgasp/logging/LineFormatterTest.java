package org.lastgasp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.Eui64;

/** Lines as an operator reads them, in both forms. */
class LineFormatterTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00.123456Z");
  private final LineFormatter text = new LineFormatter();
  private final JsonLineFormatter json = new JsonLineFormatter();

  private static LogRecord at(LogRecord line) {
    line.setInstant(TEN);
    return line;
  }

  private static LogRecord ours() {
    return at(
        EventLog.line(
            Eui64.class, Level.WARNING, "disk-low", "left", "5 %", "files", 3L, "for",
            Duration.ofMinutes(90)));
  }

  private static LogRecord library(String message) {
    LogRecord record = new LogRecord(Level.SEVERE, message);
    record.setLoggerName("org.eclipse.jetty.server.Server");
    return at(record);
  }

  @Test
  void anEventIsOneLineOfKeysAndValues() {
    assertThat(text.format(ours()))
        .isEqualTo(
            "at=2030-01-15T10:00:00.123Z level=warn room=id event=disk-low left=\"5 %\" files=3"
                + " for=5400s" + System.lineSeparator());
  }

  @Test
  void theSameIsAnObjectWhereAProgramReadsIt() throws IOException {
    JsonNode read = new ObjectMapper().readTree(json.format(ours()));
    assertThat(read.path("event").asText()).isEqualTo("disk-low");
    assertThat(read.path("left").asText()).isEqualTo("5 %");
    assertThat(read.path("files").isIntegralNumber()).isTrue();
    assertThat(json.format(ours()).lines()).hasSize(1);
  }

  @Test
  void whatALibrarySaysIsOneValueThatForgesNothing() {
    assertThat(text.format(library("closed\nlevel=error \"x\" event=forged")))
        .endsWith(
            "level=error room=library event=library library=jetty"
                + " text=\"closed\\u000alevel=error \\\"x\\\" event=forged\""
                + System.lineSeparator());
  }

  @Test
  void aFailureIsSaidInWordsWithItsCauseAndPlaceInTheSameLine() {
    LogRecord line = library("broken");
    line.setThrown(new IllegalStateException("tried\nthis", new IOException("disk full")));
    assertThat(text.format(line).lines()).hasSize(1);
    assertThat(text.format(line))
        .contains(" error=\"tried\\u000athis\" cause=\"disk full\" trace=\"IOException < ");
  }
}
