package org.lastgasp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.lastgasp.logging.LineFormatter;

class AsyncLogHandlerTest {
  private final List<String> written = new CopyOnWriteArrayList<>();
  private volatile LogRecord last = new LogRecord(Level.INFO, "");
  private final CountDownLatch read = new CountDownLatch(1);

  /** A terminal that takes nothing until it is read. */
  private final class Stopped extends Handler {
    @Override
    public void publish(LogRecord event) {
      try {
        read.await();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
      written.add(event.getMessage());
      last = event;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static String text(int n) {
    return "event=library library=other text=\"number " + n + "\"";
  }

  @Test
  void nobodyWaitsForATerminalThatTakesNothing() {
    AsyncLogHandler teller = new AsyncLogHandler(new Stopped());
    for (int n = 1; n <= 20_000; n++) {
      LogRecord event = new LogRecord(Level.INFO, "number " + n);
      event.setLoggerName("other");
      teller.publish(event);
    }
    assertThat(written).isEmpty();
    read.countDown();
    teller.close();
    assertThat(written).hasSizeBetween(10_000, 10_002).startsWith(text(1), text(2));
    assertThat(new LineFormatter().format(last))
        .containsPattern("level=warn room=cli event=log-lines-lost count=(9999|10000)");
  }
}
