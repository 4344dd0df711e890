package org.lastgasp.policy;

import java.util.Optional;

/**
 * Where a hub stands, as far as the inventory tells. Immutable.
 *
 * @param region as the inventory writes it
 */
public record Locality(Optional<Area> area, Optional<String> region) {
  /** Nothing is known of it, or nobody looked. */
  public static final Locality UNKNOWN = new Locality(Optional.empty(), Optional.empty());
}
