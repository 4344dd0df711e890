package org.lastgasp.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProportionTest {

  @Test
  void hasTheIntervalOfWilson() {
    // 123 of 133: 0.9248, from 0.8672 to 0.9586, by the formula on paper
    Proportion p = Proportion.of(123, 133);
    assertThat(p.share()).isCloseTo(0.9248, within(0.0001));
    assertThat(p.least()).isCloseTo(0.8672, within(0.0001));
    assertThat(p.most()).isCloseTo(0.9586, within(0.0001));
  }

  @Test
  void ofNoneAndOfAllStaysBetweenZeroAndOne() {
    assertThat(Proportion.of(0, 50).least()).isZero();
    assertThat(Proportion.of(0, 50).most()).isCloseTo(0.0713, within(0.0001));
    assertThat(Proportion.of(50, 50).most()).isLessThanOrEqualTo(1).isCloseTo(1, within(1e-9));
  }

  @Test
  void isWrittenInPercentWithMorePlacesIfItIsSmall() {
    assertThat(Proportion.text(1, 2)).isEqualTo("50.0 (9.5 to 90.5)");
    assertThat(Proportion.text(0, 50)).isEqualTo("0.00 (0.00 to 7.13)");
    assertThat(Proportion.text(0, 0)).isEqualTo("-");
  }
}
