package org.lastgasp.audit;

import java.util.Locale;
import org.lastgasp.delivery.Delivery;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Event;

/** A lookup of the delivery state of an entry. Safe for any number of threads. */
public interface DeliveryLookup {

  /** A lookup that knows nothing. */
  DeliveryLookup UNKNOWN = entry -> Fate.UNKNOWN;

  /** A lookup of what delivery knows of alerts. */
  static DeliveryLookup of(Delivery delivery) {
    return entry -> {
      if (!(entry.entry() instanceof Event.AlertJudged alert)) {
        return Fate.UNKNOWN;
      }
      boolean aside =
          delivery.deadLetters(entry.number() - 1, 1).stream()
              .anyMatch(each -> each.number() == entry.number());
      if (aside) {
        return Fate.SET_ASIDE;
      }
      if (delivery.deadLetters().isDropped(entry.number())) {
        return Fate.DROPPED;
      }
      return delivery.isThrough(alert.recipient(), entry.number()) ? Fate.TAKEN : Fate.WAITING;
    };
  }

  /** The fate known now. */
  Fate of(Entry entry);

  /** The possible fates of a message. */
  enum Fate {
    /** The Service User took it. */
    TAKEN,
    /** It waits to be sent, or is being sent. */
    WAITING,
    /** The Service User refused it, or there is none. */
    SET_ASIDE,
    /** It was a dead letter, and an operator dropped it. */
    DROPPED,
    /** It was suppressed: there is nothing to deliver. */
    WITHHELD,
    /** The state is not known. */
    UNKNOWN;

    /** {@code taken}, {@code set-aside}, … */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
