package org.lastgasp.notification;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A target of notices. One thread at a time calls it. */
public interface NoticeTarget extends AutoCloseable {

  /**
   * A notice and since when it stands.
   *
   * @param since when it was first seen
   */
  record Standing(Notice notice, Instant since) {}

  /**
   * A change of what stands.
   *
   * @param at when it was looked
   * @param began new, or more than before
   * @param over stands no longer
   * @param all what stands now, those that began too
   */
  record Change(Instant at, List<Standing> began, List<Standing> over, List<Standing> all) {
    public Change {
      began = List.copyOf(began);
      over = List.copyOf(over);
      all = List.copyOf(all);
    }

    boolean isNone() {
      return began.isEmpty() && over.isEmpty();
    }
  }

  /** What a log line and health call it. */
  String name();

  /** Returns true if what stands has to be told again and again, or it is forgotten there. */
  default boolean forgets() {
    return false;
  }

  /** Tells it; gives why it was not taken, empty if it was. */
  Optional<String> tell(Change change);

  @Override
  default void close() {}
}
