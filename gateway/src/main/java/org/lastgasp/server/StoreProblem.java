package org.lastgasp.server;

import java.io.UncheckedIOException;
import java.util.Optional;
import org.lastgasp.files.ErrorText;
import org.lastgasp.sqlite.StoreUnavailable;

/**
 * The problem document of a request that failed because a store did: which one, what was tried, and
 * what to do. A store that is not available is never called a fault of Lastgasp.
 */
final class StoreProblem {
  private static final String LATER = "look at its disk, and at degraded in /-/ready; ask again";

  private StoreProblem() {}

  /** The answer to a failure; empty if no store is the reason. */
  static Optional<Problem> of(Throwable failure) {
    return switch (failure) {
      case StoreUnavailable e -> {
        String remedy = e.store().remedy();
        String what = remedy.isEmpty() ? LATER : LATER + "; " + remedy;
        yield problem(e.store().name(), e, what);
      }
      case UncheckedIOException e -> problem("A file", e, LATER);
      default ->
          failure.getCause() == null || failure.getCause() == failure
              ? Optional.empty()
              : of(failure.getCause());
    };
  }

  private static Optional<Problem> problem(
      String store, RuntimeException failure, String remedy) {
    return Optional.of(
        Problem.of(
            503, store + " is not available", ErrorText.of(failure) + "; " + remedy));
  }
}
