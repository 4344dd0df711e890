package org.lastgasp.report;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.lastgasp.files.Ed25519Signer;
import org.lastgasp.log.SignedCheckpoint;

/**
 * A generator of signed checkpoints, which state where the log ended at the end of a period. If
 * several periods have none, only the last one gets one.
 */
final class CheckpointGenerator implements DocumentGenerator {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String NONE = "0".repeat(64); // the hash before the first record

  private final ReportStore store;
  private final Ed25519Signer signatory;
  private final Supplier<String> configHash;

  CheckpointGenerator(ReportStore store, Ed25519Signer signatory, Supplier<String> configHash) {
    this.store = store;
    this.signatory = signatory;
    this.configHash = configHash;
  }

  @Override
  public List<SupplementaryDocument> due(Instant now) {
    Optional<Period> last =
        store
            .lastPeriod()
            .filter(period -> period.number() > store.lastPeriodOf(Report.STATEMENT))
            .filter(store::isReported);
    return last.flatMap(period -> hash(period).map(hash -> document(period, hash)))
        .stream()
        .toList();
  }

  private static Optional<String> hash(Period period) {
    return period.last() == 0 ? Optional.of(NONE) : period.hash();
  }

  private SupplementaryDocument document(Period period, String hash) {
    SignedCheckpoint statement =
        SignedCheckpoint.of(
            period.last(), hash, period.generated(), configHash.get(), signatory);
    return new SupplementaryDocument(
        Report.STATEMENT,
        ReportScope.ALL,
        period.from(),
        period.to(),
        "statement-" + WHEN.format(period.from()),
        "txt",
        statement.text().getBytes(StandardCharsets.US_ASCII));
  }
}
