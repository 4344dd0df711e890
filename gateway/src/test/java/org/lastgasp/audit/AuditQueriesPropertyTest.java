package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;
import org.lastgasp.hindsight.CaseLookup;
import org.lastgasp.id.Eui64;
import org.lastgasp.inventory.NoDevices;
import org.lastgasp.journal.Entries;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.journal.Position;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Verdict;
import org.lastgasp.sqlite.BrokenFile;

/** The index against a journal that is simply read from its beginning to its end. */
class AuditQueriesPropertyTest {
  @TempDir Path folder;

  private static MemoryJournal journal(long seed, int count) {
    MemoryJournal journal = MemoryJournal.withGaps();
    add(journal, new Entries(seed), count);
    return journal;
  }

  private static void add(MemoryJournal journal, Entries entries, int count) {
    for (int i = 0; i < count; i++) {
      Event entry = entries.any();
      journal.append(pen -> pen.write(entry)).join();
    }
  }

  private static AuditIndexer open(MemoryJournal journal, Path folder) {
    return AuditIndexer.open(
        journal, folder, new NoDevices(), DeliveryLookup.UNKNOWN, CaseLookup.NONE);
  }

  private static void takeAll(AuditIndexer story) {
    while (story.takeSome()) {
      assertThat(story.passed()).isNotEqualTo(Position.START);
    }
  }

  private static AuditQueries offline(MemoryJournal journal, Path folder) {
    return AuditQueries.offline(folder, journal, new NoDevices(), CaseLookup.NONE);
  }

  /** Everything that can be asked, as far as it does not depend on how it is paged. */
  private static List<Object> answers(AuditQueries queries, MemoryJournal journal) {
    List<Object> answers = new ArrayList<>();
    answers.add(alerts(queries, Optional.empty(), Optional.empty(), 1_000));
    answers.add(audit(queries, Optional.empty(), Optional.empty(), 1_000));
    for (Entry each : journal.all()) {
      Optional<Eui64> one = IndexKey.devices(each.entry()).stream().sorted().findFirst();
      for (Eui64 device : one.stream().toList()) {
        answers.add(queries.explain(device.toString(), 0, 5, Visible.ALL));
        answers.add(audit(queries, Optional.of(device), Optional.empty(), 7));
      }
    }
    return answers;
  }

  private static List<Entry> alerts(
      AuditQueries queries,
      Optional<Eui64> hub,
      Optional<AuditQuery.Outcome> outcome,
      int limit) {
    List<Entry> all = new ArrayList<>();
    OptionalLong after = OptionalLong.of(0);
    while (after.isPresent()) {
      AuditQuery.Page page =
          queries.alerts(
              new AuditQuery.Alerts(
                  hub,
                  AuditQuery.Filter.of(outcome),
                  Optional.empty(),
                  Optional.empty(),
                  after.getAsLong(),
                  limit));
      assertThat(page.entries()).hasSizeLessThanOrEqualTo(limit);
      all.addAll(page.entries());
      after = page.next();
    }
    return all;
  }

  private static List<Entry> audit(
      AuditQueries queries, Optional<Eui64> device, Optional<Eui64> user, int limit) {
    return audit(queries, device, user, Optional.empty(), Optional.empty(), limit);
  }

  private static List<Entry> audit(
      AuditQueries queries,
      Optional<Eui64> device,
      Optional<Eui64> user,
      Optional<Instant> from,
      Optional<Instant> to,
      int limit) {
    List<Entry> all = new ArrayList<>();
    OptionalLong after = OptionalLong.of(0);
    while (after.isPresent()) {
      AuditQuery.Page page =
          queries.audit(new AuditQuery.Audit(device, user, from, to, after.getAsLong(), limit));
      all.addAll(page.entries());
      after = page.next();
    }
    return all;
  }

  private static boolean isAudited(Event entry) {
    return switch (entry) {
      case Event.AlertJudged alert -> alert.verdict() instanceof Verdict.Forward;
      case Event.Carried e -> true;
      case Event.Relayed e -> true;
      case Event.ActivationRequested e -> true;
      case Event.ActivationAnswered e -> true;
      case Event.HandedOver e -> true;
      case Event.Released e -> true;
      default -> false;
    };
  }

