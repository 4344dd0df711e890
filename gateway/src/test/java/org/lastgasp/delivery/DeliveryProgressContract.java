package org.lastgasp.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.delivery.Mail.HUB;
import static org.lastgasp.delivery.Mail.NOON;
import static org.lastgasp.delivery.Mail.SSEN;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Lane;

/** What delivery relies on of every store of its progress. */
interface DeliveryProgressContract {
  Eui64 OTHER = Eui64.of("00-DB-00-00-00-00-00-77");

  /** An empty store. */
  DeliveryProgressStore open();

  @Test
  default void theLastPositionOfEachUserAndLaneCounts() {
    try (DeliveryProgressStore store = open()) {
      store.write(progress(Lane.OTHERS, 7, 1, 5));
      store.write(progress(Lane.ALERTS, 3));
      store.write(progress(Lane.OTHERS, 9, 8));
      assertThat(store.progress())
          .containsExactlyInAnyOrder(
              new DeliveryProgressStore.Progress(SSEN, Lane.OTHERS, 9, List.of(8L)),
              new DeliveryProgressStore.Progress(SSEN, Lane.ALERTS, 3, List.of()));
    }
  }

  @Test
  default void deadLettersAreListedInOrderFromAnyNumberOn() {
    try (DeliveryProgressStore store = open()) {
      store.write(added(letter(9, SSEN), letter(4, SSEN), letter(6, OTHER)));
      assertThat(store.deadLetters(4, 10)).containsExactly(letter(6, OTHER), letter(9, SSEN));
      assertThat(store.deadLetters(0, 1)).containsExactly(letter(4, SSEN));
      assertThat(store.deadLetters(6)).contains(letter(6, OTHER));
      assertThat(store.deadLetters(5)).isEmpty();
      assertThat(store.deadLetters()).isEqualTo(Map.of(SSEN, 2L, OTHER, 1L));
    }
  }

  @Test
  default void whatWasDroppedIsNeitherListedNorCountedNorCopied() {
    try (DeliveryProgressStore store = open()) {
      store.write(added(letter(4, SSEN), letter(6, SSEN)));
      store.drop(4, 1);
      assertThat(store.deadLetters(0, 10)).containsExactly(letter(6, SSEN));
      assertThat(store.deadLetters()).isEqualTo(Map.of(SSEN, 1L));
      assertThat(store.deadLettersUncopied(0, 10)).containsExactly(letter(6, SSEN));
      assertThat(store.dropped(0, 10)).containsExactly(4L);
    }
  }

  @Test
  default void whatWasDroppedIsForgottenOnceTheJournalHasForgottenItsEntry() {
    try (DeliveryProgressStore store = open()) {
      store.write(added(letter(4, SSEN), letter(6, SSEN), letter(8, SSEN)));
      store.drop(4, 1);
      store.drop(6, 6);
      assertThat(store.dropped(0, 10)).containsExactly(6L);
    }
  }

  @Test
  default void whatIsSentAgainIsNoDeadLetterUnlessItFailsInTheSameWrite() {
    try (DeliveryProgressStore store = open()) {
      store.write(added(letter(4, SSEN), letter(6, SSEN)));
      store.write(
          new DeliveryProgressStore.Changes(
              List.of(), List.of(4L, 6L), List.of(letter(6, SSEN)), Map.of()));
      assertThat(store.deadLetters(0, 10)).containsExactly(letter(6, SSEN));
    }
  }

  @Test
  default void copiesAreNotedForDeadLettersAndParkedAndMayBeLost() {
    try (DeliveryProgressStore store = open()) {
      store.write(added(letter(4, SSEN), letter(6, SSEN)));
      store.write(parked(SSEN, row(5, Optional.empty(), true, 0)));
      store.copied(List.of(4L, 5L));
      assertThat(store.deadLettersUncopied(0, 10)).containsExactly(letter(6, SSEN));
      assertThat(store.parked().uncopied(0, 10)).isEmpty();
      store.copiesLost();
      assertThat(store.deadLettersUncopied(6, 10)).containsExactly(letter(6, SSEN));
      assertThat(store.deadLettersUncopied(0, 10)).hasSize(2);
      assertThat(store.parked().firstUncopied(0)).hasValue(5);
    }
  }

