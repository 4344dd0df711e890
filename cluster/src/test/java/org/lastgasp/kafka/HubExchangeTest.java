package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.kafka.JudgedStreet.HUB;
import static org.lastgasp.kafka.JudgedStreet.METER;
import static org.lastgasp.kafka.JudgedStreet.SUPPLIER;
import static org.lastgasp.kafka.JudgedStreet.mpan;
import static org.lastgasp.kafka.JudgedStreet.time;
import static org.lastgasp.kafka.TwoPartitions.THERE;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Verdict;

/** A meter gets a hub of another partition while a request for it is under way. */
class HubExchangeTest {
  private static final Optional<Instant> AT_ONCE = Optional.empty();

  @TempDir Path folder;
  private JudgedStreet street;
  private TwoPartitions judges;

  @BeforeEach
  void open() {
    street = new JudgedStreet(folder.resolve("street"));
    judges = new TwoPartitions(folder, street::settings);
    for (Eui64 hub : List.of(HUB, THERE)) {
      Command on = new Command.SetSwitch(Switch.ENFORCE, "test", "because");
      judges.write("09:00", hub, new Input.Order("on", time("09:00"), on));
    }
    long asked = activate("10:00", HUB, 1, Optional.of(time("14:00")));
    answer("10:00:01", HUB, asked, DspAnswer.ACCEPTED);
  }

  @AfterEach
  void close() {
    street.close();
  }

  @Test
  void itsWindowsGoWithIt() {
    exchange("11:00");
    judges.arrive();
    assertThat(verdict("14:05")).isInstanceOf(Verdict.Suppress.class);
  }

  @Test
  void theAnswerToACancellationFollowsIt() {
    long asked = cancel("11:00", HUB);
    exchange("11:00:02");
    judges.arrive();
    assertThat(answer("11:00:05", HUB, asked, DspAnswer.ACCEPTED)).as("here").isEmpty();
    assertThat(judges.arrive())
        .as("there")
        .singleElement()
        .isInstanceOf(Event.ActivationAnswered.class);
    assertForwarded("14:05", Reason.CANCELLED);
  }

  @Test
  void thatNobodyBringsItsAnswerFollowsIt() {
    cancel("11:00", HUB);
    exchange("11:00:02");
    judges.arrive();
    judges.write("11:10", HUB, new Input.Heartbeat());
    assertThat(judges.chores()).as("here").isEmpty();
    judges.arrive();
    assertForwarded("14:05", Reason.UNCONFIRMED_CANCELLATION);
  }

  @Test
  void aCancellationThatWasAcceptedThereBeforeEndsItsWindows() {
    exchange("11:00");
    answer("11:00:05", THERE, cancel("11:00:02", THERE), DspAnswer.ACCEPTED);
    judges.arrive();
    assertForwarded("14:05", Reason.CANCELLED);
  }

  @Test
  void aCancellationThatWasNotAnsweredThereBeforePutsThemInDoubt() {
    exchange("11:00");
    answer("11:00:05", THERE, cancel("11:00:02", THERE), DspAnswer.UNCONFIRMED);
    judges.arrive();
    assertForwarded("14:05", Reason.UNCONFIRMED_CANCELLATION);
  }

  @Test
  void aFutureDateThatWasAcceptedThereBeforeReplacesThem() {
    exchange("11:00");
    long asked = activate("11:00:02", THERE, 2, Optional.of(time("16:00")));
    answer("11:00:05", THERE, asked, DspAnswer.ACCEPTED);
    judges.arrive();
    assertForwarded("14:05", Reason.CANCELLED);
    assertThat(verdict("16:05")).isInstanceOf(Verdict.Suppress.class);
  }

  @Test
  void aRefusedCancellationEndsNothingThere() {
    exchange("11:00");
    answer("11:00:05", THERE, cancel("11:00:02", THERE), DspAnswer.REFUSED);
    judges.arrive();
    assertThat(verdict("14:05")).isInstanceOf(Verdict.Suppress.class);
  }

  /** What was accepted before is not known there when the repetition comes. */
  @Test
  void aRepetitionThatCameThereBeforeOpensNoWindow() {
    answer("10:30", HUB, activate("10:30", HUB, 2, AT_ONCE), DspAnswer.ACCEPTED);
    exchange("11:00:05");
    answer("11:00:06", THERE, activate("11:00:06", THERE, 2, AT_ONCE), DspAnswer.ACCEPTED);
    judges.arrive();
    assertForwarded("11:10", Reason.AFTER_WINDOW);
  }

  private long activate(String when, Eui64 hub, long counter, Optional<Instant> date) {
    return request(
        when, hub, counter,
        PayloadBuilder.activateFirmware(SUPPLIER, METER, counter, JudgedStreet.HASH, date));
  }

  private long cancel(String when, Eui64 hub) {
    return request(
        when, hub, 2, PayloadBuilder.cancellation(SUPPLIER, METER, 2, JudgedStreet.HASH));
  }

  /** A request that an edge sends to the partition of the hub that it knows; its offset. */
  private long request(String when, Eui64 hub, long counter, byte[] payload) {
    RequestId id = new RequestId(SUPPLIER, METER, counter);
    Command command = street.on(METER, hub).activation(when, id, 5, payload);
    Event asked = judges.write(when, hub, new Input.Decide(command)).getFirst();
    assertThat(JudgedStreet.tracked(asked)).isPresent();
    return judges.offset(hub);
  }

  private List<Event> answer(String when, Eui64 hub, long asked, DspAnswer answer) {
    Event.ActivationAnswered answered =
        new Event.ActivationAnswered(
            time(when), 0, Optional.empty(), Optional.empty(), answer, 200, "");
    return judges.write(when, hub, new Input.Answer(asked, answered));
  }

  /** An inventory has the meter on the other hub. */
  private void exchange(String when) {
    Event.Move move = new Event.Move(METER, HUB, THERE);
    Event supplied =
        new Event.Supplied(
            time(when), "inventory", "", "", 0, List.of(move), List.of(), "test");
    judges.write(when, HUB, new Input.Decide(new Command.RecordEvent(supplied)));
  }

  private Verdict verdict(String when) {
    byte[] alert =
        JudgedStreet.alertDocument(THERE, when.hashCode(), mpan(METER).digits(), time(when));
    Event judged = judges.write(when, THERE, street.alertInput(when, alert)).getFirst();
    return ((Event.AlertJudged) judged).verdict();
  }

  private void assertForwarded(String when, Reason reason) {
    assertThat(verdict(when))
        .isInstanceOfSatisfying(
            Verdict.Forward.class, f -> assertThat(f.reason()).isEqualTo(reason));
  }
}
