package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A real loss of supply at a hub's premises. Times count from the start of the plan.
 *
 * @param why when it falls, seen from the activation, or {@code storm}
 */
record Outage(Hub hub, Duration at, Duration length, String why) {
  private static final Duration WINDOW = Duration.ofMinutes(30);
  private static final Duration CUT_IS_OVER = Duration.ofMinutes(60); // however long it took

  /**
   * An outage of a hub, unless one of its meters may interrupt the supply at about the same time:
   * every alert has one cause.
   *
   * @param cut from {@link Instant#EPOCH} on, the start of the plan
   */
  static Optional<Outage> of(Hub hub, SupplyInterruption cut, List<Activation> activations) {
    Duration at = Duration.between(Instant.EPOCH, cut.off());
    boolean mixed =
        activations.stream()
            .filter(each -> each.conduct().cuts() && each.takesPlace())
            .anyMatch(each -> at.compareTo(each.begins().plus(CUT_IS_OVER)) < 0);
    if (mixed) {
      return Optional.empty();
    }
    Duration length = Duration.between(cut.off(), cut.on());
    return Optional.of(new Outage(hub, at, length, why(activations, at, length)));
  }

  private static String why(List<Activation> activations, Duration at, Duration length) {
    if (Scenario.isStormy(at)) {
      return "storm";
    }
    if (activations.isEmpty()) {
      return "no activation";
    }
    Activation activation = activations.getFirst();
    Duration begins = activation.begins();
    if (at.compareTo(begins) < 0) {
      return at.plus(length).compareTo(begins) < 0 ? "before" : "begun before";
    }
    if (at.compareTo(begins.plus(WINDOW)) >= 0) {
      return "after";
    }
    return activation.takesPlace() ? "during" : "in its place";
  }
}
