package org.lastgasp.acceptance;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A run of all cases against one gateway. */
final class AcceptanceRun {
  private AcceptanceRun() {}

  /** A moment and the case it is of. */
  private record Due(Duration after, AcceptanceCase.Moment moment, CaseRecord record) {}

  /**
   * Runs the cases; takes as long as the schedule says by the gateway's clock.
   *
   * @param progress is told what is waited for, a line each
   */
  static List<CaseResult> run(TestBed bed, Schedule plan, Consumer<String> progress)
      throws InterruptedException {
    Instant start = bed.clock().instant();
    TestMessages messages = new TestMessages(start, bed.devices());
    List<String> suppressed = new ArrayList<>();
    Map<AcceptanceCase, CaseRecord> records = new LinkedHashMap<>();
    List<Due> due = new ArrayList<>();
    try (DuisClient duis = new DuisClient(bed.duis(), bed.tls())) {
      for (AcceptanceCase each : AcceptanceCases.of(plan, start)) {
        CaseRecord record = new CaseRecord(each, bed, duis, messages, suppressed);
        records.put(each, record);
        each.moments().forEach(moment -> due.add(new Due(moment.after(), moment, record)));
      }
      due.sort(Comparator.comparing(Due::after)); // stable: at once in the order of the cases
      Duration reached = Duration.ZERO;
      for (Due next : due) {
        if (next.after().compareTo(reached) > 0) {
          progress.accept("waiting until " + seconds(start.plus(next.after())));
          reached = next.after();
        }
        bed.clock().await(start.plus(next.after()));
        next.record().run(next.moment());
      }
      records.values().forEach(CaseRecord::suppressedStaySuppressed);
    }
    return records.values().stream().map(CaseRecord::result).toList();
  }

  /** As people read it: to the second. */
  static Instant seconds(Instant any) {
    return any.truncatedTo(ChronoUnit.SECONDS);
  }
}
