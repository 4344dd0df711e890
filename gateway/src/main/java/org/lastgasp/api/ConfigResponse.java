package org.lastgasp.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration in force. It holds no secret: those are in files of their own.
 *
 * @param readAt when it was read
 */
public record ConfigResponse(String configHash, Instant readAt, List<Value> values) {

  /**
   * A value of it.
   *
   * @param key its full name, as {@code users[0].id}
   * @param writtenAt the place in the file, or the variable; null of a default
   */
  public record Value(String key, String value, @Nullable String writtenAt) {
    /** True if it was configured and is no default. */
    public boolean isWritten() {
      return writtenAt != null;
    }
  }
}
