package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.kafka.JudgedStreet.HUB;
import static org.lastgasp.kafka.JudgedStreet.METER;
import static org.lastgasp.kafka.JudgedStreet.SUPPLIER;
import static org.lastgasp.kafka.JudgedStreet.mpan;
import static org.lastgasp.kafka.JudgedStreet.time;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;

/** What comes through an edge whose clock is not that of the brokers, whose time is right. */
class ApartClocksTest {
  private static final Optional<Instant> AT_ONCE = Optional.empty();
  private static final Optional<Instant> AT_TWO = Optional.of(time("14:00"));

  @TempDir Path folder;
  private JudgedStreet street;

  @BeforeEach
  void open() {
    street =
        new JudgedStreet(
            folder,
            Settings.defaults().with(Map.of(Guard.ACTIVATION_FAILED, Guard.Setting.ON)));
  }

  @AfterEach
  void close() {
    street.close();
  }

  /** By the window of its edge's clock the firmware's alerts would come before it. */
  @Test
  void anActivationIsNotTracked() {
    TrackingDecision.NotTracked not =
        accepted("10:00", "10:20", 1, activate(1, AT_ONCE));
    assertThat(not.reason()).isEqualTo(NotTrackedReason.CLOCK_DIFFERS);
    assertThat(not.detail()).contains("2030-01-15T10:20:00Z", "2030-01-15T10:00:00Z");
    assertThat(not.doubting()).isEmpty();
    assertThat(not.activation()).isPresent();
    assertThat(reason("10:05")).isEqualTo(Reason.HUB_NOT_TRACKED);
    assertThat(reason("10:45")).isEqualTo(Reason.HUB_NOT_TRACKED);
  }

  @Test
  void norIsItsRepetitionOnceTheDspHasAcceptedIt() {
    accepted("10:00", "10:20", 1, activate(1, AT_ONCE));
    street.raw("10:10", decide(activation("10:10", 1, activate(1, AT_ONCE))));
    assertThat(reason("10:15")).isEqualTo(Reason.HUB_NOT_TRACKED);
  }

  @Test
  void theClocksOfTwoMachinesDifferALittle() {
    Event event =
        street.raw("10:00:02", decide(activation("10:00", 1, activate(1, AT_ONCE)))).getFirst();
    assertThat(JudgedStreet.tracked(event)).isPresent();
  }

  /** By its edge's clock the window has begun, by the brokers' it has not. */
  @Test
  void aCancellationPutsInDoubtWhatItMayCancel() {
    street.accepted("10:00", 1, AT_TWO);
    accepted(
        "13:50", "14:10", 2, PayloadBuilder.cancellation(SUPPLIER, METER, 2, JudgedStreet.HASH));
    assertThat(reason("14:05")).isEqualTo(Reason.UNCONFIRMED_CANCELLATION);
  }

  @Test
  void aFutureDatePutsInDoubtWhatItMayReplace() {
    street.accepted("10:00", 1, AT_TWO);
    accepted("13:30", "15:10", 2, activate(2, Optional.of(time("15:00"))));
    assertThat(reason("14:05")).isEqualTo(Reason.UNCONFIRMED_CANCELLATION);
  }

  @Test
  void theRepetitionOfAnAcceptedRequestPutsNothingInDoubt() {
    street.accepted("10:00", 1, AT_TWO);
    accepted("13:30", "13:50", 1, activate(1, AT_TWO));
    assertThat(verdict("14:05")).isInstanceOf(Verdict.Suppress.class);
  }

  /** By its edge's clock the window is over, by the brokers' it holds. */
  @Test
  void anActivationThatIsHeardToHaveFailedEndsItsWindow() {
    street.accepted("10:00", 1, AT_ONCE);
    Message.Northbound failed =
        (Message.Northbound)
            new MessageReader()
                .read(
                    MessageBuilder.deviceResponse(
                        new RequestId(SUPPLIER, METER, 1), "11.3",
                        PayloadBuilder.activationOutcome(
                            METER, SUPPLIER, 1, 2, "01020304", time("10:05"), new byte[64]),
                        time("10:05")));
    street.raw(
        "10:05",
        decide(new Command.OtherMessage(time("10:35"), failed, SUPPLIER, Optional.empty())));
    assertThat(reason("10:10")).isEqualTo(Reason.GUARD_ACTIVATION_FAILED);
  }

  private static byte[] activate(long counter, Optional<Instant> date) {
    return PayloadBuilder.activateFirmware(SUPPLIER, METER, counter, JudgedStreet.HASH, date);
  }

  private static byte[] decide(Command command) {
    return new InputCodec().encode(new Input.Decide(command));
  }

  private Command activation(String received, long counter, byte[] payload) {
    return street.activation(received, new RequestId(SUPPLIER, METER, counter), 5, payload);
  }

  /** A request that the DSP accepts at once, by the brokers' clock and by its edge's. */
  private TrackingDecision.NotTracked accepted(
      String when, String received, long counter, byte[] payload) {
    Event event =
        street.raw(when, decide(activation(received, counter, payload))).getFirst();
    long offset = street.written().getLast().offset();
    Instant answered = time(received).plus(Duration.ofMillis(500));
    List<Event> unused =
        street.raw(
            when,
            new InputCodec()
                .encode(
                    new Input.Answer(
                        offset,
                        new Event.ActivationAnswered(
                            answered, 0, Optional.empty(), Optional.empty(), DspAnswer.ACCEPTED,
                            200, ""))));
    return (TrackingDecision.NotTracked) ((Event.ActivationRequested) event).admission();
  }

  /** Why an alert is forwarded that comes through an edge whose clock is right. */
  private Reason reason(String when) {
    return ((Verdict.Forward) verdict(when)).reason();
  }

  private Verdict verdict(String when) {
    byte[] alert =
        JudgedStreet.alertDocument(HUB, when.hashCode(), mpan(METER).digits(), time(when));
    Event judged =
        street.raw(when, new InputCodec().encode(street.alertInput(when, alert))).getFirst();
    return ((Event.AlertJudged) judged).verdict();
  }
}
