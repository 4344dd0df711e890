package org.lastgasp.notification;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.lastgasp.client.JsonPost;

/** A target of notices. One thread at a time calls it. */
public interface NoticeTarget extends AutoCloseable {

  /**
   * Returns a Prometheus Alertmanager.
   *
   * @param installation which gateway it is, for who has several
   * @param posts is the target's to close
   */
  static NoticeTarget alertmanager(URI url, String installation, JsonPost posts) {
    return new AlertmanagerTarget(url, installation, posts);
  }

  /**
   * Returns a webhook.
   *
   * @param secret the file of the key that signs what is posted
   * @param installation which gateway it is, for who has several
   * @param posts is the target's to close
   */
  static NoticeTarget webhook(
      URI url, Optional<Path> secret, String installation, JsonPost posts) {
    return new WebhookTarget(url, secret, installation, posts);
  }

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

  /**
   * A notice of something that a person should look at. Immutable.
   *
   * @param reason the word for it: a degraded reason, or {@code suspect}; one notice each
   * @param count how many there are; it is told again when they become more
   * @param summary what is so, in one sentence without personal data
   * @param toDo what to do about it
   */
  record Notice(String reason, long count, String summary, String toDo) {
    public Notice {
      if (reason.isBlank() || count < 1) {
        throw new IllegalArgumentException("a notice of nothing: " + reason + " " + count);
      }
    }
  }
}
