package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.lastgasp.id.Eui64;

/** A comparison of what was sent with what arrived, in both directions, byte for byte. */
final class ByteComparison {
  private static final Duration UNKNOWN = Duration.ofMillis(1);

  private final GroundTruth truth;
  private final Duration timeout;
  private final Map<GroundTruth.Step, List<GroundTruth.Tried>> tried;
  private final Map<GroundTruth.Step, List<GroundTruth.Handled>> handled;

  /**
   * The traffic in a ledger.
   *
   * @param timeout after which the gateway may give up waiting for the DSP, in real time
   */
  ByteComparison(GroundTruth truth, Duration timeout) {
    this.truth = truth;
    this.timeout = timeout;
    this.tried =
        truth.tried().stream()
            .sorted(Comparator.comparing(GroundTruth.Tried::from))
            .collect(Collectors.groupingBy(GroundTruth.Tried::step));
    this.handled =
        truth.handled().stream()
            .sorted(Comparator.comparing(GroundTruth.Handled::arrived))
            .collect(Collectors.groupingBy(GroundTruth.Handled::step));
  }

  /** Returns what the reckoning has to know of every request. */
  Map<GroundTruth.Step, List<ReferenceOracle.Try>> tries() {
    Map<GroundTruth.Step, List<ReferenceOracle.Try>> tries = new HashMap<>();
    tried.forEach(
        (step, own) -> {
          List<GroundTruth.Handled> there = handled.getOrDefault(step, List.of());
          List<ReferenceOracle.Try> all = new ArrayList<>();
          for (int i = 0; i < own.size(); i++) {
            GroundTruth.Tried here = own.get(i);
            boolean arrived = i < there.size();
            Instant latest = arrived ? there.get(i).arrived() : here.to();
            Instant answered = arrived ? there.get(i).answered() : here.from();
            if (answered.isAfter(here.to())) {
              answered = here.to();
            }
            all.add(
                new ReferenceOracle.Try(
                    new ReferenceOracle.Span(here.from(), latest.plus(UNKNOWN)),
                    new ReferenceOracle.Span(answered, here.to()),
                    answer(here)));
          }
          tries.put(step, all);
        });
    return tries;
  }

  private static ReferenceOracle.Answer answer(GroundTruth.Tried tried) {
    if ((tried.status() >= 400 && tried.status() < 500) || tried.code().startsWith("E")) {
      return ReferenceOracle.Answer.REFUSED;
    }
    return tried.code().isEmpty() ? ReferenceOracle.Answer.NONE : ReferenceOracle.Answer.ACCEPTED;
  }

  /** Requests and answers that did not come through as they were. */
  List<String> brokenAnswers() {
    List<String> broken = new ArrayList<>();
    tried.forEach(
        (step, own) -> {
          List<GroundTruth.Handled> there = handled.getOrDefault(step, List.of());
          if (own.size() != there.size()) {
            broken.add(
                step.id() + " was sent " + own.size() + " times, came " + there.size() + " times");
            return;
          }
          for (int i = 0; i < own.size(); i++) {
            String fault = fault(own.get(i), there.get(i));
            if (!fault.isEmpty()) {
              broken.add(step.id() + " " + fault);
            }
          }
        });
    return broken;
  }

  private String fault(GroundTruth.Tried here, GroundTruth.Handled there) {
    if (!here.sent().equals(there.received())) {
      return "came as other bytes";
    }
    if (there.status() == 0) {
      return here.status() == 503 ? "" : "got " + here.status() + " though the DSP kept silent";
    }
    if (here.status() == 503 && here.took().compareTo(timeout) >= 0) {
      return ""; // the answer came too late
    }
    if (here.status() != there.status()) {
      return "got status " + here.status() + " instead of " + there.status();
    }
    return here.answer().equals(there.answer()) ? "" : "got other bytes as its answer";
  }

  /** Requests that were sent, and tries in all. */
  int requests() {
    return tried.size();
  }

  int tryCount() {
    return truth.tried().size();
  }

  /** Messages other than AD1s that did not come to the one they were for. */
  List<String> missing() {
    Set<GroundTruth.Delivered> delivered = Set.copyOf(truth.delivered());
    return truth.posted().stream()
        .filter(p -> !p.kind().equals("ad1"))
        .filter(p -> !delivered.contains(new GroundTruth.Delivered(p.recipient(), p.document())))
        .map(p -> "a " + p.kind() + " for " + p.recipient())
        .toList();
  }

  /** Returns what came to somebody it was not for, or was never sent like this. */
  List<String> misdelivered() {
    Map<String, Eui64> right = new HashMap<>();
    truth.posted().forEach(p -> right.put(p.document(), p.recipient()));
    return truth.delivered().stream()
        .filter(d -> !d.user().equals(right.get(d.document())))
        .map(d -> right.containsKey(d.document()) ? "to " + d.user() : "altered, to " + d.user())
        .toList();
  }

  /** Documents delivered more often than they were sent: allowed, but worth a word. */
  long repeated() {
    Map<String, Long> sent =
        truth.posted().stream()
            .collect(Collectors.groupingBy(GroundTruth.Posted::document, Collectors.counting()));
    return truth.delivered().stream()
        .collect(Collectors.groupingBy(GroundTruth.Delivered::document, Collectors.counting()))
        .entrySet()
        .stream()
        .mapToLong(e -> Math.max(0, e.getValue() - sent.getOrDefault(e.getKey(), 0L)))
        .sum();
  }

  long postedAlerts() {
    return truth.posted().stream().filter(p -> p.kind().equals("ad1")).count();
  }

  long postedOthers() {
    return truth.posted().size() - postedAlerts();
  }
}
