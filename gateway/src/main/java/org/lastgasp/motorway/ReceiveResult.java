package org.lastgasp.motorway;

/** The result of a message that was handed in northbound. */
public sealed interface ReceiveResult {

  /** A message that is durable, or that its receiver has taken: the sender may forget it. */
  record Taken() implements ReceiveResult {}

  /**
   * A document that is not for a Service User; sending it again is no use.
   *
   * @param fault what is wrong with it
   */
  record Refused(String fault) implements ReceiveResult {}

  /** A message that cannot be taken now; the sender keeps it and tries again. */
  record NotNow(String why) implements ReceiveResult {}
}
