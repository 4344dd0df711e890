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
    /** The outage began before the window, by more than clocks differ: another cause. */
    STARTED_BEFORE_WINDOW(Label.SUSPECT, 1),
    /** The meter's own restoration alert: listed meters send none when they activate firmware. */
    SUPPLY_RESTORED(Label.SUSPECT, 4),
    /** The activation failed, so it did not cause the outage. */
    ACTIVATION_FAILED(Label.SUSPECT, 4),
    /** The activation's success was received before the outage began: it was over. */
    STARTED_AFTER_ACTIVATION(Label.SUSPECT, 1),
    /** The meter told of success only long after the outage began: its supply was away so long. */
    ANSWERED_LATE(Label.SUSPECT, 1),
    /** The activation was carried out after the outage began, as its meter says. */
    STARTED_BEFORE_ACTIVATION(Label.SUSPECT, 1),
    /** The hub alerted of another outage, which no other activation explains. */
    ALERTED_AGAIN(Label.SUSPECT, 4),
    /** Nothing at all was heard from meter or hub up to the horizon. */
    SILENCE(Label.SUSPECT, 1),
    /** The activation succeeded, at a time that explains the outage. */
    ACTIVATION_SUCCEEDED(Label.CONSISTENT, 2),
    /** It succeeded, but at a time that leaves the cause open. */
    ACTIVATION_REPORTED(Label.UNRESOLVED, 2),
    /** Meter or hub were heard again inside the window: the supply is back, no more. */
    HEARD_IN_WINDOW(Label.UNRESOLVED, 1),
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

    /** What it says of the outage, in words. */
    public String words() {
      return switch (this) {
        case STARTED_BEFORE_WINDOW -> "the outage began before the activation";
        case SUPPLY_RESTORED -> "the meter reported an outage of its supply";
        case ACTIVATION_FAILED -> "the activation failed";
        case STARTED_AFTER_ACTIVATION -> "the outage began after the activation was over";
        case ANSWERED_LATE -> "the supply was away longer than an activation takes";
        case STARTED_BEFORE_ACTIVATION -> "the outage began before it was carried out";
        case ALERTED_AGAIN -> "the hub alerted of another outage";
        case SILENCE -> "nothing was heard from meter or hub";
        case ACTIVATION_SUCCEEDED -> "the activation succeeded";
        case ACTIVATION_REPORTED -> "the activation succeeded, at a time that explains nothing";
        case HEARD_IN_WINDOW -> "meter or hub were heard inside the window";
        case HEARD_AFTER_WINDOW -> "meter or hub were heard after the window";
        case RELEASED -> "it was delivered late";
        case NOT_FOLLOWED -> "its hub has too many cases to follow";
      };
    }

    /** The label a case has at least once it has such evidence. */
    public Label label() {
      return label;
    }

    /** The most pieces of the kind that a case keeps: the first ones say all there is to say. */
    int most() {
      return most;
    }

    /** Returns true if the outcome of the activation was received. */
    boolean tellsOutcome() {
      return switch (this) {
        case STARTED_AFTER_ACTIVATION, STARTED_BEFORE_ACTIVATION, ANSWERED_LATE,
            ACTIVATION_FAILED, ACTIVATION_SUCCEEDED, ACTIVATION_REPORTED -> true;
        case STARTED_BEFORE_WINDOW, SUPPLY_RESTORED, ALERTED_AGAIN, SILENCE, HEARD_IN_WINDOW,
            HEARD_AFTER_WINDOW, RELEASED, NOT_FOLLOWED -> false;
      };
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
