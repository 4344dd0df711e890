package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.policy.Street.NOW;
import static org.lastgasp.policy.Street.at;
import static org.lastgasp.policy.Street.time;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.ResponseId;

/** After a clock was set back, a window whose end cannot be told is over; dated ones stay. */
class ClockSetBackTest {
  private static final Duration WINDOW = Duration.ofMinutes(30);

  private static Window after(HubState hub, String start) {
    return new ClockSetBack(time(start), WINDOW).of(hub).windows().getFirst();
  }

  @Test
  void aWindowFromItsReceiptEnds() {
    HubState hub = new Street().accepted("10:00", 1, NOW).state();
    assertThat(after(hub, "10:05").ending())
        .hasValueSatisfying(
            end -> {
              assertThat(end.cause()).isEqualTo(Window.End.Cause.CLOCK_SET_BACK);
              assertThat(end.at()).isEqualTo(time("10:05"));
            });
  }

  @Test
  void aWindowThatIsOverStaysAsItIs() {
    HubState hub = new Street().accepted("10:00", 1, NOW).state();
    assertThat(after(hub, "10:30").ending()).isEmpty();
    assertThat(after(hub, "10:29").ending()).isPresent();
  }

  @Test
  void aWindowWithADateOfItsOwnStays() {
    HubState hub = new Street().accepted("10:00", 1, at("14:00")).state();
    assertThat(after(hub, "10:05").ending()).isEmpty();
  }

  @Test
  void aSuppressedAlertIsRememberedFromThenAndOneThatIsForgottenStays() {
    HubState held = remembering(time("12:00"));
    ClockSetBack clock = new ClockSetBack(time("10:05"), WINDOW);
    assertThat(clock.of(held).suppressions().getFirst().until()).isEqualTo(time("10:05"));
    HubState over = remembering(time("10:04"));
    assertThat(clock.of(over).suppressions().getFirst().until()).isEqualTo(time("10:04"));
  }

  private static HubState remembering(Instant until) {
    HubState hub = new Street().accepted("10:00", 1, NOW).state();
    HubState.Suppression held =
        new HubState.Suppression(
            Optional.of(new ResponseId(hub.hub(), hub.hub(), 1)), time("10:01"), 5, until,
            false);
    return new HubState(
        hub.hub(), hub.windows(), hub.cancellations(), List.of(held), hub.accepted());
  }
}
