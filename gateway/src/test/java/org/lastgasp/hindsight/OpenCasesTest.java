package org.lastgasp.hindsight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.hindsight.Timeline.HUB;
import static org.lastgasp.hindsight.Timeline.METER;
import static org.lastgasp.hindsight.Timeline.SUPPLIER;
import static org.lastgasp.hindsight.Timeline.clock;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;
import org.lastgasp.id.RequestId;

class OpenCasesTest {
  private static final WorkList.Whose ALL = new WorkList.Whose.All();

  @TempDir Path folder;

  @Test
  void theWorkListLooksOnlyAtWhatStandsOnIt() {
    CaseIndexTest.Days days = new CaseIndexTest.Days(1);
    RequestId request = new RequestId(SUPPLIER, METER, 1);
    days.append(Papers.held(clock("10:10"), clock("10:05"), request, HUB, clock("10:00")));
    days.now = clock("10:11");
    try (CaseIndex caseIndex = CaseIndexTest.open(days, folder, "")) {
      CaseIndexTest.takeAll(caseIndex);
      for (WorkList.Whose whose : List.of(ALL, new WorkList.Whose.Of(OptionalInt.of(20)))) {
        assertThat(caseIndex.plan(whose, clock("10:40"), 9))
            .filteredOn(step -> step.contains("held"))
            .hasSize(4)
            .allMatch(step -> step.matches("SEARCH held USING COVERING INDEX open_later .*ends<.*"
                + "|S[A-Z]+ held USING COVERING INDEX open_suspect.*"));
      }
    }
  }

  @Test
  void theWorkListIsTheSameHoweverItIsFound() {
    Seeds.each(
        6,
        seed -> {
          CaseIndexTest.Days days = CaseIndexTest.Days.begun(seed);
          try (CaseIndex caseIndex = CaseIndexTest.open(days, folder.resolve("found" + seed), "")) {
            for (int i = 0; i < 150; i++) {
              days.step();
              CaseIndexTest.takeAll(caseIndex);
              onTheList(caseIndex, days, ALL);
              onTheList(caseIndex, days, new WorkList.Whose.Of(OptionalInt.of(20)));
              onTheList(caseIndex, days, new WorkList.Whose.Of(OptionalInt.empty()));
            }
          }
        });
  }

  /** By all cases, and by a walk along their numbers. */
  private static void onTheList(
      CaseIndex caseIndex, CaseIndexTest.Days days, WorkList.Whose whose) {
    List<Case> open =
        CaseIndexTest.all(caseIndex, days).stream()
            .filter(each -> each.isOpen(days.now))
            .filter(
                each ->
                    !(whose instanceof WorkList.Whose.Of of)
                        || each.held().distributor().equals(of.distributor()))
            .toList();
    assertThat(caseIndex.page(whose, days.now, 0, 1_000).items()).isEqualTo(open);
    assertThat(caseIndex.alongNumbers(whose, days.now, 1_000)).isEqualTo(open);
    for (Label label : Label.values()) {
      assertThat(caseIndex.page(whose, Optional.of(label), days.now, 0, 1_000).items())
          .isEqualTo(open.stream().filter(each -> each.label() == label).toList());
    }
    counts(caseIndex.counts(whose, days.now, 1_000), open);
    if (whose.equals(ALL)) {
      WorkList.Standing standing = caseIndex.standing(days.now);
      assertThat(standing.open()).isEqualTo(open.size());
      assertThat(standing.suspect())
          .isEqualTo(open.stream().filter(each -> each.label() == Label.SUSPECT).count());
    }
  }

  private static void counts(WorkList.Counts counts, List<Case> open) {
    assertThat(counts.more()).isFalse();
    assertThat(counts.oldest()).isEqualTo(open.stream().findFirst().map(each -> each.held().at()));
    Map<OptionalInt, Long> cases =
        open.stream()
            .collect(Collectors.groupingBy(o -> o.held().distributor(), Collectors.counting()));
    assertThat(
            counts.each().stream()
                .collect(
                    Collectors.groupingBy(
                        WorkList.Counts.Of::distributor,
                        Collectors.summingLong(WorkList.Counts.Of::cases))))
        .isEqualTo(cases);
    assertThat(counts.each().stream().mapToLong(WorkList.Counts.Of::suspects).sum())
        .isEqualTo(open.stream().filter(each -> each.label() == Label.SUSPECT).count());
  }
}
