package org.lastgasp.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionHoldTest {
  private static final RetentionHold<Long> DELIVERY =
      new RetentionHold<>("delivery", Long.class, () -> 7L);
  private static final RetentionHold<Long> STORY =
      new RetentionHold<>("story", Long.class, () -> 9L);
  private static final RetentionHold<Integer> REPORT =
      new RetentionHold<>("report", Integer.class, () -> -1);

  @Test
  void theOneFurthestBehindDecides() {
    assertThat(RetentionHold.last(List.of(STORY, DELIVERY, REPORT), Long.class))
        .contains(new RetentionHold.Passed<>("delivery", 7L));
    assertThat(RetentionHold.last(List.of(STORY, DELIVERY, REPORT), Integer.class))
        .contains(new RetentionHold.Passed<>("report", -1));
  }

  @Test
  void whatNobodyHoldsIsFree() {
    assertThat(RetentionHold.last(List.of(STORY, DELIVERY), Integer.class)).isEmpty();
  }
}
