package org.lastgasp.journal;

import java.util.concurrent.CompletableFuture;
import org.lastgasp.sqlite.Store;
import org.lastgasp.sqlite.StoreUnavailable;

/** A failure to write or read the journal. */
public final class JournalUnavailable extends StoreUnavailable {
  private static final long serialVersionUID = 1L;

  /** The store, for failures of files beside the segments. */
  public static final Store JOURNAL = new Store("The journal", "");

  private final transient CompletableFuture<?> outcome;

  /** A failure with what was tried on what, and its cause. */
  public JournalUnavailable(String message, Throwable cause) {
    super(JOURNAL, message, cause);
    this.outcome = CompletableFuture.failedFuture(this);
  }

  /** A failure with what was tried on what. */
  public JournalUnavailable(String message) {
    super(JOURNAL, message);
    this.outcome = CompletableFuture.failedFuture(this);
  }

  private JournalUnavailable(String message, CompletableFuture<?> outcome) {
    super(JOURNAL, message);
    this.outcome = outcome;
  }

  /** The disk did not answer in time: what is appended may be recorded yet. */
  public static JournalUnavailable late(String message, CompletableFuture<?> outcome) {
    return new JournalUnavailable(message, outcome);
  }

  /**
   * The later outcome of an append that failed with this: completed with its result if it is
   * recorded after all, exceptionally once it is certain that it is not. What depends on it has to
   * be quick.
   */
  public CompletableFuture<?> outcome() {
    return outcome;
  }
}
