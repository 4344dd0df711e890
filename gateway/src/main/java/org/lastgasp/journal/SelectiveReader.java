package org.lastgasp.journal;

import java.time.Instant;
import java.util.function.Supplier;
import org.lastgasp.id.Eui64;

/**
 * One who goes along the journal for a few devices' sake. Of what merely passes, which in a storm
 * is nearly all, only the messages of these are taken out of the store and decoded; of the rest it
 * learns that time went on. Called in the journal's order, by the thread that asked.
 */
public interface SelectiveReader {

  /** Returns true if a message of this device is to be taken. Asked as late as possible. */
  boolean watches(Eui64 device);

  /** A message passed by: a forwarded alert, a copy, something carried or relayed. */
  void passedBy(long number, Instant at);

  /** A snapshot, or a part of one; reading it takes a while. */
  default void snapshot(long number, Instant at, Supplier<Snapshot> snapshot) {
    passedBy(number, at);
  }

  /** Any other entry, and messages of devices that are watched. */
  void take(Entry recorded);
}
