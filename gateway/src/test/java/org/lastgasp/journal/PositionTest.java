package org.lastgasp.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
  private static final Position EARLY = Position.at(7);
  private static final Position LATE = Position.at(10);

  @Test
  void isOrderedAsTheJournalIs() {
    assertThat(Position.START).isLessThan(EARLY);
    assertThat(EARLY).isLessThan(LATE).isEqualByComparingTo(Position.at(7));
    assertThat(LATE.reaches(EARLY)).isTrue();
    assertThat(EARLY.reaches(EARLY)).isTrue();
    assertThat(EARLY.reaches(LATE)).isFalse();
    assertThat(Position.min(LATE, EARLY)).isEqualTo(EARLY);
    assertThat(Position.max(EARLY, LATE)).isEqualTo(LATE);
  }

  @Test
  void isReadBackFromItsText() {
    Position last = Position.at(Long.MAX_VALUE);
    assertThat(Position.parse(last.text())).isEqualTo(last).hasSameHashCodeAs(last);
    assertThat(Position.parse("0")).isSameAs(Position.START);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5", " 7", "9223372036854775808", "entry 7"})
  void refusesAnyOtherText(String text) {
    assertThatThrownBy(() -> Position.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
