package org.lastgasp.api;

import org.lastgasp.server.Query;

/**
 * The state of a gateway, as one sentence that says what happens to an AD1 that arrives now: the
 * same wherever it is told.
 *
 * @param cause the rule that decides
 * @param sentence for a person in a control room
 * @param because who, when and why, or what to do; may be empty
 */
public record GatewayState(Cause cause, String sentence, String because) {

  /** The effect on alerts: the label of the metric. */
  public enum Effect {
    SUPPRESSING,
    OBSERVING,
    OFF,
    FORWARDING_ALL;

    /** As in the metric: {@code forwarding-all}. */
    public String code() {
      return Query.code(this);
    }
  }

  /** The rule that decides; the first that fits does. */
  public enum Cause {
    CANNOT_RECORD(Effect.FORWARDING_ALL),
    CLOCK_BEHIND(Effect.FORWARDING_ALL),
    OFF(Effect.OFF),
    LISTS_MISSING(Effect.FORWARDING_ALL),
    BREAKER(Effect.FORWARDING_ALL),
    STORM(Effect.FORWARDING_ALL),
    OBSERVE(Effect.OBSERVING),
    ENFORCE(Effect.SUPPRESSING);

    private final Effect effect;

    Cause(Effect effect) {
      this.effect = effect;
    }

    /** As in JSON and in the log: {@code clock-behind}. */
    public String code() {
      return Query.code(this);
    }
  }

  /** The effect on alerts. */
  public Effect effect() {
    return cause.effect;
  }
}
