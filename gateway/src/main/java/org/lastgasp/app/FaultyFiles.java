package org.lastgasp.app;

import java.util.List;

/**
 * A failure to use files that the configuration names: the gateway does not start, or a reload
 * changes nothing.
 */
public final class FaultyFiles extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient List<String> faults;

  FaultyFiles(List<String> faults) {
    super(String.join("; ", faults));
    this.faults = List.copyOf(faults);
  }

  /** Each fault with its file, what was found and what is allowed. */
  public List<String> faults() {
    return faults;
  }
}
