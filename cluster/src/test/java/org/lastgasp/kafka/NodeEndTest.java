package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NodeEndTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger halted = new AtomicInteger();

  @Test
  void aNodeEndsOnceAllThatItKnowsAloneIsRecorded() {
    NodeEnd end = new NodeEnd(Duration.ofMinutes(1), halted::incrementAndGet);
    end.after(() -> asked.incrementAndGet() > 2);
    end.lost("another node took over");
    assertThat(asked).as("twice so, as something may have been on its way").hasValue(4);
    assertThat(halted).hasValue(1);
  }

  @Test
  void aNodeThatCannotRecordItEndsAllTheSame() {
    NodeEnd end = new NodeEnd(Duration.ofSeconds(1), halted::incrementAndGet);
    end.after(() -> asked.incrementAndGet() < 0);
    end.lost("another node took over");
    assertThat(asked).hasValue(2);
    assertThat(halted).hasValue(1);
  }
}
