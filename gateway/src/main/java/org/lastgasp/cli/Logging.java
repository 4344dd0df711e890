package org.lastgasp.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The set-up of the log: one line of {@code key=value} an event, to standard error. */
public final class Logging {
  static final String VARIABLE = "LASTGASP_LOG_LEVEL";
  private static final Map<String, Level> LEVELS =
      Map.of(
          "error", Level.SEVERE,
          "warn", Level.WARNING,
          "info", Level.INFO,
          "debug", Level.FINE);
  private static final int FRAMES = 5;

  /** Loggers are collected as garbage, and their levels with them, unless somebody holds them. */
  private static final Logger OURS = Logger.getLogger("org.lastgasp");

  /** Warn, with stacks, of what strangers send and of connections that end. */
  private static final List<Logger> CONNECTIONS =
      List.of(Logger.getLogger("org.eclipse.jetty"), Logger.getLogger("org.apache.hc"));

  /** What these have to say stands in the outcome of a transfer, in words for an operator. */
  private static final List<Logger> TOLD =
      List.of(Logger.getLogger("org.apache.sshd"), Logger.getLogger("com.microsoft.aad"));

  private Logging() {}

  /** Our own events from a level on, those of the libraries from a warning on. */
  static void start(Console console, String standard) {
    String word = console.variable(VARIABLE).orElse(standard);
    Level level = LEVELS.get(word);
    if (level == null) {
      throw new CommandFailed(
          Exit.WRONG_CONFIGURATION,
          VARIABLE + ": found '" + word + "'; allowed: error, warn, info, debug");
    }
    LogManager.getLogManager().reset();
    Handler handler = new ConsoleHandler();
    handler.setLevel(Level.ALL);
    handler.setFormatter(new Line());
    Logger root = Logger.getLogger("");
    root.addHandler(new AsyncLogHandler(handler));
    root.setLevel(Level.WARNING);
    OURS.setLevel(level);
    CONNECTIONS.forEach(logger -> logger.setLevel(Level.SEVERE));
    hush();
  }

  /** Waits a moment until what was said is written. */
  static void flush() {
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      handler.flush();
    }
  }

  /** Turns off what is told in other words; for every verb. */
  static void hush() {
    TOLD.forEach(logger -> logger.setLevel(Level.OFF));
  }

  /** The form of a log line: {@code at=2026-11-21T09:20:00.123Z level=warn room=journal …}. */
  public static final class Line extends Formatter {
    @Override
    public String format(LogRecord event) {
      Instant at = event.getInstant().truncatedTo(ChronoUnit.MILLIS);
      StringBuilder line = new StringBuilder(160);
      line.append("at=").append(at);
      line.append(" level=").append(level(event.getLevel()));
      line.append(" room=").append(room(String.valueOf(event.getLoggerName())));
      line.append(' ').append(formatMessage(event));
      Optional.ofNullable(event.getThrown()).ifPresent(thrown -> describe(line, thrown));
      return line.toString().replaceAll("\\p{Cntrl}+", " ") + System.lineSeparator();
    }

    private static String level(Level level) {
      return LEVELS.entrySet().stream()
          .filter(entry -> entry.getValue().equals(level))
          .map(Map.Entry::getKey)
          .findFirst()
          .orElseGet(() -> level.getName().toLowerCase(Locale.ROOT));
    }

    /** The package below ours, or the name of a library's logger. */
    private static String room(String logger) {
      if (!logger.startsWith(OURS.getName() + ".")) {
        return logger;
      }
      String rest = logger.substring(OURS.getName().length() + 1);
      return rest.substring(0, Math.max(rest.indexOf('.'), 0));
    }

    private static void describe(StringBuilder line, Throwable thrown) {
      line.append(" error=\"").append(quotable(thrown)).append('"');
      Throwable root = thrown;
      while (root.getCause() != null && root.getCause() != root) {
        root = root.getCause();
        line.append(" cause=\"").append(quotable(root)).append('"');
      }
      line.append(" trace=\"");
      StackTraceElement[] frames = root.getStackTrace();
      for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
        line.append(i == 0 ? "" : " < ").append(frames[i]);
      }
      line.append('"');
    }

    private static String quotable(Throwable thrown) {
      return thrown.toString().replace('"', '\'');
    }
  }
}
