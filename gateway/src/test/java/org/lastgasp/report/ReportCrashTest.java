package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;
import org.lastgasp.log.LogByHand;

/**
 * A simulated week in which the process ends at any border and targets come and go: every
 * suppressed alert is in exactly one report of its scope at every target, in order, and what
 * hindsight says of it later is told once.
 */
class ReportCrashTest {
  private static final List<String> MPXNS =
      List.of("1712345678909", "1312345678907", "2012345678900", "0712345678900", "BANANA, 1\"");

  @TempDir Path folder;

  @Test
  void everyAlertReachesEveryTargetOnceWhereverTheProcessEnds() {
    weeks(6, 0);
  }

  @Test
  @Tag("long")
  void andInManyMoreWeeks() {
    weeks(200, 1_000);
  }

  /** In a quiet week nothing may happen, so crashes are counted over all of them. */
  private void weeks(int count, long first) {
    AtomicInteger crashes = new AtomicInteger();
    Seeds.each(
        count,
        seed ->
            crashes.addAndGet(new Week(folder.resolve("" + seed), first + seed).run()));
    assertThat(crashes).hasValueGreaterThan(count);
  }

  /** The process ends here. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static final class Week implements SuppressionRecords {
    private final Path folder;
    private final SplittableRandom random;
    private final LogByHand log;
    private final ReportScope scoping;
    private final Duration every;
    private final List<Path> places;
    private final Map<Path, Boolean> up = new HashMap<>();
    private final Map<Path, Map<String, String>> seen = new HashMap<>();
    private final Map<String, String> whole = new HashMap<>();
    private final Map<Long, String> distributors = new HashMap<>();
    private Instant now = Instant.parse("2030-01-14T00:00:00Z");
    private double danger;
    private int crashes;

    Week(Path folder, long seed) {
      this.folder = folder;
      this.random = new SplittableRandom(seed);
      this.log =
          new LogByHand(
              folder.resolve("log"), Duration.ofHours(6), random.nextBoolean() ? 9_000 : 1 << 20);
      this.scoping = ReportScope.values()[random.nextInt(ReportScope.values().length)];
      this.every = Duration.ofHours(List.of(6, 8, 24).get(random.nextInt(3)));
      this.places =
          IntStream.rangeClosed(1, 1 + random.nextInt(2))
              .mapToObj(i -> folder.resolve("target" + i))
              .toList();
    }

    int run() {
      Instant end = now.plus(Duration.ofDays(7));
      while (now.isBefore(end)) {
        now = now.plus(Duration.ofMinutes(10 + random.nextInt(600)));
        int alerts = random.nextInt(3) == 0 ? 0 : random.nextInt(12);
        for (int i = 0; i < alerts; i++) {
          long back = random.nextInt(20) == 0 ? 7_200_000 : 0; // the clock was set back
          String mpxn = MPXNS.get(random.nextInt(MPXNS.size()));
          long seq = log.write(now.minusMillis(back).plusMillis(i), mpxn);
          distributors.put(
              seq,
              mpxn.startsWith("B")
                  ? ReportScope.UNKNOWN
                  : String.valueOf(Integer.parseInt(mpxn.substring(0, 2))));
        }
        places.forEach(place -> up.put(place, random.nextInt(3) > 0));
        danger = 0.05;
        live();
        nothingChanged();
      }
      danger = 0;
      places.forEach(place -> up.put(place, true));
      now = now.plus(every).plus(Duration.ofHours(1));
      live();
      places.forEach(this::hasAllOnce);
      return crashes;
    }

    /** A process that lives until it has nothing to do, or ends before. */
    private void live() {
      try (ReportServer server = open()) {
        int rounds = danger > 0 ? 3 : 100; // a lost file costs one
        for (int i = 0; i < rounds; i++) {
          Duration unused = server.work();
          if (danger > 0 && random.nextInt(10) == 0) {
            ReportServer.Order unusedToo = server.build();
          }
          server.senders().forEach(TargetWorker::sendNow);
        }
        assertThat(danger > 0 ? server.passedSeq() : log.seq()).isLessThanOrEqualTo(log.seq());
        if (danger == 0) {
          assertThat(server.status().fault()).isEmpty();
          assertThat(server.passedSeq()).isEqualTo(log.seq());
          assertThat(server.oldestUnreported()).isEmpty();
        }
      } catch (Crash crash) {
        crashes++;
        sameBytes(folder.resolve("report/spool"));
        wreck();
      }
    }

