package org.lastgasp.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;

/** A gateway whose wall clock is set, forwards and backwards, while it runs and between runs. */
class WallClockTest {
  private static final int CLOCK_DIFFERED = 10; // a kind of docs/formats.md
  private static final int JUDGED = 3;
  private static final int WINDOWS_ENDED = 21;
  private static final int CLOCK_TRUSTED = 22;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration WINDOW = Duration.ofSeconds(3);
  private static final String SHORT = "window: " + WINDOW.toSeconds() + "s";

  @TempDir Path folder;
  private Neighbours neighbours;
  private WallClock clock;

  @BeforeEach
  void meet() {
    assumeTrue(WallClock.canBeSet(), "skipped: no libfaketime on this machine");
    neighbours = new Neighbours(folder, 10);
    clock = new WallClock(folder);
  }

  @AfterEach
  void part() {
    neighbours.close();
  }

  private Program serve(Path configuration) {
    return Program.serve(clock.starter(), configuration);
  }

  @Test
  void aStepWhileItRunsIsRecordedAndAlarmedAndMovesNoWindow() {
    Instant began = Instant.now();
    try (Program gateway = neighbours.ready(serve(neighbours.configure(SHORT)))) {
      Vigil vigil = new Vigil(neighbours, gateway.duisPort(), WINDOW);
      vigil.begin(List.of(0, 1, 2, 3, 9));
      vigil.activate(0);
      clock.set(HOUR);
      Await.until("the alarm", () -> alarm(gateway, "clock-differs"));
      vigil.activate(1);
      vigil.activate(3, Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.SECONDS));
      clock.set(HOUR.negated());
      Await.until("two in the log", () -> differences(gateway) == 2);
      vigil.activate(2);
      clock.set(Duration.ZERO);
      Await.until("no alarm", () -> !alarm(gateway, "clock-differs"));
      vigil.untilAllAreOver();
      vigil.end();
      neighbours.settle(gateway);
      assertThat(gateway.terminate().exit()).isZero();
      assertThat(vigil.heldBackExactlyInside()).isGreaterThan(20);
    }
    Aftermath after = new Aftermath(neighbours);
    after.theRecordsAreSound();
    assertThat(after.rows(CLOCK_DIFFERED).stream().map(WallClockTest::ahead).toList())
        .containsExactly(HOUR, HOUR.negated());
    timesAreOfTheRealClock(after, began);
  }

  /** By how much the wall clock was ahead, to ten seconds. */
  private static Duration ahead(Aftermath.Row differed) {
    Instant wall = Instant.parse(differed.facts().path("wall").asText());
    return Duration.ofSeconds(
        10 * Math.round(Duration.between(differed.at(), wall).toSeconds() / 10.0));
  }

  private static void timesAreOfTheRealClock(Aftermath after, Instant began) {
    List<Instant> times = after.rows().stream().map(Aftermath.Row::at).toList();
    assertThat(times.stream().min(Comparator.naturalOrder()).orElseThrow())
        .isAfter(began.minusSeconds(1));
    assertThat(times.stream().max(Comparator.naturalOrder()).orElseThrow())
        .isBefore(Instant.now().plusSeconds(1));
  }

  @Test
  @Tag("long")
  void norDoManySteps() {
    List<Duration> steps =
        List.of(
            Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(-3), Duration.ofSeconds(20),
            HOUR, HOUR.negated(), Duration.ofDays(10), Duration.ofDays(-400));
    Seeds.each(
        1,
        seed -> {
          Random chance = new Random(seed);
          try (Program gateway = neighbours.ready(serve(neighbours.configure(SHORT)))) {
            Vigil vigil = new Vigil(neighbours, gateway.duisPort(), WINDOW);
            vigil.begin(List.of(0, 1, 2, 3, 4, 5, 9));
            for (int n = 0; n < 30; n++) {
              clock.set(steps.get(chance.nextInt(steps.size())));
              Await.pause(500 + chance.nextInt(2_500));
              vigil.activate(n % 6);
            }
            vigil.untilAllAreOver();
            vigil.end();
            neighbours.settle(gateway);
            assertThat(vigil.heldBackExactlyInside()).isGreaterThan(300);
            assertThat(differences(gateway)).isGreaterThan(5);
            assertThat(gateway.terminate().exit()).isZero();
          }
          new Aftermath(neighbours).theRecordsAreSound();
        });
  }

  @Test
  void setBackBetweenTwoRunsNothingIsHeldBackUntilItHasCaughtUp() {
    Path configuration = neighbours.configure("window: 1m");
    Instant last;
    try (Program gateway = neighbours.ready(serve(configuration))) {
      activate(gateway, 0, 1);
      held(gateway, 0, 1);
      assertThat(gateway.terminate().exit()).isZero();
      last = lastRecorded();
    }
    clock.set(Duration.between(Instant.now(), last).minusSeconds(12));
    try (Program gateway = serve(configuration)) {
      assertThat(alarm(gateway, "clock-behind")).isTrue();
      forwarded(gateway, 0, 2);
      activate(gateway, 1, 2);
      forwarded(gateway, 1, 3);
      Await.until("it has caught up", () -> !alarm(gateway, "clock-behind"));
      held(gateway, 1, 4);
      gateway.kill();
    }
    clock.set(HOUR);
    try (Program gateway = serve(configuration)) {
      forwarded(gateway, 0, 5);
      forwarded(gateway, 1, 6);
      activate(gateway, 2, 3);
      held(gateway, 2, 7);
      gateway.kill();
    }
    clock.set(Duration.ZERO);
    try (Program gateway = serve(configuration)) {
      assertThat(alarm(gateway, "clock-behind")).isTrue();
      forwarded(gateway, 2, 8);
      activate(gateway, 3, 4);
      forwarded(gateway, 3, 9);
      neighbours.settle(gateway);
      assertThat(gateway.terminate().exit()).isZero();
    }
    Aftermath after = new Aftermath(neighbours);
    after.theRecordsAreSound();
    assertThat(after.rows(JUDGED).stream().map(row -> row.facts().path("reason").asText("held")))
        .containsExactly(
            "held", "after-window", "clock-behind", "held", "after-window", "after-window",
            "held", "after-window", "clock-behind");
    assertThat(after.rows(WINDOWS_ENDED)).hasSize(2);
  }

  @Test
  void aWindowOfAClockThatWasAheadEndsWithTheRestartAndOneWithADateOfItsOwnStays() {
    Path configuration = neighbours.configure("window: 6s");
    clock.set(Duration.ofSeconds(9));
    Instant asked = Instant.now();
    Instant dated = asked.plusSeconds(9).truncatedTo(ChronoUnit.SECONDS);
    try (Program gateway = neighbours.ready(serve(configuration))) {
      activate(gateway, 0, 1);
      assertThat(
              neighbours.request(
                  gateway, Mail.activation(1, 2, Optional.of(dated.plusSeconds(9)))))
          .isEqualTo(200);
      assertThat(gateway.terminate().exit()).isZero();
    }
    clock.set(Duration.ZERO);
    try (Program gateway = serve(configuration)) {
      Await.until("it has caught up", () -> !alarm(gateway, "clock-behind"));
      forwarded(gateway, 0, 1);
      Await.until("its date", () -> Instant.now().isAfter(dated.plusSeconds(9)));
      held(gateway, 1, 2);
      assertThat(gateway.terminate().exit()).isZero();
    }
  }

  @Test
  void afterAYearAheadAnOperatorSaysThatTheClockIsRightAndAllGoesOn() {
    Path configuration = neighbours.configure("window: 1m", "report: {every: 1m}");
    clock.set(Duration.ofDays(365));
    try (Program gateway = neighbours.ready(serve(configuration))) {
      activate(gateway, 0, 1);
      held(gateway, 0, 1);
      Await.until("a report", () -> lastgasp(gateway, "report", "build").exit() == 0);
      assertThat(gateway.terminate().exit()).isZero();
    }
    clock.set(Duration.ZERO);
    try (Program gateway = serve(configuration)) {
      assertThat(neighbours.status(gateway).path("degraded").toString())
          .contains("clock-behind")
          .contains("lastgasp clock trust");
      activate(gateway, 1, 2);
      forwarded(gateway, 1, 2);
      Program.Ended told = lastgasp(gateway, "clock", "trust", "--reason", "NTP is back");
      assertThat(told.exit()).as("" + told.err()).isZero();
      assertThat(told.out().getFirst()).startsWith("trusted");
      held(gateway, 1, 3);
      assertThat(lastgasp(gateway, "clock", "trust", "--reason", "again").exit()).isEqualTo(1);
      Await.until("no alarm", () -> neighbours.status(gateway).path("degraded").isEmpty());
      assertThat(gateway.terminate().exit()).isZero();
    }
    try (Program gateway = neighbours.ready(serve(configuration))) {
      forwarded(gateway, 0, 4);
      held(gateway, 1, 5);
      neighbours.settle(gateway);
      assertThat(gateway.terminate().exit()).isZero();
    }
    Aftermath after = new Aftermath(neighbours);
    after.theRecordsAreSound();
    assertThat(after.rows(CLOCK_TRUSTED)).singleElement()
        .satisfies(row -> assertThat(row.facts().path("reason").asText()).contains("NTP"));
  }

  private static Program.Ended lastgasp(Program gateway, String... words) {
    return gateway.asked(words);
  }

  @Test
  void aListThatIsChangedAfterTheClockWasSetBackIsRead() {
    clock.set(HOUR);
    Path configuration = neighbours.configure();
    try (Program gateway = neighbours.ready(serve(configuration))) {
      activate(gateway, 0, 1);
      held(gateway, 0, 1);
      clock.set(Duration.ZERO);
      neighbours.write(
          "guids.txt", IntStream.range(1, 10).mapToObj(n -> Mail.meter(n).toString()).toList());
      assertThat(lastgasp(gateway, "reload").exit()).isZero();
      Await.until(
          "the list is in force",
          () -> neighbours.status(gateway).path("guids").path("count").asInt() == 9);
      forwarded(gateway, 0, 2);
    }
  }

  private Instant lastRecorded() {
    return Aftermath.journal(folder.resolve("data/journal")).stream()
        .map(Aftermath.Row::at)
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private void activate(Program gateway, int hub, long counter) {
    byte[] request = Mail.activation(hub, counter, Optional.empty());
    assertThat(neighbours.request(gateway, request)).isEqualTo(200);
  }

  private void held(Program gateway, int hub, long counter) {
    byte[] alert = alert(gateway, hub, counter);
    Await.until("logged", () -> logged(alert));
    assertThat(neighbours.southern.has(alert)).isFalse();
  }

  private void forwarded(Program gateway, int hub, long counter) {
    byte[] alert = alert(gateway, hub, counter);
    Await.until("delivered", () -> neighbours.southern.has(alert));
    assertThat(logged(alert)).isFalse();
  }

  private byte[] alert(Program gateway, int hub, long counter) {
    byte[] alert = Mail.ad1(hub, Mail.SOUTHERN, counter, Instant.EPOCH.plusSeconds(counter));
    assertThat(neighbours.receive(gateway, alert)).isEqualTo(204);
    return alert;
  }

  private boolean logged(byte[] alert) {
    return neighbours.logLines().stream().anyMatch(l -> l.contains(Mailbox.sha256(alert)));
  }

  private boolean alarm(Program gateway, String reason) {
    return neighbours.status(gateway).path("degraded").toString().contains(reason);
  }

  private static long differences(Program gateway) {
    return gateway.log().stream().filter(line -> line.contains("event=clock-differs")).count();
  }
}
