package org.lastgasp.motorway;

import java.util.concurrent.atomic.LongAdder;

/** A histogram of how long something took. Safe for any number of threads. */
public final class LatencyHistogram {
  private static final double[] OF_DECISIONS = {
    .001, .0025, .005, .01, .015, .025, .05, .1, .25, .5, 1, 2.5, 5, Double.POSITIVE_INFINITY
  };
  private static final double[] OF_CALLS = {
    .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 180, Double.POSITIVE_INFINITY
  };
  private static final double NANOS = 1e9;

  private final double[] bounds;
  private final LongAdder[] counts;
  private final LongAdder nanos = new LongAdder();

  private LatencyHistogram(double[] bounds) {
    this.bounds = bounds;
    this.counts = new LongAdder[bounds.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** With buckets for what takes milliseconds. */
  static LatencyHistogram ofDecisions() {
    return new LatencyHistogram(OF_DECISIONS);
  }

  /** With buckets for calls of another system, up to the longest that is waited for. */
  static LatencyHistogram ofCalls() {
    return new LatencyHistogram(OF_CALLS);
  }

  void took(long elapsedNanos) {
    double seconds = elapsedNanos / NANOS;
    int bucket = 0;
    while (seconds > bounds[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    nanos.add(elapsedNanos);
  }

  /** The upper bounds of the buckets in seconds; the last is infinite. */
  public double[] bounds() {
    return bounds.clone();
  }

  /** Returns how many fell into each bucket alone. */
  public long[] counts() {
    long[] sums = new long[counts.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = counts[i].sum();
    }
    return sums;
  }

  /**
   * The upper bound in seconds of the bucket that a part of them all does not exceed; not a number
   * before the first.
   *
   * @param part above 0, at most 1
   */
  public double quantile(double part) {
    long[] each = counts();
    long all = 0;
    for (long count : each) {
      all += count;
    }
    long sum = 0;
    for (int i = 0; i < each.length && all > 0; i++) {
      sum += each[i];
      if (sum >= part * all) {
        return bounds[i];
      }
    }
    return Double.NaN;
  }

  /** All of them together, in seconds. */
  public double sum() {
    return nanos.sum() / NANOS;
  }
}
