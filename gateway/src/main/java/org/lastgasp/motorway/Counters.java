package org.lastgasp.motorway;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.lastgasp.id.Mpan;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/**
 * The counters since the start, each counted after it was durable. Safe for any number of threads.
 *
 * <p>The books of a run: received = suppressed + forwarded + copies of what was suppressed.
 */
public final class Counters {
  private static final Duration TOLD_AGAIN = Duration.ofMinutes(1);

  private final LongAdder received = new LongAdder();
  private final LongAdder copies = new LongAdder();
  private final LongAdder released = new LongAdder();
  private final LongAdder appendErrors = new LongAdder();
  private final Map<String, LongAdder> suppressed = new ConcurrentHashMap<>();
  private final Map<Forwarded, LongAdder> forwarded = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> standFor = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> relayed = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> opened = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> untracked = new ConcurrentHashMap<>();
  private final Map<NotTrackedReason, Refused> refused = new ConcurrentHashMap<>();
  private final Map<NotTrackedReason, Instant> toldOf = new ConcurrentHashMap<>();
  private final LongAdder refusedSenders = new LongAdder();
  private final LongAdder timesDisagree = new LongAdder();
  private final LongAdder cancellations = new LongAdder();

  private final LatencyHistogram decisions = LatencyHistogram.ofDecisions();
  private final DspCounters dsp = new DspCounters();

  /** Returns how long alerts took from receipt until they were durable. */
  public LatencyHistogram decisions() {
    return decisions;
  }

  /** What the DSP answered. */
  public DspCounters dsp() {
    return dsp;
  }

  /** A label pair of the forwarded alerts. */
  public record Forwarded(String reason, String distributor) {}

  /** Counts what became of an alert. */
  public void settled(Event event) {
    switch (event) {
      case Event.AlertJudged judged -> judged(judged);
      default -> copied();
    }
  }

  void judged(Event.AlertJudged entry) {
    String distributor = Mpan.distributorName(entry.distributor());
    received.increment();
    String outcome = entry.isSuppression() ? "suppressed" : "forwarded";
    standFor.computeIfAbsent(outcome, key -> new LongAdder()).add(entry.standsFor());
    switch (entry.verdict()) {
      case Verdict.Suppress s -> add(suppressed, distributor);
      case Verdict.Forward f -> add(forwarded, new Forwarded(f.reason().code(), distributor));
    }
  }

  void forwardedUnrecorded(String reason, String distributor) {
    received.increment();
    add(standFor, "forwarded"); // its count was not read
    add(forwarded, new Forwarded(reason, distributor));
  }

  void copied() {
    received.increment();
    copies.increment();
  }

  void deliveredLate() {
    released.increment();
  }

  void relayed(String kind) {
    add(relayed, kind);
  }

  void refusedSender() {
    refusedSenders.increment();
  }

  void admitted(TrackingDecision admission) {
    switch (admission) {
      case TrackingDecision.Tracked t -> {
        if (t.order().cancels()) {
          cancellations.increment();
        }
        if (t.order().timesDisagree()) {
          timesDisagree.increment();
        }
      }
      case TrackingDecision.NotTracked p -> add(untracked, p.reason().code());
    }
  }

  /**
   * The last activation that was refused a window for one reason.
   *
   * @param request its RequestID, in words if it has none
   * @param why exactly
   * @param count of all of them since the start
   */
  public record Refused(Instant at, String request, String why, long count) {}

  /** Returns true if it is worth a line in the log: the first for this reason, or in a minute. */
  boolean refused(TrackingDecision.NotTracked decision, String request, Instant at) {
    Refused last =
        refused.merge(
            decision.reason(),
            new Refused(at, request, decision.detail(), 1),
            (before, next) -> new Refused(at, request, next.why(), before.count() + 1));
    Instant told = toldOf.getOrDefault(decision.reason(), Instant.MIN);
    boolean worth = last.count() == 1 || !at.isBefore(told.plus(TOLD_AGAIN));
    if (worth) {
      toldOf.put(decision.reason(), at);
    }
    return worth;
  }

  /** The last refusals, by reason. */
  public Map<NotTrackedReason, Refused> refused() {
    return Map.copyOf(refused);
  }

  /** Counts a window that was opened. */
  public void opened(Window.Mode mode) {
    add(opened, mode.code());
  }

  void appendFailed() {
    appendErrors.increment();
  }

  /** AD1s received and settled. */
  public long received() {
    return received.sum();
  }

  /** Copies of suppressed AD1s. */
  public long copies() {
    return copies.sum();
  }

  /** Suppressed AD1s that were delivered late; they stay counted as suppressed. */
  public long released() {
    return released.sum();
  }

  /** Appends that failed because the journal could not be written. */
  public long appendErrors() {
    return appendErrors.sum();
  }

  /** Messages for Service Users that were refused, as their sender is not the DSP. */
  public long refusedSenders() {
    return refusedSenders.sum();
  }

