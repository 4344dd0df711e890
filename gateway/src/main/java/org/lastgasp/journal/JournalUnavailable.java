package org.lastgasp.journal;

import java.util.concurrent.CompletableFuture;

/** The journal could not be written or read; says what was tried on which file. Retry later. */
public final class JournalUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient CompletableFuture<?> outcome;

  /** With what was tried on what, and why it failed. */
  public JournalUnavailable(String message, Throwable cause) {
    super(message, cause);
    this.outcome = CompletableFuture.failedFuture(this);
  }

  /** With what was tried on what. */
  public JournalUnavailable(String message) {
    super(message);
    this.outcome = CompletableFuture.failedFuture(this);
  }

  private JournalUnavailable(String message, CompletableFuture<?> outcome) {
    super(message);
    this.outcome = outcome;
  }

  /** The disk did not answer in time: what is appended may be recorded yet. */
  public static JournalUnavailable late(String message, CompletableFuture<?> outcome) {
    return new JournalUnavailable(message, outcome);
  }

  /**
   * What becomes of an append that failed with this: completed with its result if it is recorded
   * after all, exceptionally once it is certain that it is not. What depends on it has to be quick.
   */
  public CompletableFuture<?> outcome() {
    return outcome;
  }
}
