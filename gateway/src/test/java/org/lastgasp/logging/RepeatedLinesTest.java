package org.lastgasp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** Lines that repeat, on a clock of the test's. */
class RepeatedLinesTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private final RepeatedLines repeated = new RepeatedLines();
  private final List<String> written = new ArrayList<>();

  private void say(int second, String event, Object... pairs) {
    LogLine line = EventLog.line(RepeatedLinesTest.class, Level.WARNING, event, pairs);
    line.setInstant(TEN.plusSeconds(second));
    write(repeated.take(line));
  }

  private void write(List<LogLine> lines) {
    lines.forEach(line -> written.add(line.getMessage()));
  }

  @Test
  void theFirstGoesOutAtOnceAndTheOthersAsOneLineAfterAMinute() {
    for (int second = 0; second < 15; second++) {
      say(second, "dsp-silent", "code", 503);
    }
    assertThat(written).containsExactly("event=dsp-silent code=503");
    write(repeated.due(TEN.plusSeconds(59)));
    assertThat(written).hasSize(1);
    write(repeated.due(TEN.plusSeconds(60)));
    assertThat(written).endsWith("event=dsp-silent code=503 more=14 within=60s").hasSize(2);
    say(61, "dsp-silent", "code", 503);
    assertThat(written).endsWith("event=dsp-silent code=503").hasSize(3);
  }

  @Test
  void aLineWithAnotherValueIsAnotherLine() {
    say(0, "dead-letter", "number", 1);
    say(0, "dead-letter", "number", 2);
    write(repeated.due(TEN.plusSeconds(300)));
    assertThat(written)
        .containsExactly("event=dead-letter number=1", "event=dead-letter number=2");
  }

  @Test
  void whatWasCountedIsSaidAtTheEndAndWhenThereAreTooMany() {
    say(0, "one");
    say(1, "one");
    for (int n = 0; n < 1_000; n++) {
      say(2, "other", "number", n);
    }
    assertThat(written).contains("event=one more=1 within=2s");
    say(3, "other", "number", 999);
    write(repeated.rest(TEN.plusSeconds(4)));
    assertThat(written).endsWith("event=other number=999 more=1 within=2s");
    assertThat(repeated.rest(TEN.plusSeconds(5))).isEmpty();
  }
}
