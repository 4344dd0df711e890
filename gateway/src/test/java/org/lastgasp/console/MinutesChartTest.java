package org.lastgasp.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastgasp.api.CampaignsResponse;
import org.lastgasp.console.ListPage.Cell;
import org.lastgasp.console.ListPage.Section;

class MinutesChartTest {
  private static CampaignsResponse.Row row(
      long windowSeconds, CampaignsResponse.Minute... minutes) {
    return new CampaignsResponse.Row(
        "E470", "AB", "20", 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, windowSeconds,
        List.of(minutes), List.of());
  }

  private static List<List<String>> table(Section section) {
    return section.rows().stream()
        .map(cells -> cells.stream().map(Cell::text).toList())
        .toList();
  }

  @Test
  void theMinuteThatBeginsWithTheWindowsEndIsBehindItsEdge() {
    Section section =
        MinutesChart.section(
            List.of(
                row(
                    1_800, new CampaignsResponse.Minute(29, 3, 0),
                    new CampaignsResponse.Minute(30, 0, 2))),
            "");
    assertThat(table(section))
        .containsExactly(
            List.of("29 to 30", "3", "0", "within the usual window"),
            List.of("30 to 31", "0", "2", "behind its edge"));
    assertThat(section.sentence())
        .contains("5 alerts", "half of them within 30 min")
        .endsWith("3 before the usual window's edge at 30 min, 2 behind it.");
    assertThat(section.chart()).contains("the usual window ends: 30 min");
  }

  @Test
  void modelsAreAddedUpMinuteByMinuteAndTheUsualWindowIsTheEdge() {
    Section section =
        MinutesChart.section(
            List.of(
                row(1_800, new CampaignsResponse.Minute(4, 1, 0)),
                row(3_600, new CampaignsResponse.Minute(4, 2, 1))),
            "");
    assertThat(table(section))
        .containsExactly(List.of("4 to 5", "3", "1", "within the usual window"));
    assertThat(section.sentence()).contains("edge at 60 min");
  }

  @Test
  void whereNoAlertCameThereIsASentenceAndNoChart() {
    Section section = MinutesChart.section(List.of(row(1_800)), "Today: ");
    assertThat(section.sentence()).startsWith("Today: no alert came");
    assertThat(section.chart()).isEmpty();
    assertThat(section.rows()).isEmpty();
  }
}
