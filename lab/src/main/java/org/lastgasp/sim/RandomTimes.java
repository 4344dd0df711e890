package org.lastgasp.sim;

import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A source of random times. The same seed and place give the same draws. */
public final class RandomTimes {
  private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
      RandomGeneratorFactory.of("L64X128MixRandom");
  private static final long GOLDEN = 0x9E3779B97F4A7C15L; // spreads neighbouring numbers
  private static final double MILLIS = 1_000;

  private RandomTimes() {}

  /** A generator of its own for one place of a world. */
  public static RandomGenerator generator(long seed, long place) {
    return GENERATORS.create(seed + (place + 1) * GOLDEN);
  }

  /** Lognormal: half of them shorter than the median, few far longer. */
  public static Duration around(RandomGenerator random, double medianSeconds, double spread) {
    return seconds(medianSeconds * Math.exp(spread * random.nextGaussian()));
  }

  /** Evenly between two times. */
  public static Duration between(RandomGenerator random, Duration least, Duration most) {
    return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis()));
  }

  /** Exponential: mostly short. */
  public static Duration mostlyShort(RandomGenerator random, double meanSeconds) {
    return seconds(meanSeconds * random.nextExponential());
  }

  /** Around zero, both ways. */
  static Duration drift(RandomGenerator random, double spreadSeconds) {
    return seconds(spreadSeconds * random.nextGaussian());
  }

  /** Returns how many of something that happens this often happen: Poisson, for small numbers. */
  public static int count(RandomGenerator random, double expected) {
    int count = 0;
    double left = random.nextExponential();
    while (left < expected) {
      count++;
      left += random.nextExponential();
    }
    return count;
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * MILLIS));
  }
}
