package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.lastgasp.audit.AuditFixture.HUB;
import static org.lastgasp.audit.AuditFixture.METER;
import static org.lastgasp.audit.AuditFixture.NETWORK;
import static org.lastgasp.audit.AuditFixture.OTHER_HUB;
import static org.lastgasp.audit.AuditFixture.OTHER_METER;
import static org.lastgasp.audit.AuditFixture.TEN;
import static org.lastgasp.audit.AuditFixture.at;
import static org.lastgasp.audit.AuditFixture.carried;
import static org.lastgasp.audit.AuditFixture.document;
import static org.lastgasp.audit.AuditFixture.imported;
import static org.lastgasp.audit.AuditFixture.switched;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lastgasp.audit.ChangePage.Changed;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;

/** Who changed what, with what was before. */
class ChangeTextTest {
  private final AuditFixture index = new AuditFixture();

  @AfterEach
  void close() {
    index.close();
  }

  private ChangePage page(long after, int limit) {
    return index
        .queries()
        .changes(
            new AuditQuery.Changes(Optional.empty(), Optional.empty(), after, limit),
            Visible.ALL);
  }

  private List<Changed> all() {
    return page(0, 100).changes();
  }

  private Changed only() {
    assertThat(all()).hasSize(1);
    return all().getFirst();
  }

  private ChangePage lastOf(String from, int most) {
    return index
        .queries()
        .lastChanges(
            new AuditQuery.Changes(Optional.of(at(from)), Optional.empty(), 0, 100),
            most,
            Visible.ALL);
  }

  @Test
  void theSwitchHasWhoWhyAndBothPositions() {
    index.add(switched(at("09:00:00"), Switch.OBSERVE));
    index.add(switched(TEN, Switch.ENFORCE));
    assertThat(all())
        .containsExactly(
            new Changed(1, at("09:00:00"), "switch", "Ann", "a drill", "", "observe"),
            new Changed(2, TEN, "switch", "Ann", "a drill", "observe", "enforce"));
  }

  @Test
  void whatWasBeforeIsFoundOnAnEarlierPage() {
    index.add(switched(at("09:00:00"), Switch.OBSERVE));
    index.add(switched(TEN, Switch.OFF));
    assertThat(page(1, 100).changes().getFirst().before()).isEqualTo("observe");
  }

  @Test
  void aStormOrderFollowsTheOneOfTheSamePlace() {
    StormOrder.Scope north = new StormOrder.Scope(OptionalInt.of(20), Optional.of("North"));
    index.add(storm(north, StormOrder.Order.ON, Optional.of(at("18:00:00"))));
    index.add(storm(StormOrder.Scope.EVERYWHERE, StormOrder.Order.ON, Optional.empty()));
    index.add(storm(north, StormOrder.Order.OFF, Optional.empty()));
    assertThat(all())
        .extracting(Changed::before, Changed::after)
        .containsExactly(
            tuple(
                "no order", "distributor 20, region NORTH: on until 2030-01-15T18:00:00Z"),
            tuple("no order", "everywhere: on, no end"),
            tuple(
                "on until 2030-01-15T18:00:00Z", "distributor 20, region NORTH: off"));
  }

  @Test
  void aStormThatEndsByItselfIsTheGatewaysDoing() {
    index.add(storm(StormOrder.Scope.EVERYWHERE, StormOrder.Order.OFF, Optional.of(TEN)));
    assertThat(only().by()).isEqualTo("gateway");
    assertThat(only().after()).isEqualTo("everywhere: over: its end has come");
  }

  private static Event storm(
      StormOrder.Scope place, StormOrder.Order order, Optional<Instant> until) {
    return new Event.StormOrdered(TEN, place, order, until, "Ann", "gale");
  }

  @Test
  void theBreakerIsClosedUntilItFirstOpens() {
    index.add(new Event.BreakerTurned(TEN, Breaker.Position.OPEN, "breaker", "900 in 10 min"));
    index.add(new Event.BreakerTurned(TEN, Breaker.Position.CLOSED, "Ann", "looked at"));
    assertThat(all()).extracting(Changed::before).containsExactly("closed", "open");
    assertThat(all()).extracting(Changed::by).containsExactly("breaker", "Ann");
  }

  @Test
  void anImportHasTheRowsBeforeAndAfter() {
    index.add(imported(at("09:00:00"), List.of(), List.of()));
    index.add(
        new Event.Supplied(
            TEN, "inventory", "new.csv", "00".repeat(32), 1, List.of(), List.of(), "Bob"));
    assertThat(all())
        .extracting(Changed::before, Changed::after)
        .containsExactly(
            tuple("", "1,234 rows of meters.csv"),
            tuple("1,234 rows", "1 row of new.csv"));
  }

  @Test
  void listsOfDifferentKindsDoNotFollowEachOther() {
    index.add(imported(at("09:00:00"), List.of(), List.of()));
    index.add(
        new Event.Supplied(
            TEN, "guids", "guids.txt", "00".repeat(32), 7, List.of(), List.of(), "Bob"));
    assertThat(all().getLast().before()).isEmpty();
  }

