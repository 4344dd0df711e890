package org.lastgasp.report;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.delivery.DeliverySnapshot;
import org.lastgasp.hindsight.CaseLookup;
import org.lastgasp.hindsight.Label;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.inventory.NoDevices;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.MemoryJournal;

/** The sources of digests, over a journal in memory and a desk's log, for tests. */
final class MemoryReconciliation implements AutoCloseable {
  private final Desk desk;
  private final MemoryJournal journal;
  private final AuditQueries queries;

  MemoryReconciliation(Desk desk, MemoryJournal journal) {
    this.desk = desk;
    this.journal = journal;
    this.queries =
        AuditQueries.offline(
            desk.folder.resolve("story"), journal, new NoDevices(), CaseLookup.NONE);
  }

  /** Nobody has anything to look at. */
  private record Nothing() implements WorkList {
    @Override
    public Page page(
        Whose whose, Optional<Label> label, Instant now, long after, int limit) {
      return new Page(List.of(), OptionalLong.empty());
    }

    @Override
    public Counts counts(Whose whose, Instant now, int most) {
      return new Counts(List.of(), false, Optional.empty());
    }

    @Override
    public Standing standing(Instant now) {
      return new Standing(0, 0, 0, Optional.empty(), now, 0);
    }
  }

  ReconciliationService service(Instant recorded, InstantSource clock) {
    return service(journal, recorded, clock);
  }

  /** One that reads entries there. */
  ReconciliationService service(JournalReader read, Instant recorded, InstantSource clock) {
    ReconciliationService.Sources sources =
        new ReconciliationService.Sources(
            read,
            queries,
            desk.folder(),
            () -> new ReconciliationService.Logged(desk.written(), journal.lastId()),
            () -> DeliverySnapshot.offline(desk.folder.resolve("delivery")),
            Assessments.NONE,
            List::of,
            () -> Duration.ofDays(400),
            () -> recorded);
    return new ReconciliationService(sources, clock);
  }

  SupplementaryDocumentSettings.DigestSources sources() {
    return new SupplementaryDocumentSettings.DigestSources(
        service(Instant.MAX, () -> desk.now), new Nothing(), id -> id);
  }

  @Override
  public void close() {
    queries.close();
  }
}
