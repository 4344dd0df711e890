package org.lastgasp.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpreadsheetTextTest {
  @Test
  void aCellOfAFileIsNoFormulaHoweverThatWouldBegin() {
    for (char begin : "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20".toCharArray()) {
      assertThat(SpreadsheetText.quoted(begin + "1+1")).isEqualTo("\"'" + begin + "1+1\"");
    }
    assertThat(SpreadsheetText.quoted("E470=1")).isEqualTo("\"E470=1\"");
    assertThat(SpreadsheetText.quoted("1E5")).as("a model").isEqualTo("\"'1E5\"");
  }

  @Test
  void aQuoteInACellStaysInIt() {
    assertThat(SpreadsheetText.quoted("a\",=1")).isEqualTo("\"a\"\",=1\"");
    assertThat(SpreadsheetText.quoted("")).isEqualTo("\"\"");
  }
}
