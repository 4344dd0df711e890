package org.lastgasp.delivery;

import java.util.List;
import java.util.OptionalLong;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.journal.Position;
import org.lastgasp.policy.Lane;

/** The progress of delivery as another machine has told it, whose rows are in the store here. */
record SharedProgress(Journal journal, DeliveryProgressStore progressStore) {

  /** Returns true if the journal has all that the store speaks of. */
  boolean isMirrored() {
    long last = journal.lastId();
    return progressStore.progress().stream().allMatch(one -> one.read() <= last);
  }

  /**
   * The position up to which the journal is not needed, apart from what is parked or a dead letter.
   *
   * @param first the number of the first entry that the journal has
   * @param last a position to go no further than
   */
  Position passed(long first, Position last) {
    Position passed = last;
    for (DeliveryProgressStore.Progress one : progressStore.progress()) {
      OptionalLong waits =
          one.pending().stream().mapToLong(Long::longValue).filter(n -> n >= first).min();
      if (waits.isPresent()) {
        passed = Position.min(passed, journal.before(waits.getAsLong()));
      }
      Position read = journal.behind(one.read());
      List<OutboundMessage> next =
          read.reaches(passed) ? List.of() : journal.pending(one.user(), one.lane(), read, 1);
      if (!next.isEmpty()) {
        passed = Position.min(passed, journal.before(next.getFirst().number()));
      }
    }
    return passed;
  }

  /** Returns true if an alert for a user neither waits to be sent nor is under way. */
  boolean isThrough(Eui64 user, long number) {
    return progressStore.progress().stream()
            .filter(one -> one.user().equals(user) && one.lane() == Lane.ALERTS)
            .anyMatch(one -> one.read() >= number && !one.pending().contains(number))
        && !progressStore.parked().has(number);
  }
}
