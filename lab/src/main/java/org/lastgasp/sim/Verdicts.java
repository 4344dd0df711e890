package org.lastgasp.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.lastgasp.sim.Scorer.LogEntry;

/** A comparison of what became of every alert with what a correct gateway makes of it. */
final class Verdicts {
  private final Map<Region, Counter> counters = new EnumMap<>(Region.class);
  private final List<String> lost = new ArrayList<>();
  private final List<String> wronglyHeld = new ArrayList<>();
  private final List<String> wronglyDelivered = new ArrayList<>();
  private final List<String> both = new ArrayList<>();
  private final List<String> twiceInLog = new ArrayList<>();
  private final Map<String, Long> byDistributor = new TreeMap<>();
  private int forwarded;
  private int copies;
  private int border;

  private static final class Counter {
    int held;
    final Map<String, Integer> leaked = new HashMap<>();
    int genuine;
    int masked;
    int border;
    int copies;
  }

  /**
   * The possible fates of an alert's documents.
   *
   * @param held records in the log: 0 or 1
   * @param forwarded documents sent on
   * @param copies documents that only repeat what was suppressed
   */
  private record Fate(int held, int forwarded, int copies) {
    Fate after(ReferenceOracle.Call call) {
      if (held > 0) {
        return new Fate(held, forwarded, copies + 1);
      }
      return call == ReferenceOracle.Call.HOLD
          ? new Fate(1, forwarded, 0)
          : new Fate(0, forwarded + 1, 0);
    }
  }

  Verdicts(GroundTruth truth, List<LogEntry> log, ReferenceOracle oracle) {
    for (Region region : Region.values()) {
      counters.put(region, new Counter());
    }
    Map<String, Long> delivered =
        truth.delivered().stream()
            .collect(Collectors.groupingBy(GroundTruth.Delivered::document, Collectors.counting()));
    Map<String, Long> held =
        log.stream().collect(Collectors.groupingBy(LogEntry::document, Collectors.counting()));
    Map<String, List<GroundTruth.Posted>> posted =
        truth.posted().stream()
            .sorted(Comparator.comparing(GroundTruth.Posted::from))
            .collect(Collectors.groupingBy(GroundTruth.Posted::document));
    truth
        .alerts()
        .values()
        .forEach(
            alert ->
                settle(
                    alert,
                    posted.getOrDefault(alert.document(), List.of()),
                    held.getOrDefault(alert.document(), 0L),
                    delivered.getOrDefault(alert.document(), 0L),
                    oracle));
  }

  private void settle(
      GroundTruth.Alert alert,
      List<GroundTruth.Posted> posted,
      long held,
      long delivered,
      ReferenceOracle oracle) {
    Set<Fate> fates = Set.of(new Fate(0, 0, 0));
    Optional<ReferenceOracle.Judgement> first = Optional.empty();
    for (GroundTruth.Posted each : posted) {
      ReferenceOracle.Judgement judgement =
          oracle.judge(alert.hub(), new ReferenceOracle.Span(each.from(), each.to()));
      first = first.or(() -> Optional.of(judgement));
      fates = after(fates, judgement.call());
    }
    if (first.isEmpty()) {
      return; // never acknowledged: the world's fault list has it
    }
    String name = name(alert);
    if (held == 0 && delivered == 0) {
      lost.add(name);
      return;
    }
    if (held > 1) {
      twiceInLog.add(name);
    }
    long records = Math.min(held, 1);
    Optional<Fate> fate =
        fates.stream()
            .filter(f -> f.held() == records && delivered >= f.forwarded())
            .filter(f -> f.forwarded() > 0 || delivered == 0)
            .max(Comparator.comparingInt(Fate::forwarded));
    if (fate.isEmpty()) {
      blame(name, fates, records, delivered);
    }
    int sentOn = fate.map(Fate::forwarded).orElse((int) delivered);
    forwarded += sentOn;
    if (sentOn > 0) {
      byDistributor.merge(distributor(alert.hub()), (long) sentOn, Long::sum);
    }
    copies += fate.map(Fate::copies).orElse(0);
    count(alert, first.get(), delivered == 0, fate.map(Fate::copies).orElse(0));
  }

