package org.lastgasp.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Event;

/**
 * The durable, ordered record. Safe for any number of threads; one thread of its own writes.
 *
 * <p>Whoever appends hands over a judgement, which the writer runs in sequence order inside the
 * batch it commits. Whoever reads has a cursor of its own, may be late, and sees nothing that is
 * not durable.
 */
public interface Journal extends JournalReader, DeliveryQueue, JournalRetention {

  /**
   * A judgement: what is to be decided and recorded. Run once, by the writer's thread; it may read
   * and change what the {@link StateMachine} keeps, and nothing else. If it throws, nothing it
   * wrote is recorded and the others of its batch go on: what it changed of what is kept is undone.
   */
  interface Submission<R> {
    R judge(EntryAppender pen);
  }

  /**
   * A receiver that writes entries into the batch that is being judged; of no use once the
   * judgement is over.
   */
  interface EntryAppender {
    /** Writes an entry and gives the number it will have, once the batch is committed. */
    long write(Event entry);

    /**
     * Writes an entry under an id that was made elsewhere; for a journal that mirrors another. Such
     * ids are above 2^45, where no journal that counts ever comes.
     *
     * @throws IllegalArgumentException if an entry is there with this id or a greater one
     */
    void write(long id, Event entry);

    /** The number that the entry will have that is written after so many others from here on. */
    long id(int ordinal);
  }

  /**
   * A state that is kept in memory and can be rebuilt from the entries. Every method is called by
   * the writer's thread, or before it starts.
   */
  interface StateMachine {
    /** Takes an entry up that was recorded in an earlier run, in order; its document is empty. */
    void restore(Entry recorded);

    /**
     * Returns true if it has to see entries that only passed: alerts that were forwarded, copies,
     * messages carried and relayed. Millions of them may stand between few others. Who does not
     * gets the documents of requests without their digest, too.
     */
    default boolean restoresWhatPassed() {
      return true;
    }

    /** All is restored; the latest instant recorded, by entries left out too. */
    default void restored(Instant latest) {}

    /** Takes up a part of a snapshot; with the first part all from before it is forgotten. */
    void restore(Snapshot part);

    /** The tracking state up to now, whole; it must not change later. */
    Snapshot snapshot();

    /**
     * The number of hubs that a part of it may have, so that one can be written between two
     * batches.
     */
    default int hubsAPart() {
      return 500; // a row of about 500 kB, 5 ms
    }

    /** A judgement begins: what it changes can be undone alone. */
    void mark();

    /** The judgement that began at the last {@link #mark} failed: back to what was at it. */
    void undoToMark();

    /** Everything judged since the last call is durable. */
    void keep();

    /** Nothing judged since the last {@link #keep} happened: back to what was. */
    void undo();
  }

  /** The size an append is taken to have by default: 1 KiB, an alert with its facts. */
  int USUAL_BYTES = 1 << 10;

  /** Appends what the judgement writes, of the usual size. */
  default <R> CompletableFuture<R> append(Submission<R> judgement) {
    return append(USUAL_BYTES, judgement);
  }

  /**
   * Appends what the judgement writes. Blocks only while too much is under way, for seconds.
   *
   * <p>What depends on the future runs on one thread of the journal's: it has to be quick, or to go
   * elsewhere.
   *
   * @param bytes about how much it is going to write, so that what is under way stays bounded
   * @return completed with the judgement's result once it is durable; exceptionally with a {@link
   *     JournalUnavailable} if it could not be made durable, or not within seconds: then {@link
   *     JournalUnavailable#outcome} says what becomes of it; or with what the judgement threw
   */
  <R> CompletableFuture<R> append(int bytes, Submission<R> judgement);

  /**
   * As {@link #append(int, Submission)}, for what nobody waits for: it may stay in memory for some
   * hundredths of a second, so that more is written with one sync. Whatever is appended behind it
   * takes it along.
   */
  default <R> CompletableFuture<R> appendUnawaited(int bytes, Submission<R> judgement) {
    return append(bytes, judgement);
  }

  /**
   * Calls back after each commit with the recipients that something now waits for. Called by the
   * writer's thread: be quick, never append and wait.
   */
  void onCommit(Consumer<Set<Eui64>> listener);

  /** The cursor of this name; made at the start if new. */
  Cursor cursor(String name);

  /** Returns true if the last batch could be written, and the disk answers. */
  boolean isWritable();

  /** The time for which the disk has not answered, if it should have. */
  default Optional<Duration> stalledFor() {
    return Optional.empty();
  }

  /** Commits what is under way and stops. */
  @Override
  void close();

  /**
   * A cursor that says how far a reader has come; survives a restart. A crash may set it back,
   * never forward.
   */
  interface Cursor {
    /** The position up to which the reader is done. */
    Position position();

    /** The reader's note there, empty at first. */
    String note();

    /** Sets both, durably in time. */
    void advance(Position position, String note);
  }
}
