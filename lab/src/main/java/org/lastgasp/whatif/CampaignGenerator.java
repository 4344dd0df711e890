package org.lastgasp.whatif;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.lastgasp.duis.Document;
import org.lastgasp.duis.Message;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Step;
import org.lastgasp.sim.SupplyInterruption;

/**
 * A generator of the firmware campaign of one meter: activations at once and for a date, taken
 * back, refused, quarantined, unanswered and tried again, delivered late, failed, and sent anew
 * when no response came. Shares are assumptions of ours.
 */
final class CampaignGenerator {
  private static final double IN_CAMPAIGN = 0.6; // of the meters of the makers on the list
  private static final double FOR_A_DATE = 0.4; // of the activations
  private static final double TAKEN_BACK = 0.04; // of those for a date
  private static final double REFUSED = 0.02;
  private static final double UNANSWERED = 0.01;
  private static final double QUARANTINED = 0.005;
  private static final double NOT_DELIVERED = 0.02;
  private static final double FAILED = 0.03;
  private static final double RESPONSE_LOST = 0.02;
  private static final int TRIES = 4;
  private static final Duration ANSWER = Duration.ofMillis(800);
  private static final Duration GIVEN_UP = Duration.ofSeconds(30); // dsp.timeout
  private static final Duration NEXT_TRY = Duration.ofMinutes(5);
  static final Eui64 SUPPLIER = new Eui64(0x90B3_D51F_3001_0000L);
  private static final String HASH = "4C".repeat(32);
  private static final byte[] SIGNATURE = new byte[64];
  private static final Document NO_BYTES = Document.of(new byte[0]);

  private final Feeder feeder;
  private final RandomGenerator random;
  private final Premises.Hub hub;
  private final Premises.Meter meter;
  private final Instant lastCommand;
  private long counter = 1_000;
  private boolean renewed;

  CampaignGenerator(Feeder feeder, Premises.Hub hub, Premises.Meter meter, Instant end) {
    this.feeder = feeder;
    this.random = feeder.random();
    this.hub = hub;
    this.meter = meter;
    this.lastCommand = end;
  }

  /** Whether and when a meter's campaign begins; then all that comes of it. */
  void draw(SimulatedGrid country) {
    boolean ours = meter.model() != Model.SOUND || random.nextInt(20) == 0;
    if (!ours || random.nextDouble() >= IN_CAMPAIGN) {
      return;
    }
    Instant day = SimulatedGrid.START.plus(Duration.ofDays(random.nextInt(country.days())));
    Instant asked =
        day.plus(RandomTimes.between(random, Duration.ofHours(7), Duration.ofHours(20)));
    if (random.nextDouble() < FOR_A_DATE) {
      Duration night = RandomTimes.between(random, Duration.ofHours(24), Duration.ofHours(29));
      Instant date = day.plus(Duration.ofDays(random.nextInt(2))).plus(night);
      forDate(asked, date);
    } else {
      atOnce(asked, 1);
    }
  }

  private void forDate(Instant asked, Instant date) {
    boolean takenBack = random.nextDouble() < TAKEN_BACK;
    Instant whole = Instant.ofEpochSecond(date.getEpochSecond());
    Optional<Sent> sent = send(asked, Optional.of(whole), 1);
    if (takenBack) {
      Duration left = Duration.between(asked, whole);
      Instant second =
          asked.plus(RandomTimes.between(random, left.dividedBy(4), left.dividedBy(2)));
      byte[] payload = PayloadBuilder.cancellation(SUPPLIER, meter.id(), ++counter, HASH);
      request(second, id(), payload, Optional.of(DspAnswer.ACCEPTED));
      if (sent.isPresent() && sent.get().arrives().isBefore(second)) {
        return;
      }
    }
    sent.ifPresent(
        s -> {
          Instant due = whole.plus(meter.drift());
          Instant executes = due.isAfter(s.arrives()) ? due : s.arrives();
          executed(s.request(), executes, OptionalInt.empty(), true);
        });
  }

  private void atOnce(Instant asked, int attempt) {
    Optional<Sent> sent = send(asked, Optional.empty(), attempt);
    sent.ifPresent(s -> executed(s.request(), s.arrives(), OptionalInt.of(attempt), false));
  }

  /** A command on its way to the meter. */
  private record Sent(RequestId request, Instant arrives) {}

