package org.lastgasp.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.lastgasp.policy.Window;

/**
 * The account of one firmware's activations on one model in one distributor's area. Immutable.
 *
 * @param model as in the inventory at the request; empty if that does not say
 * @param firmwareHash 64 upper-case hexadecimal digits
 * @param distributor the first two digits of the meters' MPANs as a number, or {@code unknown}
 * @param activations whose windows stood: neither refused by the DSP nor cancelled; those begun
 * @param refused by the DSP
 * @param cancelled or replaced before they began
 * @param alertsHeld AD1s suppressed
 * @param standFor alerts that the suppressed AD1s stand for by their throttled counts
 * @param alertsObserved AD1s that would have been suppressed, had the switch stood at enforce
 * @param withoutAlert of the activations, those whose window no AD1 came into
 * @param supplyRestored of the activations, those in whose window the meter said that its supply
 *     is back, with an 8F35 to 8F3C; MP102B's impact assessment expects none of listed meters
 * @param justBefore AD1s forwarded that came less than the window's length before it began
 * @param justAfter AD1s forwarded that came less than the window's length after it ended
 * @param blind for how long hubs' alerts were suppressed; windows of one hub at once count once
 * @param asked tracked activations, whatever became of them
 * @param suspects of the suppressed AD1s, those that look like real outages by now; of all
 *     campaigns together the last {@value #MOST_SUSPECTS}
 * @param toAlert when after the activation AD1s came
 */
public record Campaign(
    String model,
    String firmwareHash,
    String distributor,
    long activations,
    long refused,
    long cancelled,
    long alertsHeld,
    long standFor,
    long alertsObserved,
    long withoutAlert,
    long supplyRestored,
    long justBefore,
    long justAfter,
    Duration blind,
    long asked,
    long suspects,
    MinutesToAlert toAlert) {
  /** The most suspects that are counted in a time. */
  public static final int MOST_SUSPECTS = 5_000;

  /** True of an AD1 no further from a window than that is long: just before it, or just after. */
  public static boolean isNear(Window window, Instant compared) {
    Duration length = Duration.between(window.from(), window.until());
    return window.isLive() && window.distance(compared).compareTo(length) < 0;
  }

  /** AD1s suppressed for a thousand activations, with one decimal; 0 without an activation. */
  public double heldPerThousand() {
    return activations == 0 ? 0 : Math.round(alertsHeld * 10_000.0 / activations) / 10.0;
  }

  /** The questions the account raises: list too wide, window too short, supply that came back. */
  public List<String> questions() {
    boolean silent = activations >= 20 && withoutAlert * 10 > activations * 9;
    boolean near = justBefore == 0 && justAfter > 1 && justAfter * 20 > alertsHeld;
    String wide =
        String.format(
            Locale.ROOT,
            "%d of %d activations brought no AD1: is the list of GUIDs too wide?",
            withoutAlert,
            activations);
    String narrow =
        String.format(
            Locale.ROOT,
            "%d AD1s came just after a window and none just before: is the window too short?",
            justAfter);
    String restored =
        String.format(
            Locale.ROOT,
            "%d of %d activations brought an 8F35 to 8F3C of their meter in the window:"
                + " real outages, or a model that sends them?",
            supplyRestored,
            activations);
    return Stream.of(
            Optional.of(wide).filter(text -> silent),
            Optional.of(narrow).filter(text -> near),
            Optional.of(restored).filter(text -> supplyRestored > 0))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * The minutes from an activation to the alerts for which its window counted. Immutable.
   *
   * @param window the usual length of the windows, from the activation on: that of most alerts
   * @param minutes in order, without those in which no alert came; up to twice the window
   */
  public record MinutesToAlert(Duration window, List<Minute> minutes) {
    /** Those of nothing. */
    static final MinutesToAlert NONE = new MinutesToAlert(Duration.ZERO, List.of());

    public MinutesToAlert {
      minutes = List.copyOf(minutes);
    }

    /**
     * The alerts of one minute.
     *
     * @param minute from 0, the minute that begins with the activation
     */
    public record Minute(int minute, long suppressed, long forwarded) {}
  }

  /** The figures of a campaign that count activations. */
  public enum Figure {
    /** All that were tracked. */
    ASKED,
    /** Refused by the DSP. */
    REFUSED,
    /** Cancelled or replaced before they began. */
    CANCELLED,
    /** Begun, and neither refused nor cancelled. */
    ACTIVATED,
    /** Of those, the ones whose window no AD1 came into. */
    WITHOUT_ALERT
  }
}
