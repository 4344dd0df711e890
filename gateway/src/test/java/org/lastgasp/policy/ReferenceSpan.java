package org.lastgasp.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.id.Eui64;

/** One window as the model sees it. */
final class ReferenceSpan {
  ReferenceModel.Happening.Asked first;
  boolean futureDated;
  Eui64 hub;
  Instant from;
  Instant until;
  final List<ReferenceModel.Happening.Asked> tries = new ArrayList<>();
  boolean cancelled;
  boolean withdrawn;
  boolean doubted;
  boolean failed;
  boolean endedAsFailed;
  Optional<Instant> ended = Optional.empty();
  Optional<Instant> over = Optional.empty(); // cancelled or withdrawn

  void withdraw(Instant at) {
    withdrawn = true;
    over = Optional.of(at);
  }

  boolean live() {
    return !cancelled && !withdrawn && ended.isEmpty();
  }
}
