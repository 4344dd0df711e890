package org.lastgasp.hindsight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.hindsight.Timeline.SETTINGS;
import static org.lastgasp.hindsight.Timeline.HUB;
import static org.lastgasp.hindsight.Timeline.METER;
import static org.lastgasp.hindsight.Timeline.OTHER_HUB;
import static org.lastgasp.hindsight.Timeline.OTHER_METER;
import static org.lastgasp.hindsight.Timeline.SUPPLIER;
import static org.lastgasp.hindsight.Timeline.clock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.Seeds;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.journal.Position;
import org.lastgasp.policy.Event;
import org.lastgasp.sqlite.BrokenFile;

class CaseIndexTest {
  private static final WorkList.Whose ALL = new WorkList.Whose.All();

  @TempDir Path folder;

  @Test
  void whateverIsRestartedOrBuiltAgainTheCasesAreTheSame() {
    Seeds.each(
        12,
        seed -> {
          Days days = Days.begun(seed);
          Path live = folder.resolve("live" + seed);
          CaseIndex caseIndex = open(days, live, "");
          for (int i = 0; i < 150; i++) {
            days.step();
            if (days.random.nextInt(4) == 0) {
              takeAll(caseIndex);
            }
            if (days.random.nextInt(25) == 0) {
              caseIndex.close();
              caseIndex = open(days, live, caseIndex.note());
            }
            if (days.random.nextInt(60) == 0) {
              String note = caseIndex.note();
              caseIndex.close();
              remove(live);
              caseIndex = open(days, live, note);
            }
          }
          days.now = days.now.plus(Duration.ofDays(2));
          takeAll(caseIndex);
          try (CaseIndex lived = caseIndex;
              CaseIndex rebuilt = open(days, folder.resolve("rebuilt" + seed), "")) {
            takeAll(rebuilt);
            assertThat(all(rebuilt, days)).isEqualTo(all(lived, days)).isNotEmpty();
            assertThat(changes(rebuilt)).isEqualTo(changes(lived));
            assertThat(all(lived, days)).allSatisfy(each -> assertThat(each.closed()).isTrue());
            onlyForward(lived, days);
            assertThat(lived.suspects())
                .isEqualTo(
                    all(lived, days).stream().filter(c -> c.label() == Label.SUSPECT).count());
          }
        });
  }

  @Test
  void theDaysOfTheSeedsHaveEveryKindOfEvidence() {
    List<Evidence.Kind> seen = new ArrayList<>();
    for (int seed = 1; seed <= 8; seed++) {
      Days days = Days.begun(seed);
      for (int i = 0; i < 150; i++) {
        days.step();
      }
      days.now = days.now.plus(Duration.ofDays(2));
      try (CaseIndex caseIndex = open(days, folder.resolve("kinds" + seed), "")) {
        takeAll(caseIndex);
        all(caseIndex, days).stream()
            .flatMap(c -> c.assessment().evidence().stream())
            .map(Evidence::kind)
            .forEach(seen::add);
      }
    }
    assertThat(seen).containsAll(
            EnumSet.complementOf(
                EnumSet.of(Evidence.Kind.RELEASED, Evidence.Kind.NOT_FOLLOWED)));
  }

  /** Labels only go down the list, and what was said as of a position stays said. */
  private static void onlyForward(CaseIndex caseIndex, Days days) {
    Map<Long, Label> labels = new HashMap<>();
    long position = 0;
    for (LabelChange each : changes(caseIndex)) {
      assertThat(each.position()).isGreaterThan(position);
      position = each.position();
      assertThat(each.from())
          .isEqualTo(labels.getOrDefault(each.ordinal(), Label.UNRESOLVED))
          .isLessThan(each.to());
      labels.put(each.ordinal(), each.to());
      assertThat(caseIndex.labels(1, 1_000, position)).isEqualTo(labels);
    }
    all(caseIndex, days)
        .forEach(
            c ->
                assertThat(c.label())
                    .isEqualTo(labels.getOrDefault(c.ordinal(), Label.UNRESOLVED)));
  }