    private ReportServer open() {
      InstantSource clock =
          () -> {
            border();
            return now;
          };
      List<Target> targets = places.stream().<Target>map(Flaky::new).toList();
      ReportSettings settings =
          new ReportSettings(every, scoping, () -> Set.of(17), folder.resolve("report"), Set.of(),
              ReportTemplate.DEFAULT, ReportSettings.WhileOff.EMPTY);
      return new ReportServer(settings, this, new Dangerous(), targets, clock, Desk.PATIENCE);
    }

    private void border() {
      if (random.nextDouble() < danger) {
        throw new Crash();
      }
    }

    /** What a loss of power leaves of files whose end was not yet recorded, and of half ones. */
    private void wreck() {
      Path spool = folder.resolve("report/spool");
      if (Files.notExists(spool)) {
        return;
      }
      Set<String> built = built();
      try (Stream<Path> files = Files.list(spool)) {
        for (Path file : files.toList()) {
          String name = file.getFileName().toString();
          if (built.contains(name) && random.nextInt(30) == 0) {
            Files.delete(file); // somebody tidied up
          } else if (!built.contains(name) && random.nextBoolean()) {
            Files.move(file, spool.resolve(name.replace(".part", "") + ".part"));
          }
        }
        Files.writeString(spool.resolve("poa-report-consolidated-half.csv.part"), "H,POASL");
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    /** What was whole once comes again with the same bytes, also if nobody had it yet. */
    private void sameBytes(Path place) {
      Desk.contents(place)
          .forEach(
              (name, text) -> {
                if (!name.endsWith(".part")) {
                  assertThat(whole.merge(name, text, (first, again) -> first)).isEqualTo(text);
                }
              });
    }

    private Set<String> built() {
      try (ReportStore store = ReportStore.open(folder.resolve("report"))) {
        return store.page(0, 10_000).stream()
            .filter(report -> report.built().isPresent())
            .map(Report::name)
            .collect(Collectors.toSet());
      }
    }

    /** What a target has it keeps as it is, and all have the same. */
    private void nothingChanged() {
      sameBytes(folder.resolve("report/spool"));
      for (Path place : places) {
        Map<String, String> here = Desk.contents(place);
        here.keySet().removeIf(name -> name.endsWith(".part"));
        assertThat(here).containsAllEntriesOf(seen.getOrDefault(place, Map.of()));
        seen.put(place, here);
        sameBytes(place);
      }
    }

    private void hasAllOnce(Path place) {
      List<Path> reports = paths(place);
      ReportVerification found = ReportVerifier.verify(reports, paths(log.folder()));
      assertThat(found.findings()).isEmpty();
      long each = scoping == ReportScope.CONSOLIDATED_AND_PER_DISTRIBUTOR ? 2 : 1; // reports
      assertThat(found.rows()).isEqualTo(each * log.seq());
      assertThat(found.logRecords()).isEqualTo(log.seq());
      for (ReportVerification.Scope scope : found.scopes()) {
        assertThat(scope.firstReport()).isOne();
        assertThat(reports.stream().filter(r -> isOf(r, scope.scope())).count())
            .isEqualTo(scope.lastReport());
      }
      tellsLaterFindingsOnce(place);
    }

    /** That an alert is suspect stands in its row or in one row behind it; a release in one. */
    private void tellsLaterFindingsOnce(Path place) {
      List<Long> suspect = new ArrayList<>();
      List<Long> released = new ArrayList<>();
      Desk.contents(place)
          .forEach(
              (name, text) ->
                  text.lines()
                      .filter(line -> line.contains("suspect"))
                      .map(line -> line.split(",", 5))
                      .forEach(
                          cells -> {
                            long seq = Long.parseLong(cells[1]);
                            boolean late = cells[0].equals("A") && cells[2].equals(cells[3]);
                            (late ? released : suspect).add(seq);
                            assertThat(name.split("-")[2]).isIn(scopes(seq));
                          }));
      assertThat(suspect)
          .containsExactlyInAnyOrderElementsOf(inEach(log.seq() - Dangerous.SUSPECT_AFTER));
      assertThat(released)
          .containsExactlyInAnyOrderElementsOf(inEach(log.seq() - Dangerous.RELEASED_AFTER));
    }

    /** Every number up to one, as often as a record is in reports. */
    private List<Long> inEach(long seq) {
      return upTo(seq).stream().flatMap(each -> scopes(each).stream().map(scope -> each)).toList();
    }

    private List<String> scopes(long seq) {
      return scoping.scopes(distributors.get(seq));
    }

    private static List<Long> upTo(long seq) {
      return LongStream.rangeClosed(1, seq).boxed().toList();
    }

    private static boolean isOf(Path report, String scope) {
      return report.getFileName().toString().startsWith("poa-report-" + scope + "-");
    }

    private static List<Path> paths(Path place) {
      try (Stream<Path> files = Files.list(place)) {
        List<Path> paths = new ArrayList<>(files.sorted().toList());
        return paths.reversed(); // in any order
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    @Override
    public Path folder() {
      return log.folder();
    }

    @Override
    public long written() {
      return log.seq();
    }

    @Override
    public boolean isSwitchedOff() {
      return false;
    }

    @Override
    public boolean isClockTrusted() {
      return false;
    }

    @Override
    public boolean isComplete(Instant upTo) {
      return danger == 0 || random.nextInt(5) > 0 || !upTo.isBefore(now);
    }

    /**
     * Ends the process before a period is recorded, and while rows are written. Each alert is found
     * suspect some records later, and released a little after that.
     */
    private final class Dangerous implements Assessments {
      private static final long SUSPECT_AFTER = 7;
      private static final long RELEASED_AFTER = 9;

      @Override
      public long position() {
        border();
        return log.seq(); // what is said depends on when it is asked
      }

      @Override
      public String of(long seq, long asOf) {
        border();
        return (asOf < seq + SUSPECT_AFTER ? "open" : "suspect") + " as of " + asOf;
      }

      @Override
      public List<Change> releases(long firstSeq, long lastSeq, long upTo) {
        border();
        return LongStream.rangeClosed(firstSeq, Math.min(lastSeq, upTo - RELEASED_AFTER))
            .mapToObj(seq -> change(seq, "suspect"))
            .toList();
      }

      @Override
      public List<Change> changes(long after, long upTo, long lastSeq) {
        border();
        return LongStream.rangeClosed(after + 1, upTo)
            .boxed()
            .flatMap(
                position ->
                    Stream.of(
                        change(position - SUSPECT_AFTER, "open"),
                        change(position - RELEASED_AFTER, "suspect")))
            .filter(change -> change.seq() >= 1 && change.seq() <= lastSeq)
            .toList();
      }

      private Change change(long seq, String old) {
        String distributor = distributors.getOrDefault(seq, "");
        return new Change(seq, distributor, old, "suspect", "heard nothing");
      }
    }

    /** A folder that is away at times, and where the process ends before or after a file. */
    private final class Flaky implements Target {
      private final Path place;
      private final DirectoryTarget target;

      Flaky(Path place) {
        this.place = place;
        this.target = new DirectoryTarget(place);
      }

      @Override
      public String name() {
        return target.name();
      }

      @Override
      public Outcome put(TransferFile transfer) {
        border();
        if (!up.getOrDefault(place, true)) {
          return new Outcome.NotYet("it is away");
        }
        Outcome outcome = target.put(transfer);
        border();
        return outcome;
      }

      @Override
      public void close() {}
    }
  }
}
