package org.lastgasp.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;

/** Rows that are sorted, merged and compared, against the same done with lists and sets. */
class SortedRowsTest {
  private static final byte[] NOTHING = {};

  @TempDir Path folder;

  private static Row row(long id, long line) {
    return new Row(id, line, ("record " + id).getBytes(StandardCharsets.UTF_8));
  }

  private static Rows rows(List<Row> list) {
    Iterator<Row> rest = list.iterator();
    return new Rows() {
      @Override
      public Optional<Row> next() {
        return rest.hasNext() ? Optional.of(rest.next()) : Optional.empty();
      }

      @Override
      public void close() {}
    };
  }

  private static Rows ids(Set<Long> ids) {
    return rows(new TreeSet<>(ids).stream().map(id -> new Row(id, 0, NOTHING)).toList());
  }

  private static List<Row> all(Rows rows) {
    List<Row> all = new ArrayList<>();
    Optional<Row> next = rows.next();
    while (next.isPresent()) {
      all.add(next.get());
      next = rows.next();
    }
    return all;
  }

  private static List<String> places(List<Row> rows) {
    return rows.stream().map(row -> row.id() + ":" + row.line()).toList();
  }

  @Test
  void anyRowsComeOutInOrderHoweverLittleMemoryThereIs() {
    Seeds.each(
        20,
        seed -> {
          RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
          List<Row> given = new ArrayList<>();
          for (int line = 1; line <= random.nextInt(400); line++) {
            given.add(row(random.nextLong(-50, 50), line));
          }
          try (SortedRuns runs =
              new SortedRuns(folder.resolve("runs-" + seed), random.nextInt(1, 4_000))) {
            given.forEach(runs::add);
            given.sort(Comparator.comparingLong(Row::id).thenComparingLong(Row::line));
            List<Row> sorted = all(runs.merged());
            assertThat(places(sorted)).isEqualTo(places(given));
            assertThat(sorted)
                .allSatisfy(
                    row ->
                        assertThat(new String(row.record(), StandardCharsets.UTF_8))
                            .isEqualTo("record " + row.id()));
          }
        });
  }

  @Test
  void theFileOfRunsGoesWithThem() {
    Path file = folder.resolve("runs");
    try (SortedRuns runs = new SortedRuns(file, 1)) {
      runs.add(row(1, 1));
      assertThat(all(runs.merged())).hasSize(1);
    }
    assertThat(Files.exists(file)).isFalse();
  }

  @Test
  void aFileThatIsInTheWayIsNotOverwritten() throws IOException {
    Path file = Files.createFile(folder.resolve("runs"));
    assertThatThrownBy(() -> new SortedRuns(file, 1)).hasMessageContaining(file.toString());
  }

  @Test
  void ofRowsWithOneIdTheFirstIsKeptAndTheOthersTold() {
    List<String> told = new ArrayList<>();
    Rows distinct =
        new DuplicateFilter(
            rows(List.of(row(1, 4), row(1, 7), row(1, 9), row(2, 5))),
            (first, other) -> told.add(first.line() + " " + other.line()));
    assertThat(places(all(distinct))).containsExactly("1:4", "2:5");
    assertThat(told).containsExactly("4 7", "4 9");
  }

  @Test
  void twoSequencesAreComparedAsTwoSets() {
    Seeds.each(
        50,
        seed -> {
          RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
          Set<Long> before = some(random);
          Set<Long> after = some(random);
          Set<Long> removed = new HashSet<>();
          Set<Long> added = new HashSet<>();
          Set<Long> kept = new HashSet<>();
          MergeJoin.walk(
              ids(before),
              ids(after),
              new MergeJoin.Visitor() {
                @Override
                public void onlyBefore(Row row) {
                  removed.add(row.id());
                }

                @Override
                public void onlyAfter(Row row) {
                  added.add(row.id());
                }

                @Override
                public void both(Row old, Row fresh) {
                  assertThat(old.id()).isEqualTo(fresh.id());
                  kept.add(old.id());
                }
              });
          assertThat(removed).isEqualTo(without(before, after));
          assertThat(added).isEqualTo(without(after, before));
          assertThat(kept).isEqualTo(without(before, removed));
        });
  }

  private static Set<Long> some(RandomGenerator random) {
    Set<Long> ids = new HashSet<>();
    for (int i = random.nextInt(30); i > 0; i--) {
      ids.add(random.nextLong(-20, 20));
    }
    return ids;
  }

  private static Set<Long> without(Set<Long> all, Set<Long> those) {
    Set<Long> rest = new HashSet<>(all);
    rest.removeAll(those);
    return rest;
  }

  @Test
  void aHundredFaultsAreListedByTheirLinesAndAllAreCounted() {
    FaultCollector faults = new FaultCollector();
    assertThat(faults.isEmpty()).isTrue();
    for (int line = 250; line > 0; line--) {
      faults.note(line, "odd");
    }
    Findings findings = faults.findings();
    assertThat(findings.total()).isEqualTo(250);
    assertThat(findings.first()).hasSize(100);
    assertThat(findings.first()).extracting(Findings.Fault::line).isSorted().startsWith(151L);
  }

  @Test
  void aFaultOfTheWholeFileNamesNoLine() {
    assertThat(new Findings.Fault(0, "empty")).hasToString("empty");
    assertThat(new Findings.Fault(17, "odd")).hasToString("line 17: odd");
  }
}
