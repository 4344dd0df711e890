package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportScopeTest {
  @ParameterizedTest
  @CsvSource({"7, 7", "20, 20", "unknown, unknown", "123, unknown", "x1, unknown", "'', unknown"})
  void aRecordBelongsToTheReportOfItsDistributor(String distributor, String scope) {
    assertThat(ReportScope.PER_DISTRIBUTOR.scopes(distributor)).containsExactly(scope);
    assertThat(ReportScope.CONSOLIDATED.scopes(distributor)).containsExactly("consolidated");
    assertThat(ReportScope.CONSOLIDATED_AND_PER_DISTRIBUTOR.scopes(distributor))
        .containsExactly("consolidated", scope);
  }

  @Test
  void aScopeIsWrittenAsItIsConfigured() {
    for (ReportScope scope : ReportScope.values()) {
      assertThat(ReportScope.of(scope.code())).isEqualTo(scope);
    }
  }
}
