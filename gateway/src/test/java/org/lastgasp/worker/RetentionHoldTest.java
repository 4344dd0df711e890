package org.lastgasp.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionHoldTest {
  private static final RetentionHold DELIVERY =
      new RetentionHold("delivery", RetentionHold.On.JOURNAL, () -> 7);
  private static final RetentionHold STORY =
      new RetentionHold("story", RetentionHold.On.JOURNAL, () -> 9);
  private static final RetentionHold REPORT =
      new RetentionHold("report", RetentionHold.On.LOG, () -> -1);

  @Test
  void theOneFurthestBehindDecides() {
    assertThat(RetentionHold.last(List.of(STORY, DELIVERY, REPORT), RetentionHold.On.JOURNAL))
        .contains(new RetentionHold.Passed("delivery", 7));
    assertThat(RetentionHold.last(List.of(STORY, DELIVERY, REPORT), RetentionHold.On.LOG))
        .contains(new RetentionHold.Passed("report", -1));
  }

  @Test
  void whatNobodyHoldsIsFree() {
    assertThat(RetentionHold.last(List.of(STORY, DELIVERY), RetentionHold.On.LOG)).isEmpty();
  }
}
