package org.lastgasp.logging;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;

/**
 * A log line on its way to the handlers: an event and its pairs, in order. Its message is the text
 * of them, each value quoted, without time, level and room.
 */
public final class LogLine extends LogRecord {
  private static final long serialVersionUID = 1L;
  private static final String OURS = "org.lastgasp.";
  private static final SimpleFormatter PARAMETERS = new SimpleFormatter();

  private final transient SequencedMap<String, Object> fields;

  LogLine(
      Level level,
      String logger,
      SequencedMap<String, Object> fields,
      Optional<Throwable> failure) {
    super(level, text(fields));
    this.fields = fields;
    setLoggerName(logger);
    failure.ifPresent(this::setThrown);
  }

  /** A record as a line; one of a library becomes the event {@code library} with its text. */
  public static LogLine of(LogRecord found) {
    if (found instanceof LogLine line) {
      return line;
    }
    String logger = String.valueOf(found.getLoggerName());
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", "library");
    fields.put("library", library(logger));
    fields.put("text", PARAMETERS.formatMessage(found));
    LogLine line =
        new LogLine(found.getLevel(), logger, fields, Optional.ofNullable(found.getThrown()));
    line.setInstant(found.getInstant());
    return line;
  }

  /** The same line again, for those that were left out since. */
  LogLine repeated(long more, Duration within, Instant at) {
    SequencedMap<String, Object> counted = new LinkedHashMap<>(fields);
    counted.put("more", more);
    counted.put("within", EventLog.text(within));
    LogLine line = new LogLine(getLevel(), getLoggerName(), counted, Optional.empty());
    line.setInstant(at);
    return line;
  }

  /** The event and its pairs. */
  SequencedMap<String, Object> fields() {
    return fields;
  }

  /** The package below ours, or {@code library}. */
  String room() {
    return getLoggerName().startsWith(OURS)
        ? getLoggerName().substring(OURS.length()).split("\\.", 2)[0]
        : "library";
  }

  /** {@code jetty} of {@code org.eclipse.jetty.server.Server}. */
  private static String library(String logger) {
    String[] parts = logger.split("\\.", -1);
    return parts[Math.min(2, parts.length - 1)];
  }

  private static String text(Map<String, Object> fields) {
    return fields.entrySet().stream()
        .map(each -> each.getKey() + "=" + LogValue.of(each.getValue().toString()))
        .collect(Collectors.joining(" "));
  }
}
