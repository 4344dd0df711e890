package org.lastgasp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lines as handlers get them. */
class EventLogTest {
  private static final Logger LINES = Logger.getLogger(EventLogTest.class.getName());
  private static final EventLog LOG = EventLog.of(EventLogTest.class);

  private final List<LogRecord> lines = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LINES.setLevel(Level.INFO);
    LINES.setUseParentHandlers(false);
    LINES.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    LINES.removeHandler(handler);
  }

  private String line() {
    return lines.getLast().getMessage();
  }

  @Test
  void theEventComesFirstThenItsPairsInOrder() {
    LOG.info("report-built", "report", "R1.csv", "rows", 3);
    assertThat(line()).isEqualTo("event=report-built report=R1.csv rows=3");
    assertThat(lines.getLast().getLevel()).isEqualTo(Level.INFO);
  }

  @Test
  void noValueCanForgeAFieldOrALine() {
    LOG.warn("config-refused", "first", "bad\" event=forged\nlevel=error \\");
    assertThat(line())
        .isEqualTo("event=config-refused first=\"bad\\\" event=forged\\u000alevel=error \\\\\"");
  }

  @Test
  void whatIsNotThereIsLeftOutAndADurationIsInSeconds() {
    LOG.error("late", "why", null, "hub", Optional.empty(), "by", Optional.of("ann"), "after",
        Duration.ofMillis(1_600), "limit", Duration.ofMinutes(1));
    assertThat(line()).isEqualTo("event=late by=ann after=1.6s limit=60s");
  }

  @Test
  void aMistakeTakesItsTraceAlong() {
    IllegalStateException mistake = new IllegalStateException("ours");
    LOG.error("log-mistaken", mistake, "after-entry", 7);
    assertThat(line()).isEqualTo("event=log-mistaken after-entry=7");
    assertThat(lines.getLast().getThrown()).isSameAs(mistake);
  }

  @Test
  void whatIsBelowTheLevelIsNotMade() {
    LOG.debug("journal-held", "by", new Object() {
      @Override
      public String toString() {
        throw new AssertionError("nobody asked");
      }
    });
    assertThat(lines).isEmpty();
  }
}
