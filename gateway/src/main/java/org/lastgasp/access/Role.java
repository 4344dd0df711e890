package org.lastgasp.access;

import java.util.Locale;

/** A role of a person or system. Each role may do what the roles before it may. */
public enum Role {
  /** Reads what concerns its own distributors, and nothing else. */
  VIEWER,
  /** Reads everything. */
  ANALYST,
  /** Gives orders: switch, storm, breaker, work-list, dead letters, reports. */
  OPERATOR,
  /** Replaces lists and configuration, and passes over damage. */
  ADMINISTRATOR;

  /** True if this role may do what needs that one. */
  public boolean includes(Role needed) {
    return compareTo(needed) >= 0;
  }

  /** The role's name in files and messages. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
