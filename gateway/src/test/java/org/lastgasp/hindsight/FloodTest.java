package org.lastgasp.hindsight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.hindsight.Timeline.SETTINGS;
import static org.lastgasp.hindsight.Timeline.HUB;
import static org.lastgasp.hindsight.Timeline.METER;
import static org.lastgasp.hindsight.Timeline.OTHER_HUB;
import static org.lastgasp.hindsight.Timeline.OTHER_METER;
import static org.lastgasp.hindsight.Timeline.SUPPLIER;
import static org.lastgasp.hindsight.Timeline.clock;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.policy.Event;

/** One hub that floods, and what that costs another one. */
class FloodTest {
  private static final RequestId REQUEST = new RequestId(SUPPLIER, METER, 1);
  private static final RequestId OTHERS = new RequestId(SUPPLIER, OTHER_METER, 2);
  private static final Duration ENOUGH = Duration.ofSeconds(30); // a quarter of it on a quiet core

  @TempDir Path folder;
  private final MemoryJournal journal = new MemoryJournal();
  private Instant now = clock("10:20");

  private void append(Event entry) {
    journal.append(pen -> pen.write(entry)).join();
  }

  private CaseIndex caseIndex() {
    return CaseIndex.open(journal, folder, SETTINGS, () -> now, "");
  }

  private static Duration takeAll(CaseIndex caseIndex) {
    long began = System.nanoTime();
    boolean more = caseIndex.takeSome();
    while (more) {
      more = caseIndex.takeSome();
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private void alerts(int count, String from) {
    for (int i = 0; i < count; i++) {
      Instant at = clock(from).plusMillis(i);
      append(Papers.held(at, at, REQUEST, HUB, clock("10:00")));
    }
  }

  @Test
  void onlySoManyCasesOfAHubAreFollowedAndNoneIsForgotten() {
    int most = CaseEngine.MOST_FOLLOWED;
    alerts(most + 2, "10:10");
    append(Papers.held(clock("10:12"), clock("09:50"), REQUEST, HUB, clock("10:00")));
    append(Papers.forwarded(clock("10:31"), clock("10:31"), HUB));
    now = clock("10:32");
    try (CaseIndex caseIndex = caseIndex()) {
      takeAll(caseIndex);
      assertThat(caseIndex.of(most).orElseThrow().label()).isEqualTo(Label.SUSPECT);
      Case above = caseIndex.of(most + 1L).orElseThrow();
      assertThat(above.isFollowed()).isFalse();
      assertThat(above.label()).isEqualTo(Label.UNRESOLVED);
      assertThat(above.isOpen(now)).as("the others are").isFalse();
      Case itself = caseIndex.of(most + 3L).orElseThrow();
      assertThat(itself.label()).as("by its own start").isEqualTo(Label.SUSPECT);
      assertThat(itself.isOpen(now)).isTrue();
      WorkList.Standing standing = caseIndex.standing(now);
      assertThat(standing.lookedAt()).isEqualTo(most + 3L);
      assertThat(standing.open()).isEqualTo(most + 1L);
    }
  }

  @Test
  void whatIsHeardOftenCostsNoMoreThanWhatIsHeardOnce() {
    alerts(500, "10:10");
    int often = Integer.getInteger("often", 2_000);
    byte[] told = Papers.deviceAlert(METER, "81A0", new byte[1]);
    for (int i = 0; i < often; i++) {
      append(Papers.carried(clock("10:15").plusMillis(i), told));
      append(Papers.carried(clock("10:40").plusMillis(i), told));
      append(Papers.forwarded(clock("10:41").plusMillis(i), clock("10:41"), HUB));
    }
    now = clock("10:50");
    try (CaseIndex caseIndex = caseIndex()) {
      Duration took = takeAll(caseIndex);
      System.out.printf("3 x %d messages about 500 cases: %d ms%n", often, took.toMillis());
      assertThat(took).isLessThan(ENOUGH);
      assertThat(caseIndex.of(1).orElseThrow().label()).isEqualTo(Label.SUSPECT);
    }
  }

  @Test
  void anotherHubsAlertIsLabelledInSeconds() {
    int flood = Integer.getInteger("flood", 3_000);
    alerts(flood, "10:10");
    append(Papers.held(clock("10:19"), clock("09:50"), OTHERS, OTHER_HUB, clock("10:00")));
    try (CaseIndex caseIndex = caseIndex()) {
      Duration took = takeAll(caseIndex);
      System.out.printf("flood of %d alerts of one hub: %d ms%n", flood, took.toMillis());
      assertThat(took).isLessThan(ENOUGH);
      Case other = caseIndex.of(flood + 1L).orElseThrow();
      assertThat(other.label()).isEqualTo(Label.SUSPECT);
      assertThat(other.ordinal()).as("as in the log").isEqualTo(flood + 1L);
    }
  }
}
