package org.lastgasp.report;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of one target.
 *
 * @param name as {@link Target#name}
 * @param waiting how many reports it does not have
 * @param oldest when the first of those was generated
 * @param lastSuccess when it took one last
 * @param fault why it did not take the one it was offered last, and what to do
 */
public record TargetStatus(
    String name,
    long waiting,
    Optional<Instant> oldest,
    Optional<Instant> lastSuccess,
    Optional<String> fault) {}