  /** Activations whose XML and payload named different times. */
  public long timesDisagree() {
    return timesDisagree.sum();
  }

  /** Suppressed AD1s by distributor. */
  public Map<String, Long> suppressed() {
    return sums(suppressed);
  }

  /** Forwarded AD1s by reason and distributor. */
  public Map<Forwarded, Long> forwarded() {
    Map<Forwarded, Long> sums = new HashMap<>();
    forwarded.forEach((label, count) -> sums.put(label, count.sum()));
    return sums;
  }

  /** The alerts that AD1s stand for by their throttled counts, by verdict; without duplicates. */
  public Map<String, Long> standFor() {
    return sums(standFor);
  }

  /** Messages other than AD1s carried, by kind; requests by {@code request}. */
  public Map<String, Long> relayed() {
    return sums(relayed);
  }

  /** Cancellations tracked, repetitions included. */
  public long cancellations() {
    return cancellations.sum();
  }

  /** Windows opened, by mode; a repetition opens none. */
  public Map<String, Long> opened() {
    return sums(opened);
  }

  /** Activation requests that were not tracked, by reason. */
  public Map<String, Long> untracked() {
    return sums(untracked);
  }

  private static <K> void add(Map<K, LongAdder> counts, K label) {
    counts.computeIfAbsent(label, k -> new LongAdder()).increment();
  }

  private static Map<String, Long> sums(Map<String, LongAdder> counts) {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((label, count) -> sums.put(label, count.sum()));
    return sums;
  }

  /**
   * The counters of the calls to the DSP since the start: how long its answers took, their status,
   * and where there was none. Each label is there from the start. Safe for any number of threads.
   */
  public static final class DspCounters {
    private static final List<String> STATUSES = List.of("2xx", "3xx", "4xx", "5xx");

    private final LatencyHistogram answerTimes = LatencyHistogram.ofCalls();
    private volatile Optional<DspFailure> failure = Optional.empty();
    private final Map<String, LongAdder> answers = of(STATUSES);
    private final Map<String, LongAdder> silences = of(Dsp.Outcome.Silent.CODES);
    private final Map<String, LongAdder> activations =
        of(List.of(DspAnswer.values()).stream().map(DspCounters::code).toList());

    void asked(Dsp.Outcome outcome, Instant at, long elapsedNanos) {
      switch (outcome) {
        case Dsp.Outcome.Answered answered -> {
          answerTimes.took(elapsedNanos);
          add(answers, answered.status() / 100 + "xx");
          if (answered.status() / 100 == 5) {
            failed(at, "it answered " + answered.status());
          } else if (failure.isPresent()) {
            failure = Optional.empty();
          }
        }
        case Dsp.Outcome.Silent silent -> {
          add(silences, silent.code());
          if (!silent.isOurs()) {
            failed(at, silent.why());
          }
        }
      }
    }

    private synchronized void failed(Instant at, String why) {
      Optional<DspFailure> before = failure;
      failure =
          Optional.of(
              new DspFailure(
                  before.map(DspFailure::since).orElse(at),
                  before.map(DspFailure::requests).orElse(0L) + 1,
                  why));
    }

    /** The failure that lasts: empty if the last request was answered, and not with 5xx. */
    public Optional<DspFailure> failure() {
      return failure;
    }

    void meant(DspAnswer answer) {
      add(activations, code(answer));
    }

    /** From the call to the end of the answer; silence is not in it. */
    public LatencyHistogram answerTimes() {
      return answerTimes;
    }

    /** Answers by class of their HTTP status, such as {@code 2xx}. */
    public Map<String, Long> answers() {
      return sums(answers);
    }

    /** Calls without an answer, by {@link Dsp.Outcome.Silent#code}. */
    public Map<String, Long> silences() {
      return sums(silences);
    }

    /** What its answers to activations meant: accepted, refused, or unconfirmed. */
    public Map<String, Long> activations() {
      return sums(activations);
    }

    private static String code(DspAnswer answer) {
      return switch (answer) {
        case ACCEPTED -> "accepted";
        case REFUSED -> "refused";
        case UNCONFIRMED -> "unconfirmed";
      };
    }

    private static Map<String, LongAdder> of(List<String> labels) {
      Map<String, LongAdder> counts = new ConcurrentHashMap<>();
      labels.forEach(label -> counts.put(label, new LongAdder()));
      return counts;
    }

    private static void add(Map<String, LongAdder> counts, String label) {
      counts.computeIfAbsent(label, k -> new LongAdder()).increment();
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counts) {
      Map<String, Long> sums = new TreeMap<>();
      counts.forEach((label, count) -> sums.put(label, count.sum()));
      return sums;
    }

    /**
     * Requests in a row that the DSP did not answer, or answered with 5xx.
     *
     * @param since when the first of them had failed
     * @param requests how many, at least one
     * @param last why the last one failed, for people
     */
    public record DspFailure(Instant since, long requests, String last) {}
  }
}
