package org.lastgasp.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StandingIssuesTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");

  private final List<HealthIssue> issues = new ArrayList<>();
  private final AtomicReference<Instant> now = new AtomicReference<>(TEN);
  private final StandingIssues standing =
      new StandingIssues(() -> List.copyOf(issues), now::get);

  @Test
  void aReasonStandsSinceItWasNoticedWhateverItsDetailSays() {
    issues.add(new HealthIssue("disk-low", "4 %"));
    assertThat(standing.get()).containsExactly(new StandingIssues.Issue("disk-low", "4 %", TEN));
    now.set(TEN.plusSeconds(60));
    issues.set(0, new HealthIssue("disk-low", "3 %"));
    assertThat(standing.get()).containsExactly(new StandingIssues.Issue("disk-low", "3 %", TEN));
  }

  @Test
  void aReasonThatWasGoneStandsAnew() {
    issues.add(new HealthIssue("disk-low", "4 %"));
    assertThat(standing.get()).hasSize(1);
    issues.clear();
    assertThat(standing.get()).isEmpty();
    now.set(TEN.plusSeconds(60));
    issues.add(new HealthIssue("disk-low", "4 %"));
    assertThat(standing.get().getFirst().since()).isEqualTo(TEN.plusSeconds(60));
  }
}
