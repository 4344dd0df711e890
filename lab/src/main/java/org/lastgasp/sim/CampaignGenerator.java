package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.sim.Activation.Cancelling;
import org.lastgasp.sim.Activation.Conduct;
import org.lastgasp.sim.Activation.Mood;

/**
 * The generator of the firmware campaign of one meter: activations at once and for a date, taken
 * back, refused, quarantined, unanswered and tried again, delivered late, failed, and sent anew
 * when no response came.
 */
public final class CampaignGenerator {
  private static final int TRIES = 4;

  private final Rates rates;
  private final Instant start;
  private final Instant end;
  private final Eui64 supplier;
  private final Hub hub;
  private final Meter meter;
  private final List<SupplyInterruption> outages;
  private final RandomGenerator random;
  private final List<Course> courses = new ArrayList<>();
  private long counter = 1_000;
  private boolean renewed;

  /**
   * An activation and how it goes.
   *
   * @param executed when the meter begins, if it gets the command
   * @param said when its response comes, if it does
   */
  public record Course(
      Activation activation, Optional<Instant> executed, Optional<Instant> said) {}

  /**
   * Shares and times of a campaign: assumptions of ours.
   *
   * @param joining of the meters of the makers on the list
   * @param forDate of the activations
   * @param takenBack of those for a date
   * @param asked when on a day activations are asked for
   * @param night when those for a date are to happen, on the same day or one of the next
   * @param pause after a refusal
   */
  public record Rates(
      double joining,
      double forDate,
      double takenBack,
      double refused,
      double unanswered,
      double quarantined,
      double notDelivered,
      double failed,
      double responseLost,
      Span asked,
      Span night,
      int nights,
      Span pause) {
    /** A country's. */
    public static final Rates COUNTRY =
        new Rates(
            0.6, 0.4, 0.04, 0.02, 0.01, 0.005, 0.02, 0.03, 0.02,
            new Span(Duration.ofHours(7), Duration.ofHours(20)),
            new Span(Duration.ofHours(24), Duration.ofHours(29)),
            2,
            new Span(Duration.ofHours(1), Duration.ofHours(4)));

    /** The demo's: a campaign in two hours; what the DSP refuses is among the mishaps. */
    static final Rates DEMO =
        new Rates(
            0.72, 0.4, 0.3, 0, 0.08, 0, 0, 0.025, 0,
            new Span(Duration.ofMinutes(6), Duration.ofMinutes(75)),
            new Span(Duration.ofMinutes(100), Duration.ofMinutes(125)),
            1,
            new Span(Duration.ofMinutes(6), Duration.ofMinutes(15)));
  }

  /** The times between two, evenly. */
  record Span(Duration least, Duration most) {
    Duration drawn(RandomGenerator random) {
      return RandomTimes.between(random, least, most);
    }
  }

  /** The period of the campaign: from an instant on, for some days. */
  public record Period(Instant start, int days) {
    Instant end() {
      return start.plus(Duration.ofDays(days));
    }
  }

  /**
   * A generator for a meter, to be used once.
   *
   * @param outages of its hub, in which no command arrives
   */
  public CampaignGenerator(
      Rates rates,
      Period period,
      Eui64 supplier,
      Hub hub,
      Meter meter,
      List<SupplyInterruption> outages,
      RandomGenerator random) {
    this.rates = rates;
    this.start = period.start();
    this.end = period.end();
    this.supplier = supplier;
    this.hub = hub;
    this.meter = meter;
    this.outages = outages;
    this.random = random;
  }

  /** The campaigns that meters take part in, and all that comes of it, in order. */
  public List<Course> drawn() {
    boolean others = meter.model() == MeterModel.SOUND || meter.model() == MeterModel.GAS;
    boolean ours = !others || random.nextInt(20) == 0;
    if (!ours || random.nextDouble() >= rates.joining()) {
      return List.of();
    }
    int days = (int) Duration.between(start, end).toDays();
    Instant day = start.plus(Duration.ofDays(random.nextInt(days)));
    Instant asked = day.plus(rates.asked().drawn(random));
    if (random.nextDouble() < rates.forDate()) {
      Duration night = rates.night().drawn(random);
      forDate(asked, day.plus(Duration.ofDays(random.nextInt(rates.nights()))).plus(night));
    } else {
      atOnce(asked, 1);
    }
    return courses;
  }

  private void forDate(Instant asked, Instant date) {
    boolean takenBack = random.nextDouble() < rates.takenBack();
    Instant whole = Instant.ofEpochSecond(date.getEpochSecond());
    Optional<Instant> arrives = send(asked, Optional.of(whole), 1);
    if (takenBack) {
      Duration left = Duration.between(asked, whole);
      Instant second =
          asked.plus(RandomTimes.between(random, left.dividedBy(4), left.dividedBy(2)));
      Cancelling cancelling = new Cancelling(nextId(), since(second), Mood.ACCEPT);
      Activation sent = courses.removeLast().activation().with(cancelling);
      courses.add(new Course(sent, Optional.empty(), Optional.empty()));
      if (arrives.filter(at -> at.isBefore(second)).isPresent()) {
        return;
      }
    }
    if (arrives.isPresent()) {
      Instant due = whole.plus(meter.drift());
      boolean unused = executed(due.isAfter(arrives.get()) ? due : arrives.get());
    }
  }

