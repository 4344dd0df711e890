package org.lastgasp.report;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.files.Ed25519Signer;

/**
 * The settings of what is written beside the reports of the log. Immutable.
 *
 * @param digest what a digest a day is written from; empty if none is
 * @param signatory who signs where the log ended; empty if nobody does
 * @param configHash of the configuration in force
 */
public record SupplementaryDocumentSettings(
    Optional<DigestSources> digest,
    Optional<Ed25519Signer> signatory,
    Supplier<String> configHash) {

  /** Nothing is. */
  public static final SupplementaryDocumentSettings NONE =
      new SupplementaryDocumentSettings(Optional.empty(), Optional.empty(), () -> "");

  /**
   * The sources that digests are written from.
   *
   * @param name what people call a distributor: {@code SSEN} for {@code 20}; the same if nobody
   *     answers for it
   */
  public record DigestSources(
      ReconciliationService books, WorkList open, UnaryOperator<String> name) {}
}
