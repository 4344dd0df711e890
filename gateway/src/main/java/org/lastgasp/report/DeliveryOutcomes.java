package org.lastgasp.report;

import org.lastgasp.id.Eui64;

/** A source of delivery's records of the alerts, as of one moment. */
public interface DeliveryOutcomes {

  /** What became of the alert of this entry, which was for this user. */
  Fate of(long number, Eui64 recipient);

  /** Whether it names this entry as one that waits, or was refused. */
  boolean mentions(long number);

  /** The number of the last entry that it claims to have looked at. */
  long last();

  /** The possible outcomes of an alert that was to be delivered. */
  enum Fate {
    /** Its receiver took it. */
    DELIVERED,
    /** It waits to be sent, or is under way. */
    WAITING,
    /** Its receiver refused it, or there is none. */
    SET_ASIDE,
    /** It was to be sent, and its text was gone. */
    LOST
  }
}
