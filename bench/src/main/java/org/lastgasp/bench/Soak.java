package org.lastgasp.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A long run of everything mixed: of a hundred messages 60 requests that are relayed, 38 alerts of
 * hubs that are not tracked and two of hubs that are. It goes at a share of the rate that the
 * gateway reaches; memory, threads and open files have to stay level, and no message may be missed.
 */
final class Soak {
  private static final int TRACKED = 10_000;
  private static final int CONNECTIONS = 64;
  private static final int CYCLE = 100;
  private static final int REQUESTS = 60;
  private static final int SUPPRESSED = 2;
  private static final Pattern UNRECORDED =
      Pattern.compile(
          "lastgasp_ad1_forwarded_total\\{[^}]*reason=\"journal-unavailable\"[^}]*\\} (\\S+)");

  private Soak() {}

  static void measure(Map<String, String> options) throws IOException {
    int minutes = Integer.parseInt(options.getOrDefault("minutes", "30"));
    double share = Double.parseDouble(options.getOrDefault("share", "0.7"));
    try (Town town = town();
        Program gateway = town.serve()) {
      town.openWindows(gateway);
      Mixed mixed = new Mixed();
      try (Crowd crowd = new Crowd(gateway.duisPort(), CONNECTIONS, mixed)) {
        crowd.run(Duration.ofSeconds(Long.parseLong(options.getOrDefault("warmup", "30"))));
        double most = crowd.run(Duration.ofSeconds(10)).perSecond();
        double rate = most * share;
        Load.say(
            "soak at %.0f/s, %.2f of %.0f/s, for %d minutes load=%s"
                .formatted(rate, share, most, minutes, Load.now()));
        Load.say("minute  answered/s  p99 ms  p99.9 ms  max ms  behind  resident MiB  threads"
            + "  files  disk MiB");
        for (int minute = 1; minute <= minutes; minute++) {
          Crowd.Measured one = crowd.paced(Duration.ofMinutes(1), rate).noneRefused(town);
          Load.say(
              "%6d  %10.0f  %6.1f  %8.1f  %6.1f  %6d  %12.0f  %7d  %5d  %8.0f"
                  .formatted(
                      minute, one.perSecond(), one.millis(99), one.millis(99.9), one.millis(100),
                      mixed.forwarded() - town.taken(), gateway.residentMib(), gateway.threads(),
                      gateway.files(), Blackout.disk(town.data())));
        }
      }
      prove(town, gateway, mixed);
    }
  }

  /**
   * Each alert was suppressed, with a record, or delivered once. One of a tracked hub is delivered
   * only while nothing can be recorded: a disk that does not answer for a second is no fault of the
   * gateway's, and it says how many alerts that let through. The books are not asked: their index
   * is hours behind after so many messages.
   */
  private static void prove(Town town, Program gateway, Mixed mixed) throws IOException {
    long sent = mixed.suppressed() + mixed.forwarded();
    town.awaitTaken(mixed.forwarded());
    Town.await(
        "all are delivered, or recorded as suppressed",
        () -> Blackout.records(town.data()) + town.taken() >= sent);
    long records = Blackout.records(town.data());
    long missed = mixed.suppressed() - records;
    long unrecorded = figure(town.get(gateway, "/metrics"), UNRECORDED);
    if (records + town.taken() != sent || missed < 0 || missed > unrecorded) {
      throw new IllegalStateException(
          "sent=%d, records=%d of %d, delivered=%d of %d, while nothing could be recorded=%d, in %s"
              .formatted(
                  sent, records, mixed.suppressed(), town.taken(), mixed.forwarded(), unrecorded,
                  town.folder()));
    }
    Load.say(
        "proven: %d suppressed, each with a record; %d delivered, each once, %d of them of tracked"
                .formatted(records, town.taken(), missed)
            + " hubs while nothing could be recorded; load=" + Load.now());
  }

  private static long figure(String metrics, Pattern name) {
    Matcher found = name.matcher(metrics);
    long sum = 0;
    while (found.find()) {
      sum += (long) Double.parseDouble(found.group(1));
    }
    return sum;
  }

  /** Windows outlast the soak, so that every alert of a tracked hub is to be suppressed. */
  private static Town town() throws IOException {
    Town town = new Town(TRACKED, Town.User.UP);
    town.configure("window: 2h");
    return town;
  }

  /** The messages in their proportions. For one thread. */
  private static final class Mixed implements LongFunction<ByteBuffer> {
    private final ByteBuffer request =
        ByteBuffer.wrap(Mail.post("/api/v1/serviceS", Mail.read()));
    private final Alerts tracked = new Alerts(TRACKED);
    private final Alerts others = new Alerts(1 << 24, TRACKED);
    private long suppressed;
    private long forwarded;

    @Override
    public ByteBuffer apply(long number) {
      long place = number % CYCLE;
      if (place < REQUESTS) {
        return request.duplicate();
      }
      if (place < REQUESTS + SUPPRESSED) {
        return tracked.apply(suppressed++); // of each hub in turn
      }
      forwarded++;
      return others.apply(number);
    }

    long suppressed() {
      return suppressed;
    }

    long forwarded() {
      return forwarded;
    }
  }
}
