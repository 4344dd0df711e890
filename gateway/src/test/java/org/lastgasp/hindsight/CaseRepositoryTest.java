package org.lastgasp.hindsight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.hindsight.Timeline.HUB;
import static org.lastgasp.hindsight.Timeline.METER;
import static org.lastgasp.hindsight.Timeline.OTHER_HUB;
import static org.lastgasp.hindsight.Timeline.OTHER_METER;
import static org.lastgasp.hindsight.Timeline.SETTINGS;
import static org.lastgasp.hindsight.Timeline.SUPPLIER;
import static org.lastgasp.hindsight.Timeline.clock;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Window;
import org.lastgasp.sqlite.Database;

/** Both drawers keep the same, also where the clock jumps to and fro. */
class CaseRepositoryTest {
  private static final int FACTS = 120;

  @TempDir Path folder;

  @Test
  void whateverHappensBothDrawersKeepTheSame() {
    Seeds.each(
        20,
        seed -> {
          try (Database store = HindsightDatabase.open(folder.resolve(seed + ".db"))) {
            CaseEngine inMemory = CaseEngine.inMemory(SETTINGS);
            CaseEngine inSqlite = new CaseEngine(SETTINGS, repository(store));
            Facts facts = new Facts(seed);
            for (int number = 1; number <= FACTS; number++) {
              Observation fact = facts.next(number);
              assertThat(inSqlite.take(fact)).as(fact.toString()).isEqualTo(inMemory.take(fact));
              for (long each = 1; each <= number && number % 10 == 0; each++) {
                assertThat(inSqlite.of(each)).as(fact.toString()).isEqualTo(inMemory.of(each));
              }
            }
            Instant end = facts.now.plus(Duration.ofDays(800));
            assertThat(inSqlite.passed(end)).isEqualTo(inMemory.passed(end));
          }
        });
  }

  @Test
  void anActivationThatALaterDateReplacedExplainsNothing() {
    assertThat(moved("17:00", 8, "14:02")).containsOnly(Label.SUSPECT);
    assertThat(moved("14:01", 8, "14:02")).containsOnly(Label.UNRESOLVED);
    assertThat(moved("17:00", 6, "14:02")).containsOnly(Label.UNRESOLVED);
    assertThat(moved("17:00", 8, "15:00")).containsOnly(Label.UNRESOLVED);
  }

  /** An alert in a window from 15:00, after another request for a time was accepted at one. */
  private List<Label> moved(String from, int counter, String accepted) {
    RequestId first = new RequestId(SUPPLIER, OTHER_METER, 7);
    RequestId later = new RequestId(SUPPLIER, OTHER_METER, counter);
    try (Database store = HindsightDatabase.open(folder.resolve(from + counter + accepted))) {
      Timeline inMemory = new Timeline(CaseEngine.inMemory(SETTINGS));
      Timeline inSqlite = new Timeline(new CaseEngine(SETTINGS, repository(store)));
      List<Timeline> days = List.of(inMemory, inSqlite);
      for (Timeline day : days) {
        day.at("10:12").held("10:06").at("14:00").tracked(first, "15:00");
        day.at("14:01").tracked(later, from);
        day.take(new Observation.Answered(9, clock(accepted), later, 4, DspAnswer.ACCEPTED));
        day.take(
            new Observation.Alerted(
                10, clock("15:12"), HUB, clock("15:08"), Optional.empty()));
      }
      return days.stream().map(day -> day.only().label()).toList();
    }
  }

  private static SqliteCaseRepository repository(Database store) {
    return store.writeAndGet(SqliteCaseRepository::new);
  }

  /** What may happen at two meters, each on a hub of its own. */
  private static final class Facts {
    private static final Duration WINDOW = Duration.ofMinutes(30);
    private final RandomGenerator random;
    private Instant now = clock("10:00");

    Facts(long seed) {
      random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    Observation next(long number) {
      now =
          switch (random.nextInt(20)) {
            case 0 -> now.plus(Duration.ofDays(365));
            case 1, 2 -> clock("10:00").plusSeconds(random.nextLong(90_000));
            case 3 -> now.plusSeconds(random.nextLong(90_000));
            default -> now.plusSeconds(random.nextLong(300));
          };
      boolean one = random.nextBoolean();
      Eui64 meter = one ? METER : OTHER_METER;
      Eui64 hub = one ? HUB : OTHER_HUB;
      return switch (random.nextInt(14)) {
        case 0, 1, 2 -> held(number, hub, meter);
        case 3 -> new Observation.Alerted(number, now, hub, some(), Optional.empty());
        case 4 -> new Observation.Restored(number, now, meter, "8F35", off());
        case 5 ->
            new Observation.Heard(number, now, random.nextBoolean() ? hub : meter, "response");
        case 6 ->
            new Observation.Outcome(
                number,
                now,
                meter,
                Optional.of(SUPPLIER),
                random.nextLong(3),
                random.nextBoolean() ? Observation.Result.SUCCEEDED : Observation.Result.FAILED,
                some(),
                "CS06");
        case 7 -> new Observation.Settled(number, now, 1 + random.nextLong(number), "ann", "seen");
        case 8 ->
            new Observation.Ended(
                number,
                now,
                random.nextBoolean() ? Optional.of(meter) : Optional.empty(),
                OptionalLong.empty());
        case 9 -> new Observation.ClockSetBack(number, now, WINDOW);
        case 10 -> new Observation.ClockTrusted(number, now);
        case 11 ->
            new Observation.Answered(
                number, now, new RequestId(SUPPLIER, meter, random.nextLong(3)),
                random.nextLong(number), DspAnswer.values()[random.nextInt(3)]);
        case 12 -> new Observation.Moved(number, now, meter, one ? OTHER_HUB : HUB);
        default -> {
          RequestId request = new RequestId(SUPPLIER, meter, random.nextLong(3));
          Instant from = some();
          yield new Observation.Tracked(
              number, now, hub, request, from,
              random.nextInt(3) == 0 ? from : from.plus(WINDOW));
        }
      };
    }

    private Observation held(long number, Eui64 hub, Eui64 meter) {
      Instant from = some();
      Window.Mode mode = random.nextBoolean() ? Window.Mode.ON_DEMAND : Window.Mode.FUTURE_DATED;
      return new Observation.Held(
          number, now, hub, meter, new RequestId(SUPPLIER, meter, random.nextLong(3)), mode, from,
          from.plus(WINDOW).plusSeconds(random.nextInt(2)), some(), "2012345678903",
          OptionalInt.of(20), "ab".repeat(32));
    }

    private Optional<Observation.Span> off() {
      Instant off = some();
      return random.nextInt(3) == 0
          ? Optional.empty()
          : Optional.of(new Observation.Span(off, off.plusSeconds(600)));
    }

    private Instant some() {
      return now.plusSeconds(random.nextLong(-1_200, 600));
    }
  }
}
