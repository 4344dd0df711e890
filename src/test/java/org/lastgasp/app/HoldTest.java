package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HoldTest {
  private static final Hold DELIVERY = new Hold("delivery", Hold.On.JOURNAL, () -> 7);
  private static final Hold STORY = new Hold("story", Hold.On.JOURNAL, () -> 9);
  private static final Hold REPORT = new Hold("report", Hold.On.LOG, () -> -1);

  @Test
  void theOneFurthestBehindDecides() {
    assertThat(Hold.last(List.of(STORY, DELIVERY, REPORT), Hold.On.JOURNAL))
        .contains(new Hold.Passed("delivery", 7));
    assertThat(Hold.last(List.of(STORY, DELIVERY, REPORT), Hold.On.LOG))
        .contains(new Hold.Passed("report", -1));
  }

  @Test
  void whatNobodyHoldsIsFree() {
    assertThat(Hold.last(List.of(STORY, DELIVERY), Hold.On.LOG)).isEmpty();
  }
}
