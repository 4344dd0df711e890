package org.lastgasp.motorway;

import java.util.concurrent.atomic.LongAdder;

/**
 * A histogram of how long alerts took from receipt until they were durable. Safe for any number of
 * threads.
 */
public final class DecisionLatency {
  private static final double[] BOUNDS = {
    .001, .0025, .005, .01, .015, .025, .05, .1, .25, .5, 1, 2.5, 5, Double.POSITIVE_INFINITY
  };
  private static final double NANOS = 1e9;

  private final LongAdder[] counts = new LongAdder[BOUNDS.length];
  private final LongAdder nanos = new LongAdder();

  /** With nothing counted yet. */
  DecisionLatency() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  void took(long elapsedNanos) {
    double seconds = elapsedNanos / NANOS;
    int bucket = 0;
    while (seconds > BOUNDS[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    nanos.add(elapsedNanos);
  }

  /** The upper bounds of the buckets in seconds; the last is infinite. */
  public double[] bounds() {
    return BOUNDS.clone();
  }

  /** Returns how many fell into each bucket alone. */
  public long[] counts() {
    long[] sums = new long[counts.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = counts[i].sum();
    }
    return sums;
  }

  /** All of them together, in seconds. */
  public double sum() {
    return nanos.sum() / NANOS;
  }
}
