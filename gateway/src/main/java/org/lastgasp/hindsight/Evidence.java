package org.lastgasp.hindsight;

import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * One thing that speaks for the firmware, or against it, or only says that the supply is back.
 *
 * @param entry the number of the journal's entry it was read in; empty for what did not happen
 * @param at when that was received; for silence the end of the horizon
 * @param compared the values that were compared, in words
 */
public record Evidence(Kind kind, OptionalLong entry, Instant at, String compared) {

  /** The rules of hindsight, by what they find. */
  public enum Kind {
    /** The outage began before the window: another cause. */
    STARTED_BEFORE_WINDOW(Label.SUSPECT, 1),
    /** The meter's own restoration alert: listed meters send none when they activate firmware. */
    SUPPLY_RESTORED(Label.SUSPECT, 4),
    /** The activation failed, so it did not cause the outage. */
    ACTIVATION_FAILED(Label.SUSPECT, 4),
    /** The hub alerted again after the window. */
    ALERTED_AGAIN(Label.SUSPECT, 4),
    /** Nothing at all was heard from meter or hub up to the horizon. */
    SILENCE(Label.SUSPECT, 1),
    /** The activation succeeded in the window. */
    ACTIVATION_SUCCEEDED(Label.CONSISTENT, 2),
    /** Meter or hub were heard again inside the window. */
    HEARD_IN_WINDOW(Label.CONSISTENT, 1),
    /** Meter or hub were heard again, but only later: the supply is back, no more. */
    HEARD_AFTER_WINDOW(Label.UNRESOLVED, 1),
    /** No evidence of the cause: it was delivered late. A change that says so changes no label. */
    RELEASED(Label.UNRESOLVED, 1),
    /** As many cases of the hub are open as are followed: of this one no more is found out. */
    NOT_FOLLOWED(Label.UNRESOLVED, 1);

    private final Label label;
    private final int most;

    Kind(Label label, int most) {
      this.label = label;
      this.most = most;
    }

    /** The label a case has at least once it has such evidence. */
    Label label() {
      return label;
    }

    /** The most pieces of the kind that a case keeps: the first ones say all there is to say. */
    int most() {
      return most;
    }

    /** The kind of a word that {@link #code} gave. */
    static Kind of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** The word used in reports, the API and explanations: {@code supply-restored}, … */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
