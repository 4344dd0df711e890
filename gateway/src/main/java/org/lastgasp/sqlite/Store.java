package org.lastgasp.sqlite;

/**
 * The name of a store, for a person who reads that it failed.
 *
 * @param name with its file, as the beginning of a sentence
 * @param remedy what to do if a failure stays; empty if there is nothing but to look at the disk
 */
public record Store(String name, String remedy) {
  /** A failure, with what was tried on what, and why it failed. */
  public StoreUnavailable unavailable(String tried, Throwable cause) {
    return new StoreUnavailable(this, tried, cause);
  }

  /** A failure, with what was tried on what. */
  public StoreUnavailable unavailable(String tried) {
    return new StoreUnavailable(this, tried);
  }

  /** A refusal, with what was found where: the file is of no use, see {@link BrokenFile}. */
  public StoreUnavailable refused(String found) {
    return new StoreUnavailable(this, found, true);
  }
}
