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
  /** Whether the DSP accepted it before cannot be looked up. */
  ACCEPTANCE_UNKNOWN,
  /** Payload and header contradict each other, or one of them cannot be read. */
  UNREADABLE_ACTIVATION,
  /** It has no signature, and one is required. */
  SIGNATURE_MISSING,
  /** Its signature does not prove that its originator sent it. */
  SIGNATURE_INVALID,
  /** Its originator is none of those who may activate firmware. */
  NOT_AUTHORISED,
  /** Its originator has, or opened within an hour, as many windows as it may. */
  USER_LIMIT,
  /** Its sender did not prove to be the originator of its RequestID. */
  ORIGINATOR_DIFFERS,
  /** Its receipt is by a clock that cannot be right, so its window would be another time's. */
  CLOCK_DIFFERS,
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

  /**
   * Returns true if the sender is at fault, or somebody in its name: no window opens that the lists
   * would allow, until a person has looked.
   */
  public boolean isRefusal() {
    return switch (this) {
      case SIGNATURE_MISSING, SIGNATURE_INVALID, NOT_AUTHORISED, USER_LIMIT,
          ORIGINATOR_DIFFERS ->
          true;
      case TRANSFORM, LOCAL_DELIVERY, ALREADY_ACCEPTED, ACCEPTANCE_UNKNOWN,
          UNREADABLE_ACTIVATION, CLOCK_DIFFERS, SWITCH_OFF, UNKNOWN_DEVICE, NOT_SMETS2_ESME,
          MANUFACTURER_NOT_LISTED, NOT_ON_GUID_LIST, NO_HUB ->
          false;
    };
  }

  /** The word used in the journal, metrics and answers: {@code not-on-guid-list}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
