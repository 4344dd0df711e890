package org.lastgasp.config;

import java.util.List;
import java.util.Map;

/** The result of reading a configuration. */
public sealed interface ConfigResult {

  /**
   * A configuration that can be used.
   *
   * @param warnings what is allowed but probably not meant, one sentence each
   * @param places where each key was written that is not at its default
   */
  record Loaded(Config config, List<String> warnings, Map<String, String> places)
      implements ConfigResult {
    public Loaded {
      warnings = List.copyOf(warnings);
      places = Map.copyOf(places);
    }

    /** A configuration that was not read from anywhere. */
    public Loaded(Config config, List<String> warnings) {
      this(config, warnings, Map.of());
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