  @Test
  void ordinalsGoOnWhereTheBeginningOfTheJournalIsGone() {
    Days days = Days.begun(3);
    for (int i = 0; i < 200; i++) {
      days.step();
    }
    String note;
    List<Case> before;
    try (CaseIndex caseIndex = open(days, folder.resolve("whole"), "")) {
      takeAll(caseIndex);
      note = caseIndex.note();
      before = all(caseIndex, days);
    }
    long first = before.get(before.size() / 2).number();
    days.journal.forgetBefore(first);
    try (CaseIndex caseIndex =
        CaseIndex.open(days.journal, folder.resolve("rest"), SETTINGS, () -> days.now, note)) {
      takeAll(caseIndex);
      assertThat(all(caseIndex, days)).isNotEmpty().allSatisfy(
          each ->
              assertThat(before)
                  .anySatisfy(
                      b -> {
                        assertThat(b.number()).isEqualTo(each.number());
                        assertThat(b.ordinal()).isEqualTo(each.ordinal());
                      }));
    }
  }

  @Test
  void aSilenceFoundFirstThingAfterARestartHasThePositionOfTheLastEntry() {
    Days days = new Days(1);
    RequestId request = new RequestId(SUPPLIER, METER, 1);
    days.append(Papers.held(clock("10:10"), clock("10:05"), request, HUB, clock("10:00")));
    days.now = clock("10:11");
    try (CaseIndex caseIndex = open(days, folder, "")) {
      takeAll(caseIndex);
    }
    days.now = clock("+2 10:11");
    try (CaseIndex caseIndex = open(days, folder, "")) {
      takeAll(caseIndex);
      assertThat(changes(caseIndex)).extracting(LabelChange::position).containsExactly(1L << 24);
      assertThat(caseIndex.lastChange()).isEqualTo(1L << 24);
    }
  }

  @Test
  void aSilenceIsFoundOnceWhatWasReceivedInTimeIsInTheJournal() {
    Days days = new Days(1);
    RequestId request = new RequestId(SUPPLIER, METER, 1);
    days.append(Papers.held(clock("10:10"), clock("10:05"), request, HUB, clock("10:00")));
    try (CaseIndex caseIndex = open(days, folder, "")) {
      days.now = clock("+1 10:11:09");
      takeAll(caseIndex);
      assertThat(caseIndex.of(1).orElseThrow().label()).isEqualTo(Label.UNRESOLVED);
      days.now = clock("+1 10:11:10");
      takeAll(caseIndex);
      assertThat(caseIndex.of(1).orElseThrow().label()).isEqualTo(Label.SUSPECT);
    }
  }

  @Test
  void whatSaysNothingOfACaseStillPlacesItsChanges() {
    Days days = new Days(1);
    RequestId request = new RequestId(SUPPLIER, METER, 1);
    byte[] strangers = Papers.deviceAlert(Eui64.of("00-DB-12-34-56-78-90-FF"), "81A0", new byte[1]);
    days.append(Papers.held(clock("10:10"), clock("10:05"), request, HUB, clock("10:00")));
    days.append(Papers.carried(clock("10:20"), strangers));
    days.append(Papers.carried(clock("+2 10:20"), strangers));
    days.now = clock("+2 10:30");
    try (CaseIndex caseIndex = open(days, folder, "")) {
      takeAll(caseIndex);
      assertThat(changes(caseIndex))
          .extracting(LabelChange::position)
          .containsExactly(days.number(2) << 24);
    }
  }

  @Test
  void changesAndReleasesAreThoseBehindOnePositionUpToAnother() {
    Days days = new Days(1);
    RequestId request = new RequestId(SUPPLIER, METER, 1);
    days.append(Papers.held(clock("10:10"), clock("09:50"), request, HUB, clock("10:00")));
    days.append(Papers.held(clock("10:11"), clock("09:50"), request, HUB, clock("10:00")));
    days.append(Papers.released(clock("10:31"), 1, HUB));
    days.now = clock("10:40");
    long one = 1L << 24;
    long two = days.number(2) << 24;
    long three = days.number(3) << 24;
    try (CaseIndex caseIndex = open(days, folder, "")) {
      takeAll(caseIndex);
      assertThat(changes(caseIndex))
          .extracting(LabelChange::position)
          .containsExactly(one, two, three);
      assertThat(caseIndex.changes(one, two, 9))
          .extracting(LabelChange::position)
          .containsExactly(two);
      assertThat(caseIndex.releases(1, 2, three))
          .extracting(LabelChange::ordinal)
          .containsExactly(1L);
      assertThat(caseIndex.releases(1, 2, three - 1)).isEmpty();
      assertThat(caseIndex.nextSuspect(one).orElseThrow().position()).isEqualTo(two);
      assertThat(caseIndex.nextSuspect(two)).isEmpty();
      assertThat(caseIndex.of(1).orElseThrow().label()).isEqualTo(Label.SUSPECT);
    }
  }

