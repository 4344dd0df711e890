package org.lastgasp.access;

import java.util.Set;

/**
 * A proven identity: a person or a system.
 *
 * @param name as records of changes name it
 * @param scope whose rows it sees
 * @param kind how far what it does has to be watched
 */
public record Identity(String name, Role role, Scope scope, Kind kind) {
  /** The kind of an identity. */
  public enum Kind {
    /** One that was configured, or that the gateway made for this machine. */
    ORDINARY,
    /** One for emergencies: it works, and every use of it is made known. */
    BREAK_GLASS
  }

  /** A caller on this machine, as long as no identities are configured: it reads everything. */
  static final Identity LOCAL = of("local", Role.ANALYST);

  /** True if nothing was proven but that the caller is on this machine. */
  public boolean isLocal() {
    return equals(LOCAL);
  }

  /** An ordinary identity that sees every row. */
  static Identity of(String name, Role role) {
    return new Identity(name, role, new Scope.All(), Kind.ORDINARY);
  }

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
}
