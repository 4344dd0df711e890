package org.lastgasp.whatif;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.lastgasp.duis.Document;
import org.lastgasp.duis.Message;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.sim.Activation;
import org.lastgasp.sim.CampaignGenerator.Course;
import org.lastgasp.sim.Meter;
import org.lastgasp.sim.SupplyInterruption;

/** The events that come of a meter's activations: requests, answers, interruptions, responses. */
final class ActivationTraffic {
  static final Eui64 SUPPLIER = new Eui64(0x90B3_D51F_3001_0000L);
  private static final Duration ANSWER = Duration.ofMillis(800);
  private static final Duration GIVEN_UP = Duration.ofSeconds(30); // dsp.timeout
  private static final String HASH = "4C".repeat(32);
  private static final byte[] SIGNATURE = new byte[64];
  private static final Document NO_BYTES = Document.of(new byte[0]);

  private final Feeder feeder;
  private final Site site;
  private final Meter meter;
  private final Device device;

  ActivationTraffic(Feeder feeder, Site site, Meter meter, Device device) {
    this.feeder = feeder;
    this.site = site;
    this.meter = meter;
    this.device = device;
  }

  /** Adds all events of an activation to the feeder. */
  void add(Course course) {
    Activation activation = course.activation();
    RequestId id = activation.id();
    Instant at = SimulatedGrid.START.plus(activation.at());
    Optional<Instant> date = activation.date().map(SimulatedGrid.START::plus);
    byte[] payload =
        PayloadBuilder.signed(
            PayloadBuilder.activateFirmware(SUPPLIER, meter.id(), id.counter(), HASH, date),
            SIGNATURE);
    if (activation.moods().isEmpty()) {
      request(at, id, payload, Activation.Mood.ACCEPT);
    }
    for (Activation.Mood mood : activation.moods()) {
      request(at, id, payload, mood);
      at = at.plus(Activation.NEXT_TRY);
    }
    activation.cancelling().ifPresent(this::cancelled);
    course.executed().ifPresent(executed -> executed(course, executed));
  }

  private void cancelled(Activation.Cancelling cancelling) {
    RequestId id = cancelling.id();
    byte[] payload = PayloadBuilder.cancellation(SUPPLIER, meter.id(), id.counter(), HASH);
    request(SimulatedGrid.START.plus(cancelling.at()), id, payload, cancelling.mood());
  }

  private void executed(Course course, Instant at) {
    Activation activation = course.activation();
    Activation.Conduct conduct = activation.conduct();
    if (conduct.cuts()) {
      site.cuts().add(SupplyInterruption.lasting(at.plus(conduct.pause()), conduct.cut()));
    }
    boolean dated = activation.date().isPresent();
    boolean success = conduct.outcome() == 0;
    Eui64 hub = site.hub().id();
    Instant done = meter.time(at);
    course
        .said()
        .map(said -> new SimulatedEvent.Concluded(said, hub, activation.id(), dated, success, done))
        .ifPresent(feeder::add);
  }

  /** A try and its answer; without one it is given up. */
  private void request(Instant at, RequestId id, byte[] payload, Activation.Mood mood) {
    int key = feeder.nextKey();
    Message.Activation content =
        new Message.Activation(Optional.empty(), "", Optional.of(payload), List.of());
    Message.Request request =
        new Message.Request(
            NO_BYTES,
            Optional.of(id),
            Optional.of(5),
            Message.Request.ACTIVATE_FIRMWARE,
            Message.Request.ACTIVATE_FIRMWARE,
            "SignedPreCommand",
            Optional.of(content));
    feeder.add(
        new SimulatedEvent.Requested(
            at, key, request, Optional.of(device), meter.model().listed()));
    DspAnswer answer =
        switch (mood) {
          case ACCEPT -> DspAnswer.ACCEPTED;
          case REFUSE -> DspAnswer.REFUSED;
          case LOSE, PASS_ON_SILENTLY, BREAK -> DspAnswer.UNCONFIRMED;
        };
    Duration wait = answer == DspAnswer.UNCONFIRMED ? GIVEN_UP : ANSWER;
    feeder.add(new SimulatedEvent.Answered(at.plus(wait), key, site.hub().id(), id, answer));
  }
}
