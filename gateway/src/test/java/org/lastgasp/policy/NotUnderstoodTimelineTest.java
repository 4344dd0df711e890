package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.policy.DspAnswer.ACCEPTED;
import static org.lastgasp.policy.DspAnswer.REFUSED;
import static org.lastgasp.policy.DspAnswer.UNCONFIRMED;
import static org.lastgasp.policy.Street.METER;
import static org.lastgasp.policy.Street.NEIGHBOUR;
import static org.lastgasp.policy.Street.NEVER;
import static org.lastgasp.policy.Street.NOW;
import static org.lastgasp.policy.Street.SUPPLIER;
import static org.lastgasp.policy.Street.ad1;
import static org.lastgasp.policy.Street.at;
import static org.lastgasp.policy.Street.time;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastgasp.duis.Message;

/** What cannot be read, and what is sent anew when its window is over, as timelines. */
class NotUnderstoodTimelineTest {
  private final Street street = new Street();

  @Test
  void anAlertWithAnyOtherFaultIsUnreadableToo() {
    street.accepted("10:00", 1, NOW);
    Message.Ad1 alert = ad1("10:05", "2012345678903");
    Message.Ad1 faulty =
        new Message.Ad1(
            alert.document(), alert.header(), alert.hub(), alert.start(), alert.mpxn(),
            alert.throttledCount(), List.of("Body is there twice"));
    Street.assertPasses(street.judge(faulty, "10:05"), Reason.UNREADABLE, "two bodies");
    HubState held =
        street.state().suppressed(alert.responseId(), time("10:05"), 7, time("10:30"));
    assertThat(held.copyOf(alert, time("10:06"))).isPresent();
    assertThat(held.copyOf(faulty, time("10:06"))).as("a copy of nothing").isEmpty();
  }

  @Test
  void aRequestSentAnewAfterItsWindowOpensAFurtherOne() {
    long first = street.request("10:00", 1, NOW);
    street.answer("10:00:30", first, 1, UNCONFIRMED).heldAt("10:29:59");
    long again = street.request("14:00", 1, NOW);
    street
        .passesAt("14:00:01", Reason.AWAITING_ANSWER)
        .answer("14:00:02", again, 1, ACCEPTED)
        .heldAt("14:00:03")
        .heldAt("14:29:59")
        .passesAt("14:30", Reason.AFTER_WINDOW)
        .passesAt("12:00", Reason.AFTER_WINDOW);
    assertThat(street.state().windows()).hasSize(2);
    assertThat(street.state().blindFor(time("15:00"))).hasMinutes(60);
    street.request("16:00", 1, NOW);
    assertThat(street.state().windows()).as("accepted before").hasSize(2);
  }

  @Test
  void aRequestSentAnewAtTheVeryEndOfItsWindowOpensAFurtherOne() {
    long first = street.request("10:00", 1, NOW);
    street.answer("10:00:30", first, 1, UNCONFIRMED);
    street.request("10:29:59", 1, NOW);
    assertThat(street.state().windows()).hasSize(1);
    street.request("10:59:59", 1, NOW);
    assertThat(street.state().windows()).hasSize(2);
  }

  @Test
  void aRequestSentAnewAfterItsWindowWasCancelledOpensAFurtherOne() {
    long first = street.request("10:00", 1, at("14:00"));
    street.answer("10:00:30", first, 1, UNCONFIRMED).accepted("11:00", 2, NEVER);
    street.accepted("12:00", 1, at("14:00")).heldAt("14:05");
  }

  @Test
  void aRequestSentAnewAfterItsWindowAndRefusedHoldsNothing() {
    long first = street.request("10:00", 1, NOW);
    street.answer("10:00:30", first, 1, UNCONFIRMED);
    long again = street.request("14:00", 1, NOW);
    street.answer("14:00:02", again, 1, REFUSED).passesAt("14:00:03", Reason.WITHDRAWN);
    assertThat(street.state().blindFor(time("15:00"))).hasMinutes(30);
  }

  @Test
  void whatCannotBeReadAndIsNotRefusedPutsWhatHasNotBegunInDoubt() {
    for (DspAnswer answer : List.of(ACCEPTED, UNCONFIRMED)) {
      Street other = new Street().accepted("10:00", 5, at("14:00")).accepted("10:50", 6, NOW);
      long number = other.unreadable("11:00", METER, 4);
      other.heldAt("14:05").answeredUnreadable("11:00:01", METER, number, 4, answer);
      other.passesAt("14:05", Reason.UNCONFIRMED_CANCELLATION).heldAt("11:05");
      assertThat(other.state().cancellations()).as("nothing is awaited").isEmpty();
    }
  }

  @Test
  void whatCannotBeReadAndIsRefusedChangesNothing() {
    street.accepted("10:00", 1, at("14:00"));
    HubState before = street.state();
    long number = street.unreadable("11:00", METER, 2);
    street.answeredUnreadable("11:00:01", METER, number, 2, REFUSED).heldAt("14:05");
    assertThat(street.state()).isEqualTo(before);
  }

  @Test
  void whatCannotBeReadConcernsOnlyWhatItsDeviceHeldThenAndHadNotBegun() {
    street
        .accepted("10:00", 1, at("11:00"))
        .accepted("10:00", SUPPLIER, NEIGHBOUR, 2, at("14:00"));
    HubState before = street.state();
    street.unreadable("11:00", METER, 3);
    assertThat(street.state()).as("nothing it may have cancelled").isEqualTo(before);
    street.accepted("11:10", 4, at("15:00"));
    long number = street.unreadable("11:15", METER, 5);
    street.accepted("11:16", 6, at("16:00"));
    street.answeredUnreadable("11:17", METER, number, 5, UNCONFIRMED);
    street
        .heldAt("11:05")
        .heldAt("14:05")
        .passesAt("15:05", Reason.CANCELLED)
        .heldAt("16:05");
  }
}
