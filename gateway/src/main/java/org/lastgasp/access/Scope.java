package org.lastgasp.access;

import java.util.Set;

/** A set of distributors whose rows an identity sees. */
public sealed interface Scope {
  /** Every distributor, and what belongs to none that is known. */
  record All() implements Scope {}

  /**
   * Some distributors; rows of an unknown distributor are not among them.
   *
   * @param distributors ids from 0 to 99; at least one
   */
  record Of(Set<Integer> distributors) implements Scope {
    public Of {
      distributors = Set.copyOf(distributors);
      if (distributors.isEmpty()) {
        throw new IllegalArgumentException("a scope names at least one distributor");
      }
    }
  }
}
