package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.audit.AuditFixture.HUB;
import static org.lastgasp.audit.AuditFixture.MPAN;
import static org.lastgasp.audit.AuditFixture.OTHER_HUB;
import static org.lastgasp.audit.AuditFixture.TEN;
import static org.lastgasp.audit.AuditFixture.alert;
import static org.lastgasp.audit.AuditFixture.at;
import static org.lastgasp.audit.AuditFixture.forward;
import static org.lastgasp.audit.AuditFixture.forwarded;
import static org.lastgasp.audit.AuditFixture.suppress;
import static org.lastgasp.audit.AuditFixture.suppressed;
import static org.lastgasp.audit.AuditFixture.window;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lastgasp.hindsight.Label;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Reason;

class AlertTableTest {
  private static final AuditQuery.Filter ANY = AuditQuery.Filter.ANY;

  private final AuditFixture index = new AuditFixture();

  @AfterEach
  void close() {
    index.close();
  }

  private static AuditQuery.Filter reason(String reason) {
    return new AuditQuery.Filter(
        Optional.empty(), Optional.of(reason), ANY.whose(), Optional.empty(), Optional.empty());
  }

  private static AuditQuery.Filter distributor(OptionalInt id) {
    return new AuditQuery.Filter(
        Optional.empty(), Optional.empty(), new WorkList.Whose.Of(id), Optional.empty(),
        Optional.empty());
  }

  private static AuditQuery.Filter model(String model) {
    return new AuditQuery.Filter(
        Optional.empty(), Optional.empty(), ANY.whose(), Optional.of(model), Optional.empty());
  }

  private static AuditQuery.Filter label(Label label) {
    return new AuditQuery.Filter(
        Optional.empty(), Optional.empty(), ANY.whose(), Optional.empty(), Optional.of(label));
  }

  private AuditQuery.Page page(
      Optional<Eui64> hub,
      AuditQuery.Filter filter,
      Optional<Instant> from,
      Optional<Instant> to,
      long after,
      int limit) {
    return index.queries().alerts(new AuditQuery.Alerts(hub, filter, from, to, after, limit));
  }

  private List<Long> found(AuditQuery.Filter filter) {
    return numbers(page(Optional.empty(), filter, Optional.empty(), Optional.empty(), 0, 100));
  }

  private static List<Long> numbers(AuditQuery.Page page) {
    return page.entries().stream().map(Entry::number).toList();
  }

  /** An alert that came after a window of the model E470, in the area of a distributor. */
  private static Event late(int distributor) {
    return alert(
        Optional.of(HUB), MPAN.digits(), OptionalInt.of(distributor), at("10:40:00"),
        forward(Reason.AFTER_WINDOW, window(), at("10:40:00")));
  }

  private static Event unread() {
    return alert(
        Optional.empty(), "", OptionalInt.empty(), TEN, forward(Reason.UNREADABLE, TEN));
  }

  @Test
  void alertsAreFilteredByTheReasonOfTheirVerdict() {
    index.add(suppressed(TEN));
    index.add(late(20));
    index.add(forwarded(HUB, TEN));
    assertThat(found(reason("in-window"))).containsExactly(1L);
    assertThat(found(reason("after-window"))).containsExactly(2L);
    assertThat(found(reason("storm"))).isEmpty();
  }

  @Test
  void alertsAreFilteredByDistributorWhereOneMayBeUnknown() {
    index.add(late(17));
    index.add(late(20));
    index.add(unread());
    assertThat(found(distributor(OptionalInt.of(17)))).containsExactly(1L);
    assertThat(found(distributor(OptionalInt.empty()))).containsExactly(3L);
  }

  @Test
  void alertsAreFilteredByTheModelOfTheWindowTheirVerdictNames() {
    index.add(suppressed(TEN));
    index.add(forwarded(HUB, TEN));
    index.add(late(20));
    index.add(alert(HUB, TEN, suppress(window("E360"), TEN)));
    assertThat(found(model("E470"))).containsExactly(1L, 3L);
    assertThat(found(model("E360"))).containsExactly(4L);
    assertThat(found(model(""))).containsExactly(2L);
  }

