package org.lastgasp.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorruptionCheckTest {
  private static boolean isMeantBy(Exception cause) {
    return CorruptionCheck.isMeantBy(new JournalUnavailable("opening a file", cause));
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 26, 11 | 1 << 8}) // damaged, no database, damaged in its index
  void aDamagedFileIsOfNoUse(int code) {
    assertThat(isMeantBy(new SQLException("broken", "", code))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 10, 13, 14, 10 | 3 << 8}) // busy, I/O error, full, cannot open, short
  void aFileThatCannotBeOpenedNowIsKept(int code) {
    assertThat(isMeantBy(new SQLException("not now", "", code))).isFalse();
    assertThat(isMeantBy(new IOException("no folder"))).isFalse();
  }

  @Test
  void aRefusalOfOurOwnMeansIt() {
    assertThat(CorruptionCheck.isMeantBy(new JournalUnavailable("of another journal"))).isTrue();
  }
}