  /** Asks, again if need be, until a command is on its way; or not at all. */
  private Optional<Sent> send(Instant asked, Optional<Instant> date, int attempt) {
    if (attempt > TRIES || !asked.isBefore(lastCommand)) {
      return Optional.empty();
    }
    byte[] payload =
        PayloadBuilder.signed(
            PayloadBuilder.activateFirmware(SUPPLIER, meter.id(), ++counter, HASH, date),
            SIGNATURE);
    RequestId id = id();
    double fate = random.nextDouble();
    Duration pause = RandomTimes.between(random, Duration.ofHours(1), Duration.ofHours(4));
    if (fate < REFUSED) {
      request(asked, id, payload, Optional.of(DspAnswer.REFUSED));
      return send(asked.plus(pause), date, attempt + 1);
    }
    if (fate < REFUSED + UNANSWERED) {
      boolean reached = random.nextBoolean();
      request(asked, id, payload, Optional.empty());
      Instant again = asked.plus(NEXT_TRY);
      request(again, id, payload, Optional.of(DspAnswer.ACCEPTED));
      return Optional.of(new Sent(id, delivered(reached ? asked : again)));
    }
    request(asked, id, payload, Optional.of(DspAnswer.ACCEPTED));
    if (fate < REFUSED + UNANSWERED + QUARANTINED) {
      boolean released = random.nextBoolean();
      return released
          ? Optional.of(new Sent(id, delivered(asked.plus(pause.multipliedBy(2)))))
          : Optional.empty();
    }
    if (random.nextDouble() < NOT_DELIVERED) {
      Instant tomorrow = asked.plus(Duration.ofDays(1));
      boolean stillOpen = date.isEmpty() || tomorrow.isBefore(date.get());
      return stillOpen ? send(tomorrow, date, attempt + 1) : Optional.empty();
    }
    return Optional.of(new Sent(id, delivered(asked)));
  }

  /** Mostly within a minute or two; some wait for the hub's next contact, a few for hours. */
  private Instant delivered(Instant sent) {
    double kind = random.nextDouble();
    double mean = kind < 0.86 ? 40 : kind < 0.96 ? 420 : kind < 0.99 ? 1_800 : 10_800;
    Instant arrives = sent.plusSeconds(3).plus(RandomTimes.mostlyShort(random, mean));
    for (SupplyInterruption outage : hub.outages()) {
      if (!arrives.isBefore(outage.off()) && arrives.isBefore(outage.on())) {
        return outage.on().plus(RandomTimes.mostlyShort(random, 300)).plusSeconds(90);
      }
    }
    return arrives;
  }

  private void executed(
      RequestId request, Instant at, OptionalInt attempt, boolean futureDated) {
    boolean failed = random.nextDouble() < FAILED;
    boolean lost = random.nextDouble() < RESPONSE_LOST;
    Duration pause = RandomTimes.between(random, Duration.ofSeconds(10), Duration.ofSeconds(120));
    Duration cut = meter.model().cut(random);
    boolean cuts = !failed && !renewed && !cut.isZero();
    Instant off = at.plus(pause);
    renewed |= !failed;
    if (cuts) {
      hub.lose(SupplyInterruption.lasting(off, cut));
    }
    if (!lost) {
      Duration saying =
          RandomTimes.between(random, Duration.ofSeconds(60), Duration.ofSeconds(200));
      Instant said = (cuts ? off.plus(cut) : off).plus(saying);
      feeder.add(new SimulatedEvent.Concluded(said, hub.id(), request, futureDated, !failed, at));
    }
    if (lost && attempt.isPresent()) {
      atOnce(at.plus(Duration.ofHours(24)), attempt.getAsInt() + 1);
    }
  }

  private RequestId id() {
    return new RequestId(SUPPLIER, meter.id(), counter);
  }

  /** A try and its answer; without one it is given up. */
  private void request(Instant at, RequestId id, byte[] payload, Optional<DspAnswer> answer) {
    int key = feeder.nextKey();
    Message.Activation content =
        new Message.Activation(
            Optional.empty(), "", Optional.of(payload), List.of());
    Message.Request request =
        new Message.Request(
            NO_BYTES,
            Optional.of(id),
            Optional.of(5),
            Message.Request.ACTIVATE_FIRMWARE,
            Message.Request.ACTIVATE_FIRMWARE,
            "SignedPreCommand",
            Optional.of(content));
    Device device = meter.device(hub, feeder);
    feeder.add(
        new SimulatedEvent.Requested(at, key, request, Optional.of(device), meter.model().listed));
    feeder.add(
        new SimulatedEvent.Answered(
            at.plus(answer.isPresent() ? ANSWER : GIVEN_UP),
            key,
            id,
            Step.SEND,
            answer.orElse(DspAnswer.UNCONFIRMED)));
  }
}
