package org.lastgasp.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions of browsers, in memory: a restart ends all of them. A session holds no rights of its
 * own: it stands for the token that opened it, and is worth nothing once that is revoked. Safe for
 * any number of threads.
 */
final class Sessions {
  private static final Duration LONGEST = Duration.ofHours(12); // a shift
  private static final int MOST = 1_000; // the oldest ends when one more is opened

  private final Map<String, Session> open = new LinkedHashMap<>();

  /**
   * One session.
   *
   * @param id the cookie's value
   * @param csrf what a page of ours sends with every change
   * @param tokenSha256 the token that opened it
   */
  record Session(String id, String csrf, String tokenSha256, Instant until) {}

  /** Opens a session for a token that was accepted. */
  synchronized Session open(String tokenSha256, Instant now) {
    expire(now);
    Session session =
        new Session(Token.random(), Token.random(), tokenSha256, now.plus(LONGEST));
    open.put(session.id(), session);
    return session;
  }

  private void expire(Instant now) {
    open.values().removeIf(session -> !now.isBefore(session.until()));
    Iterator<Session> oldest = open.values().iterator();
    while (open.size() >= MOST) {
      oldest.next();
      oldest.remove();
    }
  }

  /** Returns the session of a cookie. */
  synchronized Optional<Session> find(String id, Instant now) {
    return Optional.ofNullable(open.get(id)).filter(session -> now.isBefore(session.until()));
  }

  /** Ends a session. */
  synchronized void close(String id) {
    open.remove(id);
  }
}
