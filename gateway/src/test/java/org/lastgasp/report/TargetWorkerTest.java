package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.report.Desk.HOUR;
import static org.lastgasp.report.Desk.NINE;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.worker.Backoff;

/** How long a target is waited for, and who waits with it. */
class TargetWorkerTest {
  private static final Backoff PATIENCE =
      new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(15), new SplittableRandom(1));

  @TempDir Path folder;
  private Desk desk;

  private record Asked(Supplier<Outcome> answer) implements Target {
    @Override
    public String name() {
      return "asked";
    }

    @Override
    public Outcome put(TransferFile transfer) {
      return answer.get();
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void aReportThatIsDue() {
    desk = new Desk(folder);
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    desk.now = NINE.plus(HOUR).plus(Planner.SETTLING);
  }

  private ReportServer open(Target... targets) {
    return new ReportServer(
        desk.settings(), desk, Assessments.NONE, List.of(targets), () -> desk.now, PATIENCE);
  }

  @Test
  void leavesATargetAloneForAsLongAsItAsks() {
    Duration asked = Duration.ofMinutes(5);
    Target busy = new Asked(() -> new Outcome.NotYet("it is busy", Optional.of(asked)));
    try (ReportServer server = open(busy)) {
      Duration unused = server.work();
      assertThat(server.senders().getFirst().step()).isEqualTo(asked);
      assertThat(server.status().targets().getFirst().fault()).contains("it is busy");
    }
  }

  @Test
  void waitsTwiceAsLongAfterEachFailureUpToTheLongest() {
    assertThat(PATIENCE.after(1, Optional.empty()))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(PATIENCE.after(4, Optional.empty()))
        .isBetween(Duration.ofSeconds(8), Duration.ofSeconds(16));
    assertThat(PATIENCE.after(99, Optional.empty()))
        .isBetween(Duration.ofSeconds(450), Duration.ofMinutes(15));
    assertThat(PATIENCE.after(1, Optional.of(HOUR))).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void aTargetThatDoesNotAnswerHoldsUpNoOther() throws InterruptedException {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    Target dead =
        new Asked(
            () -> {
              reached.countDown();
              awaited(over);
              return new Outcome.NotYet("the line is dead");
            });
    try (ReportServer server = open(dead, new DirectoryTarget(folder.resolve("target")))) {
      Duration unused = server.work();
      Thread hanging = Thread.ofVirtual().start(server.senders().getFirst()::step);
      reached.await();

      Thread other = Thread.ofVirtual().start(server.senders().getLast()::sendNow);
      boolean done = other.join(Duration.ofSeconds(30));
      over.countDown();
      hanging.join();

      assertThat(done).isTrue();
      assertThat(Desk.contents(folder.resolve("target"))).isEqualTo(desk.spool()).hasSize(1);
    }
  }

  @Test
  void aTableThatATargetDoesNotTakeHoldsUpNoExactReport() {
    desk.tables = Set.of(ReportSettings.TableFormat.XLSX);
    Path there = folder.resolve("target");
    DirectoryTarget files = new DirectoryTarget(there);
    Outcome refusal = new Outcome.NotYet("it is another file");
    Target strict = new Chosen(files, transfer -> transfer.kind().equals(Report.LOG), refusal);
    desk.at(desk.now, strict);
    desk.at(desk.now.plus(HOUR), strict);
    assertThat(Desk.contents(there))
        .containsOnlyKeys(
            "poa-report-consolidated-20300115T090000Z-000001.csv",
            "poa-report-consolidated-20300115T100000Z-000002.csv");
    try (ReportServer server = desk.open(strict)) {
      Target.Status status = server.status().targets().getFirst();
      assertThat(status.waiting()).as("the tables").isEqualTo(2);
      assertThat(status.oldest()).contains(NINE.plus(HOUR).plus(Planner.SETTLING));
      assertThat(server.expire(desk.now.plus(HOUR))).as("in front of the first table").isOne();
    }

    desk.at(desk.now, new Chosen(files, transfer -> true, refusal));
    assertThat(Desk.contents(there).keySet())
        .contains(
            "poa-table-consolidated-20300115T090000Z-000001.xlsx",
            "poa-table-consolidated-20300115T100000Z-000002.xlsx");
    try (ReportServer server = desk.open(strict)) {
      assertThat(server.status().targets().getFirst().waiting()).isZero();
    }
  }

  /** A target that takes some files only. */
  private record Chosen(Target target, Predicate<TransferFile> taken, Outcome otherwise)
      implements Target {
    @Override
    public String name() {
      return target.name();
    }

    @Override
    public Outcome put(TransferFile transfer) {
      return taken.test(transfer) ? target.put(transfer) : otherwise;
    }

    @Override
    public void close() {}
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
