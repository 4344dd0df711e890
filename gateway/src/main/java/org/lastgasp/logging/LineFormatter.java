package org.lastgasp.logging;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Collectors;

/**
 * A formatter of log lines as {@code at=2026-11-21T09:20:00.123Z level=warn room=journal
 * event=…}, each value quoted where it has to be.
 */
public final class LineFormatter extends Formatter {
  private static final Map<Level, String> LEVELS =
      Map.of(Level.SEVERE, "error", Level.WARNING, "warn", Level.INFO, "info", Level.FINE, "debug");
  private static final int FRAMES = 5;

  @Override
  public String format(LogRecord found) {
    return fields(found).entrySet().stream()
            .map(each -> each.getKey() + "=" + LogValue.of(each.getValue().toString()))
            .collect(Collectors.joining(" "))
        + System.lineSeparator();
  }

  /** All of a line, in order; numbers and truth values as they are. */
  static SequencedMap<String, Object> fields(LogRecord found) {
    LogLine line = LogLine.of(found);
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("at", line.getInstant().truncatedTo(ChronoUnit.MILLIS));
    fields.put("level", level(line.getLevel()));
    fields.put("room", line.room());
    fields.putAll(line.fields());
    Throwable thrown = line.getThrown();
    if (thrown != null) {
      fields.put("error", words(thrown));
      Throwable root = root(thrown);
      if (root != thrown) {
        fields.put("cause", words(root));
      }
      fields.put("trace", trace(root));
    }
    return fields;
  }

  private static String level(Level level) {
    return LEVELS.getOrDefault(level, level.getName().toLowerCase(Locale.ROOT));
  }

  private static Throwable root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  private static String words(Throwable thrown) {
    return thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
  }

  /** The stack trace, for whoever fixes it. */
  private static String trace(Throwable root) {
    StringBuilder trace = new StringBuilder(root.getClass().getSimpleName());
    StackTraceElement[] frames = root.getStackTrace();
    for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
      trace.append(" < ").append(frames[i]);
    }
    return trace.toString();
  }
}
