package org.lastgasp.delivery;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.OutboundMessage;

/**
 * An archive of dead letters and of what waits for long, with their texts, so that the journal may
 * expire. A copy survives a power loss once {@link #keep} has returned, and stays until it is
 * released. Safe for any number of threads. Every method throws {@link
 * org.lastgasp.sqlite.StoreUnavailable} if the archive cannot be read or written.
 */
interface DeadLetterArchive extends AutoCloseable {

  /**
   * A copy.
   *
   * @param user whom it is for
   * @param deadLetters when and why it became a dead letter; empty if it only waits
   */
  record ArchivedMessage(Eui64 user, Optional<DeadLetter> deadLetters, OutboundMessage letter) {}

  /** Keeps copies of all of them, durably, or of none if it throws. */
  void keep(Collection<ArchivedMessage> all);

  /** Copies of these are needed no longer. */
  void release(Collection<Long> numbers);

  /** The numbers of all there are copies of after one, in order. */
  List<Long> numbers(long after, int most);

  /** Returns true if there is a copy of this number. */
  boolean has(long number);

  /** The dead letter, and what it stands for. */
  Optional<ArchivedMessage> find(long number);

  /** The size on disk, in bytes. */
  long bytes();

  @Override
  void close();
}
