package org.lastgasp.app;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.config.ConfigResult.ConfigFault;
import org.lastgasp.config.PreflightChecks;

/**
 * A failure to use files that the configuration names: the gateway does not start, or a reload
 * changes nothing.
 */
public final class FaultyFiles extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient List<String> faults;

  private FaultyFiles(List<String> faults) {
    super(String.join("; ", faults));
    this.faults = List.copyOf(faults);
  }

  /** Of these faults, at least one. */
  static FaultyFiles of(List<ConfigFault> faults) {
    return new FaultyFiles(faults.stream().map(ConfigFault::toString).toList());
  }

  /** The faults of a configuration that cannot be used, and those of the files that it names. */
  static FaultyFiles besides(ConfigResult.Faulty faulty, Instant now) {
    return of(PreflightChecks.withFaultyFiles(faulty, now));
  }

  /**
   * The same with the faults of all other files too, as reading stops at the first faulty file.
   */
  FaultyFiles withAll(Config config, Instant now) {
    Set<String> all = new LinkedHashSet<>(faults);
    PreflightChecks.faultyFiles(config, now).forEach(fault -> all.add(fault.toString()));
    return new FaultyFiles(List.copyOf(all));
  }

  /** Each fault with its file, what was found and what is allowed. */
  public List<String> faults() {
    return faults;
  }
}
