package org.lastgasp.config;

import java.util.List;

/** What came of reading a configuration. */
public sealed interface ConfigResult {

  /**
   * It can be run with.
   *
   * @param warnings what is allowed but probably not meant, one sentence each
   */
  record Loaded(Config config, List<String> warnings) implements ConfigResult {
    public Loaded {
      warnings = List.copyOf(warnings);
    }
  }

  /** It cannot; every fault is named, in the order of the file. Never empty. */
  record Faulty(List<ConfigFault> faults) implements ConfigResult {
    public Faulty {
      faults = List.copyOf(faults);
    }
  }
}
