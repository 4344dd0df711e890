package org.lastgasp.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.lastgasp.logging.LineFormatter;

/** A redirection of this process's log to a file for a while, so that a screen stays readable. */
public final class LogRedirect implements AutoCloseable {
  private static final Logger ALL = Logger.getLogger("");
  private static final Logger OURS = Logger.getLogger("org.lastgasp");

  private final Handler file;
  private final List<Handler> before;
  private final Level levelBefore;

  private LogRedirect(Handler file) {
    this.file = file;
    this.before = List.of(ALL.getHandlers());
    this.levelBefore = ALL.getLevel();
    before.forEach(ALL::removeHandler);
    ALL.addHandler(file);
    ALL.setLevel(Level.WARNING);
    OURS.setLevel(Level.INFO);
  }

  public static LogRedirect to(Path path) {
    try {
      Handler file = new FileHandler(path.toString(), true);
      file.setEncoding("UTF-8");
      file.setFormatter(new LineFormatter());
      return new LogRedirect(file);
    } catch (IOException broken) {
      throw new UncheckedIOException("writing messages to " + path, broken);
    }
  }

  @Override
  public void close() {
    ALL.removeHandler(file);
    file.close();
    before.forEach(ALL::addHandler);
    ALL.setLevel(levelBefore);
  }
}
