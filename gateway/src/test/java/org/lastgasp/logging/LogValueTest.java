package org.lastgasp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogValueTest {
  @Test
  void aPlainTextIsItself() {
    assertThat(LogValue.of("/api/v1/switch;a?b&c")).isEqualTo("/api/v1/switch;a?b&c");
  }

  @Test
  void aTextThatCouldStartAnotherFieldOrLineIsQuoted() {
    assertThat(LogValue.of("/a level=error")).isEqualTo("\"/a level=error\"");
    assertThat(LogValue.of("a=b")).isEqualTo("\"a=b\"");
    assertThat(LogValue.of("")).isEqualTo("\"\"");
    assertThat(LogValue.of("a\" b=\"c\\")).isEqualTo("\"a\\\" b=\\\"c\\\\\"");
    assertThat(LogValue.of("a\nb\u001b[31m\u0085\u2028é\u202e"))
        .isEqualTo("\"a\\u000ab\\u001b[31m\\u0085\\u2028\\u00e9\\u202e\"");
  }

  @Test
  void aLongTextIsCut() {
    assertThat(LogValue.of("y".repeat(100_000))).hasSizeLessThan(600).endsWith("...\"");
  }
}
