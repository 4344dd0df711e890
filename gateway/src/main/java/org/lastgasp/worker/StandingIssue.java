package org.lastgasp.worker;

import java.time.Instant;

/**
 * An issue that stands now.
 *
 * @param since when it was noticed, in this run of the process
 */
public record StandingIssue(String reason, String detail, Instant since) {}