  @Test
  void aFileOfAnotherJournalIsKeptAsideAndBuiltAnew() {
    Days days = Days.begun(1);
    for (int i = 0; i < 50; i++) {
      days.step();
    }
    try (CaseIndex caseIndex = open(days, folder, "")) {
      takeAll(caseIndex);
    }
    try (CaseIndex caseIndex = open(new Days(2), folder, "")) {
      assertThat(caseIndex.passed()).isEqualTo(Position.START);
    }
    assertThat(BrokenFile.in(folder)).hasSize(1);
  }

  @Test
  void anAlertThatAnotherActivationExplainsIsNoEvidenceInARunThatIsSetForth() {
    Days days = new Days(1);
    RequestId request = new RequestId(SUPPLIER, METER, 1);
    days.append(Papers.held(clock("10:10"), clock("10:05"), request, HUB, clock("10:00")));
    days.append(Papers.requested(clock("15:00"), new RequestId(SUPPLIER, OTHER_METER, 2), HUB));
    days.now = clock("15:01");
    try (CaseIndex caseIndex = open(days, folder, "")) {
      takeAll(caseIndex);
    }
    days.append(Papers.forwarded(clock("15:12"), clock("15:08"), HUB));
    days.now = clock("15:13");
    try (CaseIndex caseIndex = open(days, folder, "")) {
      takeAll(caseIndex);
      assertThat(caseIndex.of(1).orElseThrow().label()).isEqualTo(Label.UNRESOLVED);
    }
    days.append(Papers.forwarded(clock("15:45"), clock("15:40"), HUB));
    days.now = clock("15:46");
    try (CaseIndex caseIndex = open(days, folder, "")) {
      takeAll(caseIndex);
      assertThat(caseIndex.of(1).orElseThrow().label()).isEqualTo(Label.SUSPECT);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aFileOfAnEarlierFormatIsTakenOn(int format) throws Exception {
    Days days = new Days(1);
    RequestId request = new RequestId(SUPPLIER, METER, 1);
    days.append(Papers.held(clock("10:10"), clock("10:05"), request, HUB, clock("10:00")));
    days.now = clock("10:11");
    List<Case> before;
    try (CaseIndex caseIndex = open(days, folder, "")) {
      takeAll(caseIndex);
      before = all(caseIndex, days);
    }
    try (Connection old =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("hindsight.db"));
        Statement statement = old.createStatement()) {
      statement.execute("DROP TABLE activation");
      statement.execute("DROP INDEX open_suspect");
      statement.execute("DROP INDEX open_later");
      List<String> indexes = List.of("alerts", "life_of_hub", "life_of_meter");
      for (String index : format == 1 ? indexes : List.<String>of()) {
        statement.execute("DROP INDEX " + index);
      }
      List<String> columns =
          List.of("dated", "counted", "ends", "alerts_from", "life_from", "restored", "outage");
      int lacking = format == 1 ? columns.size() : format == 2 ? 2 : 0;
      for (String column : columns.subList(0, lacking)) {
        statement.execute("ALTER TABLE held DROP COLUMN " + column);
      }
      statement.execute("PRAGMA user_version = " + format);
    }
    days.append(Papers.forwarded(clock("10:31"), clock("10:31"), HUB));
    days.now = clock("10:32");
    try (CaseIndex caseIndex = open(days, folder, "")) {
      assertThat(all(caseIndex, days)).isEqualTo(before);
      takeAll(caseIndex);
      assertThat(caseIndex.of(1).orElseThrow().label()).isEqualTo(Label.SUSPECT);
    }
    assertThat(BrokenFile.in(folder)).isEmpty();
  }

  @Test
  void aFileThatIsNoneIsKeptAsideAndBuiltAnew() throws IOException {
    Files.writeString(folder.resolve("hindsight.db"), "no database at all, and long enough");

    try (CaseIndex caseIndex = open(new Days(2), folder, "")) {
      assertThat(caseIndex.passed()).isEqualTo(Position.START);
    }
    assertThat(BrokenFile.in(folder)).hasSize(1);
  }

  @Test
  void theWorkListBeginsWithTheEndOfTheWindowAndIsPagedPerDistributor() {
    Days days = new Days(1);
    RequestId request = new RequestId(SUPPLIER, METER, 1);
    for (int i = 0; i < 7; i++) {
      days.append(Papers.held(clock("10:10"), clock("10:05"), request, HUB, clock("10:00")));
    }
    days.now = clock("10:11");
    try (CaseIndex caseIndex = open(days, folder, "")) {
      takeAll(caseIndex);
      WorkList.Whose theirs = new WorkList.Whose.Of(OptionalInt.of(20));
      assertThat(caseIndex.page(ALL, clock("10:29:59"), 0, 10).items()).isEmpty();
      assertThat(caseIndex.page(theirs, clock("10:29:59"), 0, 10).items()).isEmpty();
      WorkList.Page page = caseIndex.page(ALL, clock("10:30"), 0, 4);
      assertThat(page.items()).extracting(Case::ordinal).containsExactly(1L, 2L, 3L, 4L);
      assertThat(page.next()).hasValue(days.number(4));
      page = caseIndex.page(theirs, clock("10:30"), days.number(4), 4);
      assertThat(page.items()).extracting(Case::ordinal).containsExactly(5L, 6L, 7L);
      assertThat(page.next()).isEmpty();
      assertThat(caseIndex.page(new WorkList.Whose.Of(OptionalInt.of(17)), days.now, 0, 4).items())
          .isEmpty();
      assertThat(
              caseIndex.page(new WorkList.Whose.Of(OptionalInt.empty()), days.now, 0, 4).items())
          .isEmpty();
      long second = days.number(2);
      days.append(new Event.Settled(clock("10:40"), second, "ann", "the supply is on"));
      days.append(Papers.carried(clock("10:41"), Papers.outcome(request, 0)));
      takeAll(caseIndex);
      assertThat(caseIndex.page(ALL, clock("10:45"), 0, 9).items()).isEmpty();
      assertThat(caseIndex.of(second).orElseThrow().settlement()).isPresent();
    }
  }

  @Test
  void anAlertOfAYearAheadComesOntoTheWorkListOnceTheClockIsTrusted() {
    Instant ahead = clock("10:10").plus(Duration.ofDays(365));
    Days days = new Days(1);
    RequestId request = new RequestId(SUPPLIER, METER, 1);
    days.append(
        Papers.held(ahead, ahead.minusSeconds(60), request, HUB, ahead.minusSeconds(300)));
    days.now = clock("10:11");
    List<Case> lived;
    try (CaseIndex caseIndex = open(days, folder.resolve("one"), "")) {
      takeAll(caseIndex);
      days.append(new Event.ClockTrusted(clock("10:20"), ahead, "ann", "NTP is back"));
      days.now = clock("10:21");
      takeAll(caseIndex);
      assertThat(caseIndex.page(ALL, days.now, 0, 9).items()).hasSize(1);
      assertThat(caseIndex.standing(days.now).open()).isEqualTo(1);
    }
    try (CaseIndex caseIndex = open(days, folder.resolve("one"), "")) {
      days.now = clock("+1 10:22");
      takeAll(caseIndex);
      lived = all(caseIndex, days);
      assertThat(lived).allSatisfy(each -> assertThat(each.closed()).isTrue()).hasSize(1);
    }
    try (CaseIndex caseIndex = open(days, folder.resolve("two"), "")) {
      takeAll(caseIndex);
      assertThat(all(caseIndex, days)).isEqualTo(lived);
    }
  }

  /** Of the partitions that are mirrored one may be hours behind another. */
  @Test
  void nothingIsSilentBeforeAllIsRecordedThatWasReceivedInTime() {
    Days days = new Days(1);
    RequestId request = new RequestId(SUPPLIER, METER, 1);
    RequestId other = new RequestId(SUPPLIER, OTHER_METER, 1);
    days.append(Papers.held(clock("10:10"), clock("10:05"), request, HUB, clock("10:00")));
    days.append(Papers.requested(clock("+1 10:30"), other, OTHER_HUB));
    days.append(Papers.carried(clock("10:40"), Papers.accepted(request)));
    days.now = clock("10:45"); // up to here all partitions are recorded
    try (CaseIndex caseIndex = open(days, folder, "")) {
      takeAll(caseIndex);
      days.now = clock("+1 10:45");
      takeAll(caseIndex);
      Case about = caseIndex.of(days.number(1)).orElseThrow();
      assertThat(about.closed()).isTrue();
      assertThat(about.heard()).contains(clock("10:40"));
      assertThat(about.label()).isEqualTo(Label.UNRESOLVED);
    }
  }

  @Test
  void whatAnOperatorSettledSurvivesBeingBuiltAgain() {
    Days days = new Days(1);
    RequestId request = new RequestId(SUPPLIER, METER, 1);
    days.append(Papers.held(clock("10:10"), clock("10:05"), request, HUB, clock("10:00")));
    days.append(new Event.Settled(clock("10:40"), 1, "ann", "the supply is on"));
    days.now = clock("11:00");
    for (String name : List.of("one", "two")) {
      try (CaseIndex caseIndex = open(days, folder.resolve(name), "")) {
        takeAll(caseIndex);
        assertThat(caseIndex.page(ALL, clock("11:00"), 0, 9).items()).isEmpty();
        assertThat(caseIndex.of(1).orElseThrow().settlement())
            .contains(new Case.Settlement(clock("10:40"), "ann", "the supply is on"));
      }
    }
  }

  @Test
  void theOfflineCasesGoToTheEndOfTheJournalAndLeaveTheFileAlone() throws IOException {
    Days days = new Days(1);
    RequestId request = new RequestId(SUPPLIER, METER, 1);
    days.append(Papers.held(clock("10:10"), clock("10:05"), request, HUB, clock("10:00")));
    days.now = clock("10:11");
    try (CaseIndex caseIndex = open(days, folder, "")) {
      takeAll(caseIndex);
    }
    byte[] before = Files.readAllBytes(folder.resolve("hindsight.db"));
    days.append(Papers.held(clock("10:12"), clock("10:05"), request, HUB, clock("10:00")));
    days.now = clock("+2 10:12");
    try (CaseIndex caseIndex = CaseIndex.offline(days.journal, folder, SETTINGS, () -> days.now)) {
      assertThat(caseIndex.page(ALL, days.now, 0, 9).items())
          .hasSize(2)
          .allSatisfy(each -> assertThat(each.label()).isEqualTo(Label.SUSPECT));
    }
    assertThat(Files.readAllBytes(folder.resolve("hindsight.db"))).isEqualTo(before);
  }

  @Test
  void oldCasesAreForgottenOnceTheyAreClosed() {
    Days days = new Days(1);
    RequestId request = new RequestId(SUPPLIER, METER, 1);
    days.append(Papers.requested(clock("10:00"), request, HUB));
    days.append(Papers.held(clock("10:10"), clock("10:05"), request, HUB, clock("10:00")));
    days.append(Papers.held(clock("+2 10:10"), clock("+2 10:05"), request, HUB, clock("+2 10:00")));
    days.now = clock("+2 12:00");
    try (CaseIndex caseIndex = open(days, folder, "")) {
      takeAll(caseIndex);
      caseIndex.expire(clock("+3 00:00"));
      assertThat(caseIndex.of(days.number(2))).isEmpty();
      assertThat(caseIndex.of(days.number(3)).orElseThrow().ordinal()).isEqualTo(2);
      assertThat(caseIndex.changes(0, Long.MAX_VALUE, 9)).isEmpty();
      assertThat(caseIndex.suspects()).isEqualTo(1);
    }
  }

  static CaseIndex open(Days days, Path folder, String note) {
    return CaseIndex.open(days.journal, folder, SETTINGS, () -> days.now, note);
  }

  static void takeAll(CaseIndex caseIndex) {
    boolean more = caseIndex.takeSome();
    while (more) {
      more = caseIndex.takeSome();
    }
  }

  static List<Case> all(CaseIndex caseIndex, Days days) {
    return days.journal.all().stream()
        .flatMap(each -> caseIndex.of(each.number()).stream())
        .toList();
  }

  private static List<LabelChange> changes(CaseIndex caseIndex) {
    return caseIndex.changes(0, Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  private static void remove(Path folder) {
    try {
      for (String end : List.of("", "-wal", "-shm")) {
        Files.deleteIfExists(folder.resolve("hindsight.db" + end));
      }
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /** Days at two hubs and three meters, of which two are on one hub. */
  static final class Days {
    private static final List<Eui64> METERS =
        List.of(METER, OTHER_METER, Eui64.of("00-DB-12-34-56-78-90-A2"));
    private final RandomGenerator random;
    private final MemoryJournal journal = MemoryJournal.withGaps();
    private final Map<Eui64, RequestId> requests = new HashMap<>();
    private final Map<Eui64, Instant> windows = new HashMap<>();
    Instant now = clock("00:00");
    private Instant outage = now;
    private long counter = 1_000;

    Days(long seed) {
      random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** With an activation of every meter. */
    static Days begun(long seed) {
      Days days = new Days(seed);
      METERS.forEach(days::request);
      return days;
    }

    void append(Event entry) {
      journal.append(pen -> pen.write(entry)).join();
    }

    /** The number of one of its entries, counted from 1. */
    long number(int ordinal) {
      return journal.all().get(ordinal - 1).number();
    }

    private static Eui64 hub(Eui64 meter) {
      return meter.equals(METERS.getLast()) ? OTHER_HUB : HUB;
    }

    private void request(Eui64 meter) {
      RequestId request = new RequestId(SUPPLIER, meter, ++counter);
      requests.put(meter, request);
      windows.put(meter, now);
      append(Papers.requested(now, request, hub(meter)));
    }

    void step() {
      long seconds =
          switch (random.nextInt(12)) {
            case 0 -> random.nextLong(Duration.ofHours(30).toSeconds());
            case 1, 2 -> random.nextLong(Duration.ofMinutes(40).toSeconds());
            default -> random.nextLong(200);
          };
      now = now.plusSeconds(seconds);
      Instant at = now.minusMillis(random.nextInt(50)); // received, then recorded
      Eui64 meter = METERS.get(random.nextInt(METERS.size()));
      RequestId request = Optional.ofNullable(requests.get(meter)).orElseThrow();
      switch (random.nextInt(13)) {
        case 0 -> request(meter);
        case 1, 2, 3 -> {
          Instant from = Optional.ofNullable(windows.get(meter)).orElseThrow();
          outage = at.minusSeconds(random.nextLong(900));
          if (at.isBefore(from.plus(Papers.WINDOW))) {
            append(Papers.held(at, outage, request, hub(meter), from));
          } else {
            request(meter);
          }
        }
        case 4 -> {
          if (random.nextBoolean()) {
            append(Papers.forwarded(at, at.minusSeconds(300), hub(meter)));
          }
        }
        case 5 -> {
          Instant off = outage.plusSeconds(random.nextLong(-2_000, 2_000));
          int code = 0x8F35 + random.nextInt(8);
          append(Papers.carried(at, Papers.restoration(meter, code, off, off.plusSeconds(400))));
        }
        case 6 -> append(Papers.carried(at, Papers.outcome(request, random.nextInt(3))));
        case 7 -> {
          int code = 0x8F66 + random.nextInt(2);
          append(Papers.carried(at, Papers.futureDated(request, code, code & 1, at)));
        }
        case 8 -> append(Papers.carried(at, Papers.accepted(request)));
        case 9 -> append(Papers.carried(at, Papers.acknowledged(request, "E20")));
        case 10 -> append(new Event.AlertCopied(at, 1, "ab".repeat(32)));
        case 11 ->
            append(new Event.Settled(at, random.nextLong(1, journal.lastId() + 1), "ann", "seen"));
        default -> append(Papers.carried(at, Papers.deviceAlert(meter, "81A0", new byte[] {1})));
      }
    }
  }
}
