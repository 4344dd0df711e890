package org.lastgasp.delivery;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Lane;

/**
 * A store of how far delivery has come, for each user and lane, with the dead letters and what is
 * parked.
 *
 * <p>A message of a user is done with if its number is up to {@code read} and neither pending nor
 * parked. All of it changes together, in {@link #write}. A crash may set all of it back to an
 * earlier write, and what was sent since is then sent again; it never mixes two writes. Safe for
 * any number of threads. Every method throws {@link org.lastgasp.sqlite.StoreUnavailable} if the
 * store cannot be read or written, and has then changed nothing.
 */
interface DeliveryProgressStore extends AutoCloseable {

  /** How far delivery to one user has come on one lane; {@code read} is the id of an entry. */
  record Progress(Eui64 user, Lane lane, long read, List<Long> pending) {}

  /** The changes that are written at once. */
  record Changes(
      List<Progress> progress,
      List<Long> resent,
      List<DeadLetter> deadLetters,
      Map<Eui64, Parking.Changes> parked) {
    boolean isEmpty() {
      return progress.isEmpty() && resent.isEmpty() && deadLetters.isEmpty() && parked.isEmpty();
    }
  }

  /** Writes all of it or nothing: first removes dead letters, then adds the new ones. */
  void write(Changes changes);

  /** The parked messages; to be asked under this store's lock. */
  ParkedMessages parked();

  /** Every user's position on every lane ever written. */
  List<Progress> progress();

  /** Makes what was written last through a loss of power. */
  void sync();

  /** The number of dead letters of each user. */
  Map<Eui64, Long> deadLetters();

  /** The dead letters with a number after this one, in order. */
  List<DeadLetter> deadLetters(long after, int most);

  /** The one with this number. */
  default Optional<DeadLetter> deadLetters(long number) {
    return deadLetters(number - 1, 1).stream().filter(one -> one.number() == number).findFirst();
  }

  /**
   * Keeps a dead letter only as one that was dropped: it is listed and counted no longer, and no
   * copy of it is needed. Forgets those dropped before the first entry that the journal still has.
   */
  void drop(long number, long first);

  /** The numbers of those dropped, after one, in order. */
  List<Long> dropped(long after, int most);

  /** The dead letters of a user who is gone, after a number, in order. */
  List<DeadLetter> ofOneWhoIsGone(Eui64 user, long after, int most);

  /** The dead letters from a number on of which there is no copy, in order. */
  List<DeadLetter> deadLettersUncopied(long from, int most);

  /** There are copies of these dead letters and parked messages now. */
  void copied(Collection<Long> numbers);

  /** The copies are lost. */
  void copiesLost();

  /** Makes all dead letters that is parked for a user who is gone; gives how many. */
  int abandon(Eui64 user, Instant at);

  @Override
  void close();
}