  @Test
  void aDuplicateIsFoundByDistributorAndModelOfItsOriginal() {
    index.add(suppressed(TEN));
    index.add(new Event.AlertCopied(TEN, 1, "EF".repeat(32)));
    index.add(new Event.AlertCopied(TEN, 99, "EF".repeat(32)));
    assertThat(found(distributor(OptionalInt.of(20)))).containsExactly(1L, 2L);
    assertThat(found(model("E470"))).containsExactly(1L, 2L);
    assertThat(found(reason("in-window"))).containsExactly(1L);
    assertThat(found(distributor(OptionalInt.empty()))).containsExactly(3L);
  }

  @Test
  void filtersAreCombined() {
    index.add(late(20));
    index.add(late(17));
    index.add(suppressed(TEN));
    index.add(forwarded(OTHER_HUB, TEN));
    AuditQuery.Filter combined =
        new AuditQuery.Filter(
            Optional.of(AuditQuery.Outcome.FORWARDED), Optional.of("after-window"),
            new WorkList.Whose.Of(OptionalInt.of(20)), Optional.of("E470"), Optional.empty());
    assertThat(found(combined)).containsExactly(1L);
  }

  @Test
  void aFilterHoldsWithinTheAlertsOfAHubAndWithinATime() {
    index.add(suppressed(at("10:01:00")));
    index.add(late(20));
    index.add(suppressed(at("10:02:00")));
    index.add(new Event.AlertCopied(at("10:02:30"), 3, "EF".repeat(32)));
    index.add(alert(OTHER_HUB, at("10:03:00"), suppress(window(), at("10:03:00"))));
    Optional<Instant> from = Optional.of(at("10:02:00"));
    Optional<Instant> to = Optional.of(at("10:40:00"));
    assertThat(
            numbers(
                page(Optional.of(HUB), reason("in-window"), from, Optional.empty(), 0, 9)))
        .containsExactly(3L);
    assertThat(numbers(page(Optional.of(HUB), model("E470"), from, to, 0, 9)))
        .containsExactly(3L, 4L);
    assertThat(numbers(page(Optional.empty(), reason("in-window"), from, to, 0, 9)))
        .containsExactly(3L, 5L);
  }

  @Test
  void aTimeIsExactToLessThanASecond() {
    index.add(forwarded(HUB, Instant.parse("2030-01-15T10:00:00.400Z")));
    index.add(forwarded(HUB, Instant.parse("2030-01-15T10:00:00.600Z")));
    Optional<Instant> half = Optional.of(Instant.parse("2030-01-15T10:00:00.500Z"));
    assertThat(numbers(page(Optional.empty(), ANY, half, Optional.empty(), 0, 9)))
        .containsExactly(2L);
    assertThat(numbers(page(Optional.empty(), ANY, Optional.empty(), half, 0, 9)))
        .containsExactly(1L);
  }

  @Test
  void pagesUnderAFilterAreWholeAndRepeatNothingWhileAlertsCome() {
    List<Long> all = new ArrayList<>();
    OptionalLong after = OptionalLong.of(0);
    for (int i = 0; i < 7; i++) {
      index.add(late(i % 2 == 0 ? 20 : 17));
    }
    while (after.isPresent()) {
      AuditQuery.Page page =
          page(
              Optional.empty(), distributor(OptionalInt.of(20)), Optional.empty(),
              Optional.empty(), after.getAsLong(), 2);
      all.addAll(numbers(page));
      after = page.next();
      if (all.size() == 2) {
        index.add(late(20));
      }
    }
    assertThat(all).containsExactly(1L, 3L, 5L, 7L, 8L);
  }

  @Test
  void aChangeOfItsLabelMovesAnAlert() {
    index.add(suppressed(TEN));
    index.add(suppressed(TEN));
    index.add(forwarded(HUB, TEN));
    assertThat(found(label(Label.UNRESOLVED))).containsExactly(1L, 2L);
    index.changed(2, Label.SUSPECT);
    assertThat(found(label(Label.UNRESOLVED))).containsExactly(1L);
    assertThat(found(label(Label.SUSPECT))).containsExactly(2L);
  }

  @Test
  void aLabelOfAnAlertThatIsNotTakenUpYetWaitsForIt() {
    index.add(suppressed(TEN));
    index.changed(2, Label.SUSPECT);
    assertThat(found(label(Label.SUSPECT))).isEmpty();
    index.add(suppressed(TEN));
    assertThat(found(label(Label.SUSPECT))).containsExactly(2L);
  }
}
