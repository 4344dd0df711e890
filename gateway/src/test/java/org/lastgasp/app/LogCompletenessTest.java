package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.journal.Position;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Switch;

/** Reports end a period once the log has all that was received in it, and wait for no more. */
class LogCompletenessTest {
  private static final Instant NOON = Instant.parse("2030-01-15T12:00:00Z");

  private final MemoryJournal journal = new MemoryJournal();
  private final AtomicReference<Position> logged = new AtomicReference<>(Position.START);
  private final AtomicReference<Instant> recorded = new AtomicReference<>(Instant.MAX);
  private final LogCompleteness log =
      new LogCompleteness(logged::get, journal::last, recorded::get);

  private void append() {
    Event event = new Event.Switched(NOON, Switch.ENFORCE, "Ann", "a trial");
    journal.append(pen -> pen.write(event)).join();
  }

  @Test
  void isReachedOnceTheLogHasWhatTheJournalHadWhenFirstAsked() {
    append();
    assertThat(log.isReached(NOON)).isFalse();
    Position first = journal.last();
    append();
    logged.set(first);
    assertThat(log.isReached(NOON)).isTrue();
    assertThat(log.isReached(NOON.plusSeconds(1))).as("asked of another instant").isFalse();
  }

  /** On a node whose partition stands still the log has all of a journal that has not. */
  @Test
  void isNotReachedWhileTheJournalMayNotHaveWhatWasReceivedBefore() {
    recorded.set(NOON.minusSeconds(1));
    assertThat(log.isReached(NOON)).isFalse();
    append();
    recorded.set(NOON);
    assertThat(log.isReached(NOON)).as("what came meanwhile is not in the log").isFalse();
    logged.set(journal.last());
    assertThat(log.isReached(NOON)).isTrue();
    assertThat(log.isReached(NOON.plusMillis(1))).as("of the time since").isFalse();
  }
}
