package org.lastgasp.app;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The roles that a node of a cluster may have; one machine has all of them. */
public enum NodeRole {
  /** Takes messages, and relays requests to the DSP. */
  EDGE,
  /** Decides what the partitions that it is given hold. */
  JUDGE,
  /** May be the one that delivers to Service Users. */
  DELIVER,
  /** Has the log, assessments and the audit index, and may be the one that sends reports. */
  RECORDS;

  /** As an option names it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of a name, if there is one. */
  public static Optional<NodeRole> of(String code) {
    return Stream.of(values()).filter(each -> each.code().equals(code)).findFirst();
  }

  /** All of them. */
  public static Set<NodeRole> all() {
    return EnumSet.allOf(NodeRole.class);
  }

  /** The names of some, in order. */
  public static List<String> codes(Set<NodeRole> some) {
    return Stream.of(values()).filter(some::contains).map(NodeRole::code).toList();
  }
}
