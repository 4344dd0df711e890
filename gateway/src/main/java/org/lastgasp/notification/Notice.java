package org.lastgasp.notification;

/**
 * A notice of something that a person should look at. Immutable.
 *
 * @param reason the word for it: a degraded reason, or {@code suspect}; one notice each
 * @param count how many there are; it is told again when they become more
 * @param summary what is so, in one sentence without personal data
 * @param toDo what to do about it
 */
public record Notice(String reason, long count, String summary, String toDo) {
  public Notice {
    if (reason.isBlank() || count < 1) {
      throw new IllegalArgumentException("a notice of nothing: " + reason + " " + count);
    }
  }
}