  @Test
  void anImportSaysHowManyMetersMovedAndLostTheirWindows() {
    index.add(
        imported(
            TEN,
            List.of(new Event.Move(METER, HUB, OTHER_HUB)),
            List.of(new Event.Leaving(OTHER_METER, NotTrackedReason.NO_HUB))));
    assertThat(only().after())
        .isEqualTo(
            "1,234 rows of meters.csv; meters lost their windows: 1; meters moved: 1");
  }

  @Test
  void metersThatAreCheckedAgainWithoutAFileAreARecheck() {
    index.add(
        new Event.Supplied(
            TEN, "manufacturers", "", "", 0, List.of(),
            List.of(new Event.Leaving(METER, NotTrackedReason.MANUFACTURER_NOT_LISTED)), "reload"));
    assertThat(only())
        .isEqualTo(
            new Changed(
                1, TEN, "recheck", "reload", "manufacturers", "",
                "meters lost their windows: 1"));
  }

  private static Event configured(Instant at, String hash, String text) {
    return new Event.Configured(at, hash, text, "reload");
  }

  @Test
  void theFirstConfigurationIsNamedByItsHash() {
    index.add(configured(TEN, "0123456789abcdef", "window: PT30M\n"));
    assertThat(only().after()).isEqualTo("hash 0123456789ab");
  }

  @Test
  void aConfigurationTellsTheLinesThatDiffer() {
    index.add(configured(at("09:00:00"), "aaaa", "window: PT30M\nswitch: observe\n"));
    index.add(configured(TEN, "bbbb", "window: PT45M\nswitch: observe\n"));
    assertThat(all().getLast().before()).isEqualTo("window: PT30M");
    assertThat(all().getLast().after()).isEqualTo("window: PT45M");
  }

  @Test
  void moreThanSixLinesAreCutShort() {
    index.add(configured(at("09:00:00"), "aaaa", ""));
    index.add(configured(TEN, "bbbb", "a\nb\nc\nd\ne\nf\ng\n"));
    assertThat(all().getLast().after()).isEqualTo("a; b; c; d; e; f; …");
  }

  @Test
  void aStartWithTheSameConfigurationIsNoChange() {
    index.add(configured(at("09:00:00"), "aaaa", "a"));
    index.add(configured(TEN, "aaaa", "a"));
    index.add(configured(TEN, "bbbb", "b"));
    assertThat(all()).extracting(Changed::number).containsExactly(1L, 3L);
  }

  @Test
  void whatAnOperatorSettledAndWhatWasReleasedNameTheirAlert() {
    index.add(new Event.Settled(TEN, 9, "Ann", "supply on"));
    index.add(
        new Event.Released(
            TEN, 9, Optional.of(HUB), NETWORK, "alerted-again", document("an alert")));
    assertThat(all()).extracting(Changed::what).containsExactly("worklist", "release");
    assertThat(all())
        .extracting(Changed::after)
        .containsExactly("alert 9 settled", "alert 9 delivered late to " + NETWORK);
  }

  @Test
  void theClockHasBothItsTimes() {
    index.add(new Event.ClockDiffered(TEN, at("10:00:03")));
    index.add(new Event.ClockTrusted(TEN, at("11:00:00"), "Ann", "radio clock"));
    assertThat(all().getFirst().before()).contains("10:00:00");
    assertThat(all().getFirst().after()).contains("10:00:03");
    assertThat(all().getLast().before()).contains("11:00:00");
  }

  @Test
  void aRestoreSaysUpToWhichRecordTheLogIsHere() {
    index.add(
        new Event.Restored(TEN, at("03:00:00"), 10, 12, "00".repeat(32), "Ann", "disk died"));
    assertThat(only().after()).contains("03:00:00", "up to 10 are here", "up to 12 are known");
  }

  @Test
  void trafficIsNoChange() {
    index.add(carried(METER, TEN));
    index.add(new Event.Gap(TEN, TEN, 1, 2, 3));
    index.add(new Event.ActivationFailed(TEN, 4, METER, 7, Guard.Setting.ON, "8F67"));
    assertThat(all()).isEmpty();
  }

  @Test
  void aPageOfChangesGoesOnWhereTheOneBeforeEnded() {
    for (int i = 0; i < 3; i++) {
      index.add(switched(TEN.plusSeconds(i), Switch.OFF));
      index.add(carried(METER, TEN));
    }
    assertThat(page(0, 2).next()).hasValue(3);
    assertThat(page(3, 2).changes()).extracting(Changed::number).containsExactly(5L);
    assertThat(page(3, 2).next()).isEmpty();
  }

  @Test
  void theLastChangesComeInTheJournalsOrder() {
    for (int i = 0; i < 5; i++) {
      index.add(switched(TEN.plusSeconds(i), i % 2 == 0 ? Switch.OFF : Switch.ENFORCE));
    }
    assertThat(lastOf("00:00:00", 2).changes())
        .extracting(Changed::number, Changed::before, Changed::after)
        .containsExactly(
            tuple(4L, "off", "enforce"),
            tuple(5L, "enforce", "off"));
  }

  @Test
  void theLastChangesAreThoseOfTheTimeAskedFor() {
    index.add(switched(at("08:00:00"), Switch.OFF));
    index.add(switched(at("09:00:00"), Switch.ENFORCE));
    assertThat(lastOf("08:30:00", 10).changes()).extracting(Changed::number).containsExactly(2L);
    assertThat(lastOf("09:30:00", 10).changes()).isEmpty();
  }
}
