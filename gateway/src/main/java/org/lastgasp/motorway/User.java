package org.lastgasp.motorway;

import java.util.Set;
import org.lastgasp.id.Eui64;

/**
 * A Service User messages can be for.
 *
 * @param distributors the distributor ids whose alerts it receives; empty for a supplier
 */
public record User(Eui64 id, String name, Set<Integer> distributors) {
  public User {
    distributors = Set.copyOf(distributors);
  }
}
