package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.report.Desk.HOUR;
import static org.lastgasp.report.Desk.NINE;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of periods in which the switch is off. */
class WhileOffTest {
  @TempDir Path folder;
  private Desk desk;

  @BeforeEach
  void suppressesOneAlertAndIsSwitchedOff() {
    desk = new Desk(folder);
    desk.log.write(NINE.plusSeconds(1), "1712345678909");
    desk.at(after(1));
    desk.switchedOff = true;
  }

  @Test
  void emptyReportsAreMadeByDefault() {
    pass(1, 4);
    assertThat(desk.spool()).hasSize(4);
  }

  @Test
  void noneIsMadeIfSoConfiguredOnceTheSwitchWasSeenOffAllTheTime() {
    desk.whileOff = ReportSettings.WhileOff.NONE;
    pass(1, 4);
    assertThat(desk.spool()).hasSize(2);
  }

  @Test
  void theNextReportCoversTheTimeWithoutReportsAndHasTheNextSequence() {
    desk.whileOff = ReportSettings.WhileOff.NONE;
    try (ReportServer server = desk.open()) {
      for (int hour = 1; hour <= 4; hour++) {
        work(server, after(hour));
      }
      desk.switchedOff = false;
      desk.log.write(after(4).plusSeconds(1), "1712345678909");
      work(server, after(5));
    }

    String name = "poa-report-consolidated-20300115T110000Z-000003.csv";
    assertThat(desk.spool()).hasSize(3).containsKey(name);
    assertThat(desk.spool().get(name))
        .contains(",2030-01-15T11:00:00.000Z,2030-01-15T14:00:00.000Z,")
        .contains("\r\nD,2,");
    assertThat(verified().findings()).isEmpty();
  }

  @Test
  void aPeriodInWhichItWasOnHasItsReport() {
    desk.whileOff = ReportSettings.WhileOff.NONE;
    desk.switchedOff = false;
    try (ReportServer server = desk.open()) {
      work(server, after(1).plusSeconds(1));
      desk.switchedOff = true;
      work(server, after(2));
    }
    assertThat(desk.spool()).hasSize(2);
  }

  @Test
  void aReportThatIsOrderedIsMade() {
    desk.whileOff = ReportSettings.WhileOff.NONE;
    try (ReportServer server = desk.open()) {
      for (int hour = 1; hour <= 3; hour++) {
        work(server, after(hour));
      }
      desk.now = after(3).plusSeconds(60);
      assertThat(server.build()).isInstanceOf(ReportServer.Order.Done.class);
    }
    assertThat(desk.spool()).hasSize(3);
  }

  private void pass(int from, int to) {
    try (ReportServer server = desk.open()) {
      for (int hour = from; hour <= to; hour++) {
        work(server, after(hour));
      }
    }
  }

  private void work(ReportServer server, Instant now) {
    desk.now = now;
    Duration unused = server.work();
  }

  private ReportVerification verified() {
    List<Path> files =
        desk.spool().keySet().stream().map(folder.resolve("report/spool")::resolve).toList();
    return ReportVerifier.verify(files, List.of());
  }

  private static Instant after(int hours) {
    return NINE.plus(HOUR.multipliedBy(hours)).plus(Planner.SETTLING);
  }
}