  private static Set<Fate> after(Set<Fate> before, ReferenceOracle.Call call) {
    Set<Fate> after = new HashSet<>();
    for (Fate fate : before) {
      if (call != ReferenceOracle.Call.DELIVER) {
        after.add(fate.after(ReferenceOracle.Call.HOLD));
      }
      if (call != ReferenceOracle.Call.HOLD) {
        after.add(fate.after(ReferenceOracle.Call.DELIVER));
      }
    }
    return after;
  }

  private void blame(String name, Set<Fate> fates, long held, long delivered) {
    if (held > 0 && fates.stream().allMatch(f -> f.held() == 0)) {
      wronglyHeld.add(name);
    } else if (delivered > 0 && fates.stream().allMatch(f -> f.forwarded() == 0)) {
      (held > 0 ? both : wronglyDelivered).add(name);
    } else {
      both.add(name);
    }
  }

  private void count(
      GroundTruth.Alert alert, ReferenceOracle.Judgement judgement, boolean heldBack, int copied) {
    Counter counter = counter(alert.hub().region());
    counter.copies += copied;
    if (judgement.call() == ReferenceOracle.Call.EITHER) {
      counter.border++;
      border++;
    }
    switch (alert.cause()) {
      case Cause.Firmware f when heldBack -> counter.held++;
      case Cause.Firmware f ->
          counter.leaked.merge(why(f.activation(), judgement), 1, Integer::sum);
      case Cause.Real r when heldBack -> counter.masked++;
      case Cause.Real r -> counter.genuine++;
    }
  }

  /** Returns why it is right to deliver it; what was never tracked has a reason of its own. */
  private static String why(Activation activation, ReferenceOracle.Judgement judgement) {
    if (activation.variant() == 6 && activation.meter().untracked().isEmpty()) {
      return "delivered by hand";
    }
    String why =
        judgement.call() == ReferenceOracle.Call.HOLD
            ? "should have been suppressed"
            : judgement.why();
    return activation.meter().untracked().orElse(why);
  }

  private static String distributor(Hub hub) {
    return hub.mpxn().length() == 13 ? hub.mpxn().substring(0, 2) : "unknown";
  }

  private Counter counter(Region region) {
    return Optional.ofNullable(counters.get(region)).orElseThrow();
  }

  private static String name(GroundTruth.Alert alert) {
    String cause =
        switch (alert.cause()) {
          case Cause.Firmware f -> "firmware, request " + f.activation().id();
          case Cause.Real r -> "a real outage, " + r.outage().why();
        };
    return alert.hub().id() + " (" + cause + ")";
  }

  Map<Region, Score.Outcome> outcomes() {
    Map<Region, Score.Outcome> outcomes = new EnumMap<>(Region.class);
    counters.forEach(
        (region, c) ->
            outcomes.put(
                region,
                new Score.Outcome(
                    c.held, c.leaked, c.genuine, c.masked, c.border, c.copies)));
    return outcomes;
  }

  List<String> lost() {
    return lost;
  }

  List<String> wronglyHeld() {
    return wronglyHeld;
  }

  List<String> wronglyDelivered() {
    return wronglyDelivered;
  }

  List<String> heldAndDelivered() {
    return both;
  }

  List<String> twiceInLog() {
    return twiceInLog;
  }

  /** Documents of alerts that were to be sent on. */
  int forwarded() {
    return forwarded;
  }

  /** The same by the first two digits of the MPAN. */
  Map<String, Long> byDistributor() {
    return byDistributor;
  }

  int copies() {
    return copies;
  }

  int border() {
    return border;
  }
}
