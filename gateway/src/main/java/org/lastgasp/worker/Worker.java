package org.lastgasp.worker;

import java.util.List;

/**
 * A part of the gateway with a thread of its own. Started once, closed once, in any state; what is
 * asked may be asked by any thread.
 */
public interface Worker extends AutoCloseable {
  /** The name an operator knows it by. */
  String name();

  /** Begins; nothing is done before. */
  default void start() {}

  /** The issues it has now. */
  default List<HealthIssue> issues() {
    return List.of();
  }

  /** False once a thread of it has ended by itself, which only a restart makes good. */
  default boolean isAlive() {
    return true;
  }

  /** The holds on what it still needs of the journal or the log. */
  default List<RetentionHold<?>> holds() {
    return List.of();
  }

  /** Ends after what is under way; the rest is done after the next start. */
  @Override
  void close();
}
