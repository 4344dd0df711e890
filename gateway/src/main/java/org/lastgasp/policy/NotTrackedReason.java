package org.lastgasp.policy;

import java.util.Locale;

/** The reason why an activation request was relayed without being tracked. */
public enum NotTrackedReason {
  /** Command variant 4: the Transform step, of which nothing goes to the meter. */
  TRANSFORM,
  /** Command variant 6, and local delivery is not tracked. */
  LOCAL_DELIVERY,
  /** A repetition of one that the DSP accepted long ago: it changes nothing. */
  ALREADY_ACCEPTED,
  /** Payload and header contradict each other, or one of them cannot be read. */
  UNREADABLE_ACTIVATION,
  /** The switch is off: nothing is tracked. */
  SWITCH_OFF,
  /** The inventory does not know the device. */
  UNKNOWN_DEVICE,
  /** First gate: the target is not a SMETS2 ESME. */
  NOT_SMETS2_ESME,
  /** Second gate: its manufacturer is not in the configured list. */
  MANUFACTURER_NOT_LISTED,
  /** Third gate: it is not on the supplied list of GUIDs. */
  NOT_ON_GUID_LIST,
  /** It passed the gates, but the inventory knows no hub for it. */
  NO_HUB;

  /** The word used in the journal, metrics and answers: {@code not-on-guid-list}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
