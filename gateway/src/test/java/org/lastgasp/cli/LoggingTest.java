package org.lastgasp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LoggingTest {
  private final Logging.Line line = new Logging.Line();

  @Test
  void anEventIsOneLineOfKeysAndValues() {
    LogRecord event = event("org.lastgasp.journal.BatchWriter", "event=rolled file=a\nb");
    assertThat(line.format(event))
        .isEqualTo("at=2030-01-15T10:00:00.123Z level=warn room=journal event=rolled file=a b\n");
  }

  @Test
  void aFailureIsSaidWithItsCauseAndPlaceInTheSameLine() {
    LogRecord event = event("org.eclipse.jetty.server", "event=broken");
    event.setThrown(new IllegalStateException("tried\nthis", new IOException("disk \"full\"")));
    String text = line.format(event);
    assertThat(text.lines()).hasSize(1);
    assertThat(text)
        .contains("room=org.eclipse.jetty.server event=broken")
        .contains("error=\"java.lang.IllegalStateException: tried this\"")
        .contains("cause=\"java.io.IOException: disk 'full'\"")
        .contains("trace=\"");
  }

  private static LogRecord event(String logger, String message) {
    LogRecord event = new LogRecord(Level.WARNING, message);
    event.setLoggerName(logger);
    event.setInstant(Instant.parse("2030-01-15T10:00:00.123456Z"));
    return event;
  }
}
