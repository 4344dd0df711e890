package org.lastgasp.config;

import java.util.List;

/** The result of reading a configuration. */
public sealed interface ConfigResult {

  /**
   * A configuration that can be used.
   *
   * @param warnings what is allowed but probably not meant, one sentence each
   */
  record Loaded(Config config, List<String> warnings) implements ConfigResult {
    public Loaded {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * A configuration that cannot be used; every fault is listed, in the order of the file. Never
   * empty.
   */
  record Faulty(List<ConfigFault> faults) implements ConfigResult {
    public Faulty {
      faults = List.copyOf(faults);
    }
  }
}
