package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.Eui64;

/** Settings change one at a time, and those that contradict each other cannot be made. */
class SettingsTest {
  private static final Settings USUAL = Settings.defaults();
  private static final Eui64 ONE = new Eui64(0x51);
  private static final Eui64 OTHER = new Eui64(0x52);

  @Test
  void oneSettingChangesAndTheOthersStay() {
    Duration hour = Duration.ofHours(1);
    assertThat(USUAL.with(hour, hour))
        .returns(hour, Settings::window)
        .returns(hour, Settings::maxBlindness)
        .returns(USUAL.manufacturers(), Settings::manufacturers);
    assertThat(USUAL.with(hour, hour).with(USUAL.window(), USUAL.maxBlindness()))
        .isEqualTo(USUAL);
    Settings.WindowClock other = Settings.WindowClock.OUTAGE_START;
    assertThat(USUAL.with(other).windowClock()).isEqualTo(other);
    assertThat(USUAL.with(other).with(USUAL.windowClock())).isEqualTo(USUAL);
    Map<Guard, Guard.Setting> on = Map.of(Guard.ACTIVATION_FAILED, Guard.Setting.ON);
    assertThat(USUAL.with(on).guard(Guard.ACTIVATION_FAILED)).isEqualTo(Guard.Setting.ON);
    assertThat(USUAL.with(on).guard(Guard.OTHER_PREMISES)).isEqualTo(Guard.Setting.OFF);
    assertThat(USUAL.with(on).with(USUAL.guards())).isEqualTo(USUAL);
  }

  @Test
  void aWindowIsLongerThanNothingAndNoLongerThanTheCeiling() {
    Duration hour = Duration.ofHours(1);
    assertThat(USUAL.with(hour, hour).window()).isEqualTo(hour);
    assertThatThrownBy(() -> USUAL.with(hour, hour.minusSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> USUAL.with(Duration.ZERO, hour))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> USUAL.with(Duration.ofSeconds(-1), hour))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyThoseNamedMayActivateIfAnybodyIsNamed() {
    Settings.Authority some =
        new Settings.Authority(Set.of(ONE), OptionalInt.empty(), OptionalInt.empty());
    assertThat(some.allows(ONE)).isTrue();
    assertThat(some.allows(OTHER)).isFalse();
    assertThat(Settings.Authority.ANYBODY.allows(OTHER)).isTrue();
  }

  @Test
  void windowsAreCountedIfALimitAsksForIt() {
    assertThat(Settings.Authority.ANYBODY.counts()).isFalse();
    assertThat(limits(OptionalInt.of(1), OptionalInt.empty()).counts()).isTrue();
    assertThat(limits(OptionalInt.empty(), OptionalInt.of(1)).counts()).isTrue();
    assertThatThrownBy(() -> limits(OptionalInt.of(0), OptionalInt.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> limits(OptionalInt.empty(), OptionalInt.of(0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLimitRefusesFromItsFigureOn() {
    Settings.Authority both = limits(OptionalInt.of(2), OptionalInt.of(5));
    assertThat(both.refuses(1, 4)).isEmpty();
    assertThat(both.refuses(2, 4)).isEqualTo(
        Optional.of("2 windows are open, authority.open-windows is 2"));
    assertThat(both.refuses(1, 5)).isEqualTo(
        Optional.of("5 windows were opened within an hour, authority.windows-an-hour is 5"));
    assertThat(Settings.Authority.ANYBODY.refuses(1_000_000, 1_000_000)).isEmpty();
  }

  private static Settings.Authority limits(OptionalInt open, OptionalInt anHour) {
    return new Settings.Authority(Set.of(), open, anHour);
  }
}
