package org.lastgasp.inventory;

import org.lastgasp.id.Eui64;

/** One difference that an import makes. */
public record Change(Eui64 id, Kind kind) {

  /** The kind of the change. */
  public enum Kind {
    ADDED,
    UPDATED,
    REMOVED
  }
}
