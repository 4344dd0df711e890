package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DailySummaryTest {
  private static final Instant DAY = Instant.parse("2030-01-15T00:00:00Z");

  @Test
  void oneIsCalledOne() {
    Reconciliation.Count late =
        new Reconciliation.Count(
            new TreeMap<>(Map.of("after-window", 1L)), 0, 0, 1, 0, 0, 0, 0, 0, 0,
            Duration.ofSeconds(2), new TreeMap<>(), new Reconciliation.StandFor(1, 0, 0, 0), 0);

    assertThat(oddities(List.of(new Reconciliation.Row(DAY, "17", late)), 1, 1, 1))
        .contains(
            "1 forwarded alert was judged later than a second after receipt, after 2.0 s.",
            "From 2030-01-15 00:00:00 to 2030-01-15 00:00:09 the journal could not be written:"
                + " 1 alert was handed straight over, 1 message refused, of any distributor.",
            "The books do NOT balance: 1 entry, of any distributor. Those of this page follow.");
    assertThat(oddities(List.of(), 2, 1_000, 2))
        .contains(
            "From 2030-01-15 00:00:00 to 2030-01-15 00:00:09 the journal could not be written:"
                + " 1,000 alerts were handed straight over, 2 messages refused, of any"
                + " distributor.",
            "The books do NOT balance: 2 entries, of any distributor. Those of this page follow.");
  }

  private static List<String> oddities(
      List<Reconciliation.Row> rows, long found, long relayed, long refused) {
    Reconciliation books =
        new Reconciliation(
            DAY, DAY.plus(Duration.ofDays(1)), rows,
            List.of(new Reconciliation.Unrecorded(DAY, DAY.plusSeconds(9), relayed, refused)),
            List.of(), found, List.of());
    return DailySummary.of(
            books, Optional.empty(), id -> id, new OpenCases(List.of(), 0), DAY)
        .parts().stream()
        .filter(part -> part.title().equals("Oddities"))
        .flatMap(part -> ((HtmlPage.Part.Notes) part).notes().stream())
        .toList();
  }
}
