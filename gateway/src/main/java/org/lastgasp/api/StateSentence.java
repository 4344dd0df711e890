package org.lastgasp.api;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.api.GatewayState.Cause;
import org.lastgasp.files.CountText;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;

/** The function that words what happens to an AD1 that arrives now, for all interfaces. Pure. */
public final class StateSentence {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd ", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String ALL = "Forwarding everything: ";

  private final StateFacts facts;

  private StateSentence(StateFacts facts) {
    this.facts = facts;
  }

  /** The state these facts come to: the first rule that fits. */
  public static GatewayState of(StateFacts facts) {
    return new StateSentence(facts).state();
  }

  private GatewayState state() {
    if (facts.unrecordable().isPresent()) {
      return unrecordable(facts.unrecordable().get());
    }
    if (facts.untrusted().isPresent()) {
      return new GatewayState(
          Cause.CLOCK_BEHIND,
          ALL + "the clock is behind the journal, until " + time(facts.untrusted().get()) + ".",
          "The gateway started at a time before the journal's last entry: set the clock right,"
              + " then restart. If the clock is right: 'lastgasp clock trust'.");
    }
    return switch (facts.position()) {
      case OFF -> new GatewayState(Cause.OFF, "Off: nothing is tracked.", turned());
      case OBSERVE, ENFORCE -> on();
    };
  }

  private GatewayState unrecordable(StateFacts.Unrecordable fault) {
    String since = fault.since().map(at -> " since " + time(at)).orElse("");
    String told = fault.why().isEmpty() ? since : " (" + fault.why() + since + ")";
    String missing =
        fault.handedOver() == 0
            ? ""
            : "Not recorded: " + CountText.of(fault.handedOver(), "alert") + " handed over. ";
    return new GatewayState(
        Cause.CANNOT_RECORD,
        ALL + "nothing can be recorded" + told + ".",
        missing
            + "Alerts go straight to their receivers, other messages are refused: look at the"
            + " disk.");
  }

  /** The switch is not off, and what is judged can be recorded. */
  private GatewayState on() {
    if (!facts.missing().isEmpty() && facts.blind().hubs() == 0) {
      return new GatewayState(
          Cause.LISTS_MISSING,
          ALL + "nothing is tracked without " + String.join(" and ", facts.missing()) + ".",
          "Import what is missing: 'lastgasp inventory import', 'lastgasp guids import'.");
    }
    if (facts.breaker().isPresent()) {
      return new GatewayState(
          Cause.BREAKER,
          ALL + "the breaker is open since " + time(facts.breaker().get().since()) + ".",
          "It counted " + facts.breaker().get().why() + ": look at what came, then 'lastgasp"
              + " breaker close'.");
    }
    Optional<StormOrder> everywhere =
        standing().stream().filter(s -> s.place().equals(StormOrder.Scope.EVERYWHERE)).findFirst();
    if (everywhere.isPresent()) {
      return storm(everywhere.get());
    }
    return switch (facts.position()) {
      case OFF -> throw new IllegalStateException("off is told before");
      case OBSERVE ->
          new GatewayState(
              Cause.OBSERVE,
              observing(),
              turned());
      case ENFORCE -> new GatewayState(Cause.ENFORCE, enforcing(), turned());
    };
  }

  private GatewayState storm(StormOrder order) {
    String end =
        order.until().map(at -> ", ends " + time(at)).orElse(", until it is taken back");
    return new GatewayState(
        Cause.STORM,
        ALL + "storm order by " + order.by() + " since " + time(order.since()) + end + ".",
        "Why: " + order.reason());
  }

  private String observing() {
    return facts.observed().isEmpty()
        ? "Observing: everything is forwarded."
        : "Observing: " + CountText.of(facts.observed().getAsLong(), "alert")
            + " of the last hour would have been suppressed; all were forwarded.";
  }

  private String enforcing() {
    StateFacts.Blind blind = facts.blind();
    String told =
        blind.hubs() == 0
            ? "Suppressing. No hub is blind now"
            : "Suppressing. " + CountText.of(blind.hubs(), "hub is", "hubs are")
                + " blind in " + CountText.of(blind.distributors(), "distributor")
                + blind.until().map(until -> ", the last until " + time(until)).orElse("");
    String exceptions =
        standing().stream().map(storm -> storm.place().toString()).collect(joining("; "));
    String except = exceptions.isEmpty() ? "" : " (except storm: " + exceptions + ")";
    String lists =
        facts.missing().isEmpty()
            ? ""
            : " Nothing new is tracked without " + String.join(" and ", facts.missing()) + ".";
    return told + except + "." + lists;
  }

  private List<StormOrder> standing() {
    return facts.storms().stream().filter(storm -> !storm.isOver(facts.now())).toList();
  }

  private String turned() {
    return facts
        .turned()
        .map(t -> "Set by " + t.by() + " at " + time(t.at()) + ": " + t.reason())
        .orElse("");
  }

  /** In UTC, with its day unless it is today. */
  private String time(Instant at) {
    String day = DAY.format(at);
    return (day.equals(DAY.format(facts.now())) ? "" : day) + MINUTE.format(at);
  }

  /**
   * The facts that decide what happens to an AD1 that arrives now. Immutable.
   *
   * @param unrecordable since when nothing can be recorded, and why if it is known
   * @param untrusted until when the clock is behind the journal; empty if it is not
   * @param position the switch
   * @param turned who set it, when and why; empty if that is not remembered
   * @param missing inventory and list of GUIDs, those of them that are of no use
   * @param breaker the breaker, if it is open and its guard is on
   * @param storms the orders in force
   * @param observed alerts of the last hour that would have been suppressed; empty if that is not
   *     known
   */
  public record StateFacts(
      Instant now,
      Optional<Unrecordable> unrecordable,
      Optional<Instant> untrusted,
      Switch position,
      Optional<Turned> turned,
      List<String> missing,
      Optional<Breaker> breaker,
      List<StormOrder> storms,
      OptionalLong observed,
      Blind blind) {
    public StateFacts {
      missing = List.copyOf(missing);
      storms = List.copyOf(storms);
    }

    /**
     * The reason why nothing can be recorded.
     *
     * @param why a few words, empty if nobody knows
     * @param handedOver alerts that went straight to their receivers meanwhile
     */
    public record Unrecordable(Optional<Instant> since, String why, long handedOver) {}

    /** The last setting of the switch: when, by whom and why. */
    record Turned(Instant at, String by, String reason) {}

    /**
     * The hubs whose alerts are suppressed now.
     *
     * @param until when the last of them is seen again; empty if there are none
     */
    public record Blind(long hubs, long distributors, Optional<Instant> until) {
      /** None. */
      public static final Blind NONE = new Blind(0, 0, Optional.empty());
    }
  }
}
