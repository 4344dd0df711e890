package org.lastgasp.cli;

import java.util.List;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.lastgasp.logging.JsonLineFormatter;
import org.lastgasp.logging.LineFormatter;

/** Sets up the log: one line an event, to standard error. */
final class Logging {
  static final String VARIABLE = "LASTGASP_LOG_LEVEL";
  static final String FORMAT = "LASTGASP_LOG_FORMAT";
  private static final Map<String, Level> LEVELS =
      Map.of(
          "error", Level.SEVERE,
          "warn", Level.WARNING,
          "info", Level.INFO,
          "debug", Level.FINE);
  /** Loggers are collected as garbage, and their levels with them, unless somebody holds them. */
  private static final Logger OURS = Logger.getLogger("org.lastgasp");

  /** Warn, with stacks, of what strangers send and of connections that end. */
  private static final List<Logger> CONNECTIONS =
      List.of(Logger.getLogger("org.eclipse.jetty"), Logger.getLogger("org.apache.hc"));

  /** Loggers whose lines stand in the outcome of a transfer, in words for an operator. */
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
    handler.setFormatter(formatter(console));
    Logger root = Logger.getLogger("");
    root.addHandler(new AsyncLogHandler(handler));
    root.setLevel(Level.WARNING);
    OURS.setLevel(level);
    CONNECTIONS.forEach(logger -> logger.setLevel(Level.SEVERE));
    hush();
  }

  private static Formatter formatter(Console console) {
    String word = console.variable(FORMAT).orElse("text");
    return switch (word) {
      case "text" -> new LineFormatter();
      case "json" -> new JsonLineFormatter();
      default ->
          throw new CommandFailed(
              Exit.WRONG_CONFIGURATION, FORMAT + ": found '" + word + "'; allowed: text, json");
    };
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
}
