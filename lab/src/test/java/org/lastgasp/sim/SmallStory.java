package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.sim.Activation.Conduct;
import org.lastgasp.sim.Scorer.LogEntry;
import org.lastgasp.sim.Scorer.Observations;

/**
 * Two hubs at noon: on one a tracked meter is told to activate its firmware, and the DSP accepts;
 * the other has nothing to do with it. Each raises an alert five minutes later. A right gateway
 * holds the first back and delivers the second; a test bends what became of them.
 */
final class SmallStory {
  static final Instant NOON = Instant.parse("2030-01-15T12:00:00Z");
  static final Eui64 OPERATOR = ServiceUser.OPERATORS.getFirst().id();
  static final Eui64 SUPPLIER = ServiceUser.SUPPLIERS.getFirst().id();
  static final String SPURIOUS = "5".repeat(64);
  static final String GENUINE = "6".repeat(64);

  final GroundTruth truth = new GroundTruth();
  final List<LogEntry> log = new ArrayList<>();
  long received;
  long forwarded;
  private final Hub tracked = hub(1);
  private final Hub other = hub(2);
  private final Activation activation = activation();
  private Optional<String> logFault = Optional.empty();

  private static Hub hub(int number) {
    Mpan mpan = new Mpan("171234567890" + number);
    Meter meter =
        new Meter(
            new Eui64(100 + number), MeterModel.SLOW, Optional.of(mpan), Duration.ZERO);
    return new Hub(new Eui64(number), 17, "F", List.of(meter), mpan.digits());
  }

  private Activation activation() {
    Meter meter = tracked.meters().getFirst();
    return new Activation(
        tracked,
        meter,
        new RequestId(SUPPLIER, meter.id(), 7),
        5,
        Duration.ZERO,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        new Conduct(Duration.ofMinutes(1), Duration.ofMinutes(4), 0));
  }

  /** The supplier asks at noon; the DSP gives this code, and the answer has this hash. */
  SmallStory asked(String code, String answer) {
    GroundTruth.Step step = new GroundTruth.Step(activation.id(), 5);
    truth.handled(
        new GroundTruth.Handled(
            step, "sent", NOON.plusSeconds(1), NOON.plusSeconds(2), 200, "answer"));
    truth.tried(
        new GroundTruth.Tried(
            step, "sent", NOON, NOON.plusSeconds(3), Duration.ZERO, 200, answer, code));
    return this;
  }

  /** Both alerts are sent, and acknowledged. */
  SmallStory alerts() {
    Outage outage = new Outage(other, Duration.ofMinutes(1), Duration.ofMinutes(20), "storm");
    truth.raised(new GroundTruth.Alert(SPURIOUS, tracked, new Cause.Firmware(activation)));
    truth.raised(new GroundTruth.Alert(GENUINE, other, new Cause.Real(outage)));
    return sent(SPURIOUS, 5).sent(GENUINE, 5);
  }

  /** A document is sent some minutes after noon, and acknowledged. */
  SmallStory sent(String document, int minute) {
    Instant at = NOON.plus(Duration.ofMinutes(minute));
    truth.posted(new GroundTruth.Posted(document, "ad1", OPERATOR, at, at.plusSeconds(1)));
    received++;
    return this;
  }

  SmallStory delivered(String document) {
    truth.delivered(new GroundTruth.Delivered(OPERATOR, document));
    forwarded++;
    return this;
  }

  SmallStory logged(String document) {
    long seq = log.size() + 1;
    return logged(
        new LogEntry(
            seq,
            "hub",
            tracked.mpxn(),
            "17",
            document,
            NOON.plusSeconds(300),
            NOON,
            NOON.plus(Duration.ofMinutes(30)),
            seq == 1 ? "0".repeat(64) : "hash " + (seq - 1),
            "hash " + seq));
  }

  SmallStory logged(LogEntry record) {
    log.add(record);
    return this;
  }

  SmallStory verifierSays(String fault) {
    logFault = Optional.of(fault);
    return this;
  }

  Score score() {
    Scenario plan =
        new Scenario(
            1,
            AlarmRule.NORTH_TIMER,
            List.of(tracked, other),
            List.of(activation),
            List.of(),
            List.of());
    String figures =
        """
        lastgasp_ad1_received_total %d.0
        lastgasp_ad1_suppressed_total{distributor="17"} %d.0
        lastgasp_ad1_forwarded_total{distributor="17",reason="hub-not-tracked"} %d.0
        """
            .formatted(received, log.size(), forwarded);
    return new Scorer(plan, truth, NOON, Duration.ofSeconds(1), Duration.ofSeconds(1))
        .settle(new Observations(log, ScrapedMetrics.read(figures), logFault, List.of()));
  }
}