  @Test
  default void onlyTheFirstOfADeviceIsDueAndThoseDueForLongestComeFirst() {
    try (DeliveryProgressStore store = open()) {
      store.write(
          parked(
              SSEN, row(2, Optional.of(HUB), true, 30), row(3, Optional.of(HUB), false, 0),
              row(4, Optional.empty(), true, 10), row(5, Optional.empty(), true, 50)));
      assertThat(store.parked().due(SSEN, Lane.OTHERS, 30, 10))
          .extracting(Parked::number).containsExactly(4L, 2L);
      assertThat(store.parked().due(OTHER, Lane.OTHERS, 30, 10)).isEmpty();
      assertThat(store.parked().row(SSEN, Lane.OTHERS, HUB, 2, 10))
          .extracting(Parked::number).containsExactly(3L);
      assertThat(store.parked().counts()).isEqualTo(Map.of(SSEN, Map.of(Lane.OTHERS, 4L)));
      assertThat(store.parked().oldest(SSEN)).contains(NOON.plusSeconds(2));
      assertThat(store.parked().numbers(Lane.OTHERS, 3, 10)).containsExactly(4L, 5L);
    }
  }

  @Test
  default void whenTheFirstIsTakenTheNextOfItsDeviceIsPromoted() {
    try (DeliveryProgressStore store = open()) {
      Parked first = row(2, Optional.of(HUB), true, 30);
      store.write(parked(SSEN, first, row(3, Optional.of(HUB), false, 90)));
      Parking.Changes taken =
          new Parking.Changes(
              Set.of(), List.of(first), List.of(),
              List.of(new Parking.Place(Lane.OTHERS, HUB)));
      store.write(changes(SSEN, taken));
      assertThat(store.parked().has(2)).isFalse();
      assertThat(store.parked().due(SSEN, Lane.OTHERS, 0, 10))
          .extracting(Parked::number).containsExactly(3L);
    }
  }

  @Test
  default void aNewRunAndAnEndpointThatIsBackMakeAllFirstOnesDue() {
    try (DeliveryProgressStore store = open()) {
      store.write(
          parked(SSEN, row(2, Optional.of(HUB), false, 30), row(4, Optional.empty(), true, 90)));
      store.write(
          changes(
              SSEN,
              new Parking.Changes(Set.of(Lane.OTHERS), List.of(), List.of(), List.of())));
      assertThat(store.parked().due(SSEN, Lane.OTHERS, 0, 10))
          .extracting(Parked::number).containsExactly(4L);
      store.parked().beginRun();
      assertThat(store.parked().due(SSEN, Lane.OTHERS, 0, 10))
          .extracting(Parked::number).containsExactly(2L, 4L);
      assertThat(store.parked().putBehind(SSEN, Lane.OTHERS, Set.of(HUB, OTHER)))
          .containsExactly(HUB);
      assertThat(store.parked().due(SSEN, Lane.OTHERS, 0, 10))
          .extracting(Parked::number).containsExactly(4L);
    }
  }

  @Test
  default void whatIsParkedForAUserWhoIsGoneBecomesDeadLetters() {
    try (DeliveryProgressStore store = open()) {
      store.write(parked(SSEN, row(2, Optional.of(HUB), true, 0)));
      store.write(added(letter(9, SSEN)));
      assertThat(store.abandon(SSEN, NOON)).isEqualTo(1);
      assertThat(store.parked().has(2)).isFalse();
      assertThat(store.ofOneWhoIsGone(SSEN, 0, 10))
          .containsExactly(
              new DeadLetter(
                  2, SSEN, Lane.OTHERS, NOON, DeadLetter.Reason.NO_RECIPIENT, 0, ""));
    }
  }

  private static DeliveryProgressStore.Changes progress(Lane lane, long read, long... pending) {
    List<Long> numbers = Arrays.stream(pending).boxed().toList();
    return new DeliveryProgressStore.Changes(
        List.of(new DeliveryProgressStore.Progress(SSEN, lane, read, numbers)),
        List.of(), List.of(), Map.of());
  }

  private static DeliveryProgressStore.Changes added(DeadLetter... letters) {
    return new DeliveryProgressStore.Changes(List.of(), List.of(), List.of(letters), Map.of());
  }

  private static DeliveryProgressStore.Changes parked(Eui64 user, Parked... rows) {
    return changes(
        user, new Parking.Changes(Set.of(), List.of(), List.of(rows), List.of()));
  }

  private static DeliveryProgressStore.Changes changes(Eui64 user, Parking.Changes changes) {
    return new DeliveryProgressStore.Changes(
        List.of(), List.of(), List.of(), Map.of(user, changes));
  }

  private static DeadLetter letter(long number, Eui64 user) {
    return new DeadLetter(
        number, user, Lane.OTHERS, NOON, DeadLetter.Reason.REFUSED, 400, "no");
  }

  private static Parked row(long number, Optional<Eui64> device, boolean head, long due) {
    return new Parked(
        SSEN, Lane.OTHERS, number, device, NOON.plusSeconds(number), head,
        PendingMessage.Failures.NONE, due, false);
  }
}
