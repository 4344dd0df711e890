package org.lastgasp.policy;

/** Whether an activation request is tracked. */
public sealed interface Admission {

  /** It is: this is its order. */
  record Tracked(Order order) implements Admission {}

  /**
   * It is relayed and nothing more.
   *
   * @param detail what exactly, for people: the contradiction found, the manufacturer named
   */
  record Passed(Untracked reason, String detail) implements Admission {}
}
