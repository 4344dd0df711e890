package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

class WindowBuilderTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final RequestId REQUEST = new RequestId(new Eui64(1), new Eui64(2), 3);
  private static final Window WINDOW =
      Window.opened(
          new TrackedRequest(
              REQUEST, Step.SEND, REQUEST.target(), new Eui64(4),
              Optional.of(new Mpan("2012345678903")), "E470", "AB".repeat(32),
              new ActivationTime.Now(), TEN, Duration.ofMinutes(30), false),
          5);

  /** The names of the components in which a changed window differs. */
  private static List<String> changed(UnaryOperator<Window.Builder> change)
      throws ReflectiveOperationException {
    Window after = change.apply(WINDOW.toBuilder()).build();
    List<String> names = new ArrayList<>();
    for (RecordComponent each : Window.class.getRecordComponents()) {
      if (!each.getAccessor().invoke(WINDOW).equals(each.getAccessor().invoke(after))) {
        names.add(each.getName());
      }
    }
    return names;
  }

  @Test
  void withoutAChangeTheCopyIsEqual() throws ReflectiveOperationException {
    assertThat(changed(builder -> builder)).isEmpty();
  }

  @Test
  void eachChangeReplacesOneComponentAndNoOther() throws ReflectiveOperationException {
    Window.End end = new Window.End(Window.End.Cause.METER_LEFT, TEN, Optional.empty());
    assertThat(changed(builder -> builder.hub(new Eui64(9)))).containsExactly("hub");
    assertThat(changed(builder -> builder.until(TEN.plusSeconds(9)))).containsExactly("until");
    assertThat(changed(builder -> builder.tries(Attempts.first(9)))).containsExactly("tries");
    assertThat(changed(builder -> builder.answered(TEN))).containsExactly("answered");
    assertThat(changed(builder -> builder.ending(end))).containsExactly("ending");
    assertThat(changed(builder -> builder.doubtedBy(REQUEST))).containsExactly("doubtedBy");
    assertThat(changed(builder -> builder.failed(TEN))).containsExactly("failed");
  }

  @Test
  void whatWasChangedBeforeIsKept() {
    Window twice = WINDOW.toBuilder().answered(TEN).build().toBuilder().failed(TEN).build();
    assertThat(twice.answered()).contains(TEN);
    assertThat(twice.failed()).contains(TEN);
  }

  @Test
  void aWindowIsCalledOffIfItsActivationMayNotTakePlace() {
    assertThat(WINDOW.isCalledOff()).isFalse();
    assertThat(WINDOW.answered(5, DspAnswer.ACCEPTED, TEN).isCalledOff()).isFalse();
    assertThat(WINDOW.answered(5, DspAnswer.REFUSED, TEN).isCalledOff()).isTrue();
    assertThat(WINDOW.doubted(REQUEST).isCalledOff()).isTrue();
    assertThat(ended(Window.End.Cause.CANCELLED).isCalledOff()).isTrue();
    assertThat(ended(Window.End.Cause.METER_LEFT).isCalledOff()).isFalse();
  }

  private static Window ended(Window.End.Cause cause) {
    return WINDOW.ended(cause, TEN, Optional.empty());
  }
}
