package org.lastgasp.motorway;

/** What became of a message that was handed in northbound. */
public sealed interface ReceiveResult {

  /** It is durable, or its receiver has taken it: the sender may forget it. */
  record Taken() implements ReceiveResult {}

  /**
   * It is not a document for a Service User; sending it again is no use.
   *
   * @param fault what is wrong with it
   */
  record Refused(String fault) implements ReceiveResult {}

  /** It cannot be taken now; the sender keeps it and tries again. */
  record NotNow(String why) implements ReceiveResult {}
}