  private void atOnce(Instant asked, int attempt) {
    Optional<Instant> arrives = send(asked, Optional.empty(), attempt);
    if (arrives.isPresent() && executed(arrives.get())) {
      atOnce(arrives.get().plus(Duration.ofHours(24)), attempt + 1);
    }
  }

  /** Asks, again if need be, until a command is on its way, and says when it arrives; or not. */
  private Optional<Instant> send(Instant asked, Optional<Instant> date, int attempt) {
    if (attempt > TRIES || !asked.isBefore(end)) {
      return Optional.empty();
    }
    RequestId id = nextId();
    double fate = random.nextDouble();
    Duration pause = rates.pause().drawn(random);
    if (fate < rates.refused()) {
      ask(id, asked, date, List.of(Mood.REFUSE));
      return send(asked.plus(pause), date, attempt + 1);
    }
    fate -= rates.refused();
    if (fate < rates.unanswered()) {
      boolean reached = random.nextBoolean();
      ask(id, asked, date, List.of(reached ? Mood.PASS_ON_SILENTLY : Mood.LOSE, Mood.ACCEPT));
      return Optional.of(delivered(reached ? asked : asked.plus(Activation.NEXT_TRY)));
    }
    ask(id, asked, date, List.of());
    if (fate < rates.unanswered() + rates.quarantined()) {
      boolean released = random.nextBoolean();
      return released
          ? Optional.of(delivered(asked.plus(pause.multipliedBy(2))))
          : Optional.empty();
    }
    if (random.nextDouble() < rates.notDelivered()) {
      Instant tomorrow = asked.plus(Duration.ofDays(1));
      boolean stillOpen = date.isEmpty() || tomorrow.isBefore(date.get());
      return stillOpen ? send(tomorrow, date, attempt + 1) : Optional.empty();
    }
    return Optional.of(delivered(asked));
  }

  private void ask(RequestId id, Instant asked, Optional<Instant> date, List<Mood> moods) {
    Activation activation =
        new Activation(
            hub,
            meter,
            id,
            5,
            since(asked),
            date.map(this::since),
            moods,
            Optional.empty(),
            Conduct.NONE);
    courses.add(new Course(activation, Optional.empty(), Optional.empty()));
  }

  /** Mostly within a minute or two; some wait for the hub's next contact, a few for hours. */
  private Instant delivered(Instant sent) {
    double kind = random.nextDouble();
    double mean = kind < 0.86 ? 40 : kind < 0.96 ? 420 : kind < 0.99 ? 1_800 : 10_800;
    Instant arrives = sent.plusSeconds(3).plus(RandomTimes.mostlyShort(random, mean));
    for (SupplyInterruption outage : outages) {
      if (!arrives.isBefore(outage.off()) && arrives.isBefore(outage.on())) {
        return outage.on().plus(RandomTimes.mostlyShort(random, 300)).plusSeconds(90);
      }
    }
    return arrives;
  }

  /** The last command is executed; whether its response gets lost. */
  private boolean executed(Instant at) {
    boolean failed = random.nextDouble() < rates.failed();
    boolean lost = random.nextDouble() < rates.responseLost();
    Duration pause = RandomTimes.between(random, Duration.ofSeconds(10), Duration.ofSeconds(120));
    Duration cut = meter.model().cut(random);
    Conduct conduct =
        new Conduct(pause, failed || renewed ? Duration.ZERO : cut, failed ? 3 : 0);
    renewed |= !failed;
    Optional<Instant> said = Optional.empty();
    if (!lost) {
      Duration saying =
          RandomTimes.between(random, Duration.ofSeconds(60), Duration.ofSeconds(200));
      said = Optional.of(supplied(at.plus(pause).plus(conduct.cut()).plus(saying), saying));
    }
    Activation sent = courses.removeLast().activation().with(conduct);
    courses.add(new Course(sent, Optional.of(at), said));
    return lost;
  }

  /** A meter that would answer in an outage does so once it is over, and as long as it takes. */
  private Instant supplied(Instant at, Duration saying) {
    return outages.stream()
        .filter(outage -> !at.isBefore(outage.off()) && at.isBefore(outage.on()))
        .map(outage -> outage.on().plus(saying))
        .max(Comparator.naturalOrder())
        .orElse(at);
  }

  private RequestId nextId() {
    return new RequestId(supplier, meter.id(), ++counter);
  }

  private Duration since(Instant at) {
    return Duration.between(start, at);
  }
}