  @Test
  void theAuditTrailIsWhatPassedAndNeverWhatWasSuppressedOrACopy() {
    Seeds.each(
        20,
        seed -> {
          MemoryJournal journal = journal(seed, 300);
          try (AuditQueries queries = offline(journal, folder.resolve("none"))) {
            List<Entry> passed =
                journal.all().stream().filter(r -> isAudited(r.entry())).toList();
            assertThat(audit(queries, Optional.empty(), Optional.empty(), 7)).isEqualTo(passed);
            for (int i = 0; i < 4; i++) {
              Optional<Eui64> user = Optional.of(new Eui64(i)).filter(u -> !u.equals(Event.NOBODY));
              assertThat(audit(queries, Optional.empty(), user, 5))
                  .isEqualTo(
                      passed.stream()
                          .filter(r -> user.isEmpty() || AuditQueries.user(r.entry()).equals(user))
                          .toList());
            }
            Instant from = Instant.parse("2005-06-07T08:09:10Z");
            Instant to = Instant.parse("2025-06-07T08:09:10Z");
            assertThat(
                    audit(queries, Optional.empty(), Optional.empty(), Optional.of(from),
                        Optional.of(to), 5))
                .isEqualTo(
                    passed.stream()
                        .filter(r -> !r.entry().at().isBefore(from) && r.entry().at().isBefore(to))
                        .toList());
          }
        });
  }

  @Test
  void anAlertIsFoundByItsHubAndItsOutcome() {
    MemoryJournal journal = journal(1, 500);
    try (AuditQueries queries = offline(journal, folder)) {
      for (Entry each : journal.all()) {
        if (each.entry() instanceof Event.AlertJudged alert && alert.hub().isPresent()) {
          AuditQuery.Outcome outcome =
              alert.verdict() instanceof Verdict.Suppress
                  ? AuditQuery.Outcome.SUPPRESSED
                  : AuditQuery.Outcome.FORWARDED;
          assertThat(alerts(queries, alert.hub(), Optional.of(outcome), 3)).contains(each);
        }
      }
    }
  }

  @Test
  void anIndexThatGrewThroughCrashesIsAsOneBuiltAtOnce() {
    Seeds.each(
        4,
        seed -> {
          RandomGenerator chance =
              RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
          MemoryJournal journal = MemoryJournal.withGaps();
          Entries entries = new Entries(seed);
          Path here = folder.resolve("grown-" + seed);
          for (int crash = 0; crash < 4; crash++) {
            add(journal, entries, chance.nextInt(60));
            Path next = folder.resolve("grown-" + seed + "-" + crash);
            try (AuditIndexer story = open(journal, here)) {
              takeAll(story);
              add(journal, entries, chance.nextInt(40));
              assertThat(story.takeSome()).isFalse();
              copy(here, next); // what a crash would leave: the log of writes is not folded in
            }
            here = next;
          }
          add(journal, entries, 20);
          List<Object> behind;
          try (AuditQueries queries = offline(journal, here)) {
            behind = answers(queries, journal);
          }
          try (AuditIndexer grown = open(journal, here);
              AuditIndexer built = open(journal, folder.resolve("built-" + seed))) {
            takeAll(grown);
            takeAll(built);
            List<Object> once = answers(built.queriesAsBuilt(), journal);
            assertThat(answers(grown.queriesAsBuilt(), journal)).isEqualTo(once);
            assertThat(behind).isEqualTo(once);
          }
        });
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectories(to);
      for (Path file : files.filter(f -> !f.toString().endsWith("-shm")).toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Test
  void anIndexOfAnotherJournalIsSetAsideAndBuiltAnew() {
    MemoryJournal old = journal(1, 50);
    try (AuditIndexer story = open(old, folder)) {
      takeAll(story);
    }
    MemoryJournal fresh = journal(2, 20);
    try (AuditIndexer story = open(fresh, folder)) {
      takeAll(story);
      assertThat(story.passed()).isEqualTo(fresh.last());
      assertThat(BrokenFile.in(folder)).hasSize(1);
    }
  }

  @Test
  void whatIsOlderThanTheAuditTrailIsForgottenWithItsNames() {
    MemoryJournal journal = journal(3, 400);
    Instant before = Instant.parse("2010-01-01T00:00:00Z");
    MemoryJournal inOrder = MemoryJournal.withGaps();
    journal.all().stream()
        .sorted(Comparator.comparing(r -> r.entry().at()))
        .forEach(r -> inOrder.append(pen -> pen.write(r.entry())).join());
    try (AuditIndexer story = open(inOrder, folder)) {
      takeAll(story);
      story.expire(before, Instant.parse("2200-01-01T00:00:00Z"), Duration.ofMinutes(1));
      List<Entry> left =
          audit(story.queriesAsBuilt(), Optional.empty(), Optional.empty(), 100);
      List<Entry> young =
          inOrder.all().stream()
              .filter(r -> isAudited(r.entry()) && !r.entry().at().isBefore(before))
              .toList();
      assertThat(left).isEqualTo(young);
      inOrder.all().stream()
          .filter(r -> isAudited(r.entry()) && r.entry().at().isBefore(before))
          .flatMap(r -> IndexKey.devices(r.entry()).stream())
          .filter(id -> id.value() > 3 || id.value() < 0)
          .forEach(
              id ->
                  assertThat(story.queriesAsBuilt().explain(id.toString(), 0, 1, Visible.ALL))
                      .isEmpty());
    }
  }
}
