package org.lastgasp.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lastgasp.delivery.RecipientStatus;
import org.lastgasp.motorway.Counters.DspCounters;
import org.lastgasp.server.Query;

/** The delivery to each Service User, and the answers of the DSP, since the start. */
public record DeliveryResponse(List<User> users, Dsp dsp) {
  private static final double MILLIS = 1e3;

  /** A Service User and its lanes. */
  public record User(String user, List<Lane> lanes) {}

  /**
   * A lane: alerts, or everything else.
   *
   * @param delivered messages since the start
   * @param lastMinute of them in the last minute, at most 1,000
   * @param p50Seconds from receipt until taken, of the last thousand; null before the first
   */
  public record Lane(
      String lane,
      long delivered,
      long lastMinute,
      @Nullable Double p50Seconds,
      @Nullable Double p99Seconds) {
    static Lane of(RecipientStatus.LaneFigures lane) {
      boolean none = lane.delivered() == 0;
      return new Lane(
          Query.code(lane.lane()),
          lane.delivered(),
          lane.lastMinute(),
          none ? null : lane.p50().toMillis() / MILLIS,
          none ? null : lane.p99().toMillis() / MILLIS);
    }
  }

  /**
   * The DSP.
   *
   * @param answers by class of their HTTP status
   * @param silent calls without an answer, by cause
   * @param activations what its answers to activations meant
   * @param p50AtMost half of the answers came within so many seconds; null before the first
   * @param p99AtMost 99 in 100 came within so many seconds; null before the first, and if that is
   *     more than the longest time that is waited for
   * @param failing requests in a row that it did not answer, or answered with 5xx; null if the last
   *     one was answered
   */
  public record Dsp(
      Map<String, Long> answers,
      Map<String, Long> silent,
      Map<String, Long> activations,
      @Nullable Double p50AtMost,
      @Nullable Double p99AtMost,
      @Nullable Failing failing) {
    static Dsp of(DspCounters counters) {
      return new Dsp(
          counters.answers(),
          counters.silences(),
          counters.activations(),
          finite(counters.answerTimes().quantile(0.5)),
          finite(counters.answerTimes().quantile(0.99)),
          counters.failure()
              .map(found -> new Failing(found.since(), found.requests(), found.last()))
              .orElse(null));
    }

    private static @Nullable Double finite(double seconds) {
      return Double.isFinite(seconds) ? seconds : null;
    }
  }

  /**
   * A failure of the DSP that lasts.
   *
   * @param since when the first of the requests had failed
   * @param requests how many failed in a row
   * @param last why the last one failed, for people
   */
  public record Failing(Instant since, long requests, String last) {}
}
