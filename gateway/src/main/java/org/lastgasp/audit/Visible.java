package org.lastgasp.audit;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.lastgasp.id.Mpan;
import org.lastgasp.policy.Event;

/**
 * The part of the past that somebody sees: what concerns some distributors. Immutable.
 *
 * @param distributors whether a distributor's rows are seen; empty stands for an unknown one, which
 *     only those see who see everything
 */
public record Visible(Predicate<OptionalInt> distributors) {
  /** All of it. */
  public static final Visible ALL = new Visible(distributor -> true);

  boolean everything() {
    return distributors.test(OptionalInt.empty());
  }

  boolean of(Optional<Mpan> supplyPoint) {
    return distributors.test(
        supplyPoint.map(m -> OptionalInt.of(m.distributor())).orElseGet(OptionalInt::empty));
  }

  /**
   * True if a change is seen: who does not see everything sees what decides about its own alerts,
   * and nothing of lists and configuration, which tell of others.
   */
  boolean of(Event change, Alerts alerts) {
    return everything()
        || switch (change) {
          case Event.Switched e -> true;
          case Event.BreakerTurned e -> true;
          case Event.ClockTrusted e -> true;
          case Event.StormOrdered e ->
              e.place().distributor().isEmpty() || distributors.test(e.place().distributor());
          case Event.Noted e -> distributors.test(alerts.distributor(e.alert()));
          case Event.Settled e -> distributors.test(alerts.distributor(e.alert()));
          case Event.Released e -> distributors.test(alerts.distributor(e.alert()));
          case Event.DeadLetterOrdered e -> distributors.test(alerts.distributor(e.message()));
          case Event.Supplied e -> false;
          case Event.Configured e -> false;
          case Event.ClockDiffered e -> false;
          case Event.Restored e -> false;
          case Event.ActivationRequested e -> false;
          case Event.ActivationAnswered e -> false;
          case Event.ActivationFailed e -> false;
          case Event.AlertJudged e -> false;
          case Event.AlertCopied e -> false;
          case Event.Carried e -> false;
          case Event.Relayed e -> false;
          case Event.Gap e -> false;
          case Event.HandedOver e -> false;
          case Event.WindowsEnded e -> false;
        };
  }

  /** The alerts, by the number of their entry. */
  interface Alerts {
    /** The distributor of one; empty if it is not known. */
    OptionalInt distributor(long number);
  }
}
