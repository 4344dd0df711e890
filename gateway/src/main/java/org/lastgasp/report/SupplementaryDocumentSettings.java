package org.lastgasp.report;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.files.Ed25519Signer;

/**
 * The settings of the supplementary documents. Immutable.
 *
 * @param digest the sources of the daily digests; empty if none are written
 * @param signatory the signer of checkpoints of the log; empty if none are written
 * @param configHash of the configuration in force
 */
public record SupplementaryDocumentSettings(
    Optional<DigestSources> digest,
    Optional<Ed25519Signer> signatory,
    Supplier<String> configHash) {

  /** The settings without any document. */
  public static final SupplementaryDocumentSettings NONE =
      new SupplementaryDocumentSettings(Optional.empty(), Optional.empty(), () -> "");

  /**
   * The sources that digests are written from.
   *
   * @param name gives the name of a distributor id, as {@code SSEN} for {@code 20}, or the id if it
   *     has none
   */
  public record DigestSources(
      ReconciliationService books, WorkList open, UnaryOperator<String> name) {}
}
