package org.lastgasp.report;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The settings of the reports. Immutable.
 *
 * @param every the length of a period, whole seconds, at least one
 * @param scoping whose records go into one report
 * @param distributors those somebody is configured for, asked at each period
 * @param folder where the ledger and the reports are kept
 */
public record ReportSettings(
    Duration every, ReportScope scoping, Supplier<Set<Integer>> distributors, Path folder) {

  public ReportSettings {
    if (every.toSeconds() < 1 || !every.equals(Duration.ofSeconds(every.toSeconds()))) {
      throw new IllegalArgumentException("report every " + every + ": not in whole seconds");
    }
  }

  /** The folder where reports wait to be sent, and are kept. */
  Path spool() {
    return folder.resolve("spool");
  }
}
