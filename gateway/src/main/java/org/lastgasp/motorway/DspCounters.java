package org.lastgasp.motorway;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.lastgasp.policy.DspAnswer;

/**
 * The counters of the calls to the DSP since the start: how long its answers took, their status,
 * and where there was none. Each label is there from the start. Safe for any number of threads.
 */
public final class DspCounters {
  private static final List<String> STATUSES = List.of("2xx", "3xx", "4xx", "5xx");

  private final LatencyHistogram answerTimes = LatencyHistogram.ofCalls();
  private final Map<String, LongAdder> answers = of(STATUSES);
  private final Map<String, LongAdder> silences = of(Dsp.Outcome.Silent.CODES);
  private final Map<String, LongAdder> activations =
      of(List.of(DspAnswer.values()).stream().map(DspCounters::code).toList());

  void asked(Dsp.Outcome outcome, long elapsedNanos) {
    switch (outcome) {
      case Dsp.Outcome.Answered answered -> {
        answerTimes.took(elapsedNanos);
        add(answers, answered.status() / 100 + "xx");
      }
      case Dsp.Outcome.Silent silent -> add(silences, silent.code());
    }
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
}
