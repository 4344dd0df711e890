package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lastgasp.audit.AuditFixture.HUB;
import static org.lastgasp.audit.AuditFixture.TEN;
import static org.lastgasp.audit.AuditFixture.at;
import static org.lastgasp.audit.AuditFixture.forwarded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.hindsight.CaseLookup;
import org.lastgasp.inventory.NoDevices;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.policy.Event;

class AuditIndexerTest {
  @TempDir Path folder;
  private final MemoryJournal journal = MemoryJournal.withGaps();

  private void record(String... times) {
    for (String time : times) {
      Event event = forwarded(HUB, at(time));
      journal.append(pen -> pen.write(event)).join();
    }
  }

  private AuditIndexer open() {
    return AuditIndexer.open(
        journal, folder.resolve("story"), new NoDevices(), DeliveryLookup.UNKNOWN, CaseLookup.NONE);
  }

  @Test
  void aQuestionWaitsForWhatTheJournalHasNow() {
    record("10:00:00", "10:01:00");
    try (AuditIndexer indexer = open()) {
      indexer.start();
      assertThat(indexer.queries().isFresh()).isTrue();
      assertThat(
              indexer.queries().explain(HUB.toString(), 0, 10, Visible.ALL).orElseThrow().alerts())
          .hasSize(2);
      assertThat(indexer.issues()).isEmpty();
    }
  }

  @Test
  void aBatchSaysWhetherThereIsMore() {
    record("10:00:00");
    try (AuditIndexer indexer = open()) {
      assertThat(indexer.takeSome()).isFalse();
      assertThat(indexer.passed()).isEqualTo(journal.behind(1));
    }
  }

  @Test
  void theJournalLearnsHowFarTheIndexHasCome() {
    record("10:00:00", "10:01:00");
    try (AuditIndexer indexer = open()) {
      assertThat(indexer.takeSome()).isFalse();
      assertThat(journal.cursor("story").position()).isEqualTo(journal.last());
    }
  }

  @Test
  void anIndexThatIsOpenedAgainGoesOnWhereItEnded() {
    record("10:00:00");
    try (AuditIndexer indexer = open()) {
      assertThat(indexer.takeSome()).isFalse();
    }
    record("10:01:00");
    try (AuditIndexer indexer = open()) {
      assertThat(indexer.passed()).isEqualTo(journal.behind(1));
      assertThat(indexer.takeSome()).isFalse();
      assertThat(indexer.passed()).isEqualTo(journal.last());
    }
  }

  @Test
  void whatIsOldExpiresInTheTimeThereIs() {
    record("07:00:00", "10:00:00");
    try (AuditIndexer indexer = open()) {
      assertThat(indexer.takeSome()).isFalse();
      assertThat(indexer.expirable(at("09:00:00"), TEN)).isEqualTo(1);
      assertThat(indexer.expire(at("09:00:00"), TEN, Duration.ofMinutes(1))).isTrue();
      assertThat(indexer.expirable(at("09:00:00"), TEN)).isZero();
    }
  }

  @Test
  void withoutTimeNothingExpiresAndItSaysSo() {
    record("07:00:00", "10:00:00");
    try (AuditIndexer indexer = open()) {
      assertThat(indexer.takeSome()).isFalse();
      assertThat(indexer.expire(at("09:00:00"), TEN, Duration.ZERO)).isFalse();
      assertThat(indexer.expirable(at("09:00:00"), TEN)).isEqualTo(1);
    }
  }

  @Test
  void aFolderThatIsAFileIsNamed() throws IOException {
    Files.createFile(folder.resolve("story"));
    assertThatThrownBy(this::open).hasMessageContaining(folder.resolve("story").toString());
  }

  @Test
  void aFolderWithoutAnIndexIsAnsweredFromTheJournal() {
    record("10:00:00");
    try (AuditQueries offline =
        AuditQueries.offline(folder, journal, new NoDevices(), CaseLookup.NONE)) {
      assertThat(offline.explain(HUB.toString(), 0, 10, Visible.ALL).orElseThrow().alerts())
          .hasSize(1);
    }
    assertThat(folder).isEmptyDirectory();
  }
}
