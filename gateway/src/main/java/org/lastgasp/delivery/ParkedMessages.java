package org.lastgasp.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Lane;

/**
 * The messages that wait in a {@link DeliveryProgressStore} and not in memory. They change with the
 * store's own writes. For one thread at a time.
 */
interface ParkedMessages {
  /** A run begins: the first of each device may be tried, and failures are counted anew. */
  void beginRun();

  /** Of these devices, something comes before what is here: which of them have anything here. */
  Set<Eui64> putBehind(Eui64 user, Lane lane, Set<Eui64> devices);

  /** The number of parked messages by user and lane. */
  Map<Eui64, Map<Lane, Long>> counts();

  /** The devices among these that have something here. */
  Set<Eui64> devices(Eui64 user, Lane lane, Set<Eui64> of);

  /** Those that may be tried by now, those due for longest first. */
  List<Parked> due(Eui64 user, Lane lane, long now, int most);

  /** Those of a device after a number, in order. */
  List<Parked> row(Eui64 user, Lane lane, Eui64 device, long after, int most);

  /** The instant the oldest parked message of a user was recorded. */
  Optional<Instant> oldest(Eui64 user);

  /** The numbers in a lane after one, in order. */
  List<Long> numbers(Lane lane, long after, int most);

  /** Returns true if the message of this number is parked. */
  boolean has(long number);

  /** Numbers from one on of which there is no copy, in order. */
  List<Long> uncopied(long from, int most);

  /** The first of them. */
  default OptionalLong firstUncopied(long from) {
    return uncopied(from, 1).stream().mapToLong(Long::longValue).findFirst();
  }
}
