package org.lastgasp.logging;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The log of one class: each event has a name in kebab case, then pairs of key and value, as in
 * {@code LOG.warn("disk-low", "left", percent, "action", "make-room")}. A value that is null or an
 * empty optional is left out, a duration is in seconds. Safe for any number of threads.
 */
public final class EventLog {
  private final Logger logger; // held, or its level would be collected as garbage

  private EventLog(Logger logger) {
    this.logger = logger;
  }

  /** The log of a class; its package is the line's {@code room}. */
  public static EventLog of(Class<?> owner) {
    return new EventLog(Logger.getLogger(owner.getName()));
  }

  /** Logs what an operator has to act on. */
  public void error(String event, @Nullable Object... pairs) {
    log(Level.SEVERE, event, Optional.empty(), pairs);
  }

  /** A mistake of ours, with its trace. */
  public void error(String event, Throwable mistake, @Nullable Object... pairs) {
    log(Level.SEVERE, event, Optional.of(mistake), pairs);
  }

  /** Logs what an operator has to know. */
  public void warn(String event, @Nullable Object... pairs) {
    log(Level.WARNING, event, Optional.empty(), pairs);
  }

  /** Logs what happened. */
  public void info(String event, @Nullable Object... pairs) {
    log(Level.INFO, event, Optional.empty(), pairs);
  }

  /** Logs what helps to find a fault. */
  public void debug(String event, @Nullable Object... pairs) {
    log(Level.FINE, event, Optional.empty(), pairs);
  }

  /** The same, with its trace. */
  public void debug(String event, Throwable failure, @Nullable Object... pairs) {
    log(Level.FINE, event, Optional.of(failure), pairs);
  }

  private void log(
      Level level, String event, Optional<Throwable> failure, @Nullable Object... pairs) {
    if (logger.isLoggable(level)) {
      logger.log(new LogLine(level, logger.getName(), fields(event, pairs), failure));
    }
  }

  /** A line that is handed to a handler past the loggers. */
  public static LogLine line(
      Class<?> owner, Level level, String event, @Nullable Object... pairs) {
    return new LogLine(level, owner.getName(), fields(event, pairs), Optional.empty());
  }

  private static SequencedMap<String, Object> fields(String event, @Nullable Object... pairs) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", event);
    for (int i = 0; i + 1 < pairs.length; i += 2) {
      Object value = pairs[i + 1] instanceof Optional<?> some ? some.orElse(null) : pairs[i + 1];
      if (value != null) {
        fields.put(String.valueOf(pairs[i]), value instanceof Duration d ? text(d) : value);
      }
    }
    return fields;
  }

  /** {@code 1.6s}. */
  static String text(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString() + "s";
  }
}
