package org.lastgasp.worker;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lastgasp.files.ErrorText;
import org.lastgasp.logging.EventLog;

/**
 * A fault that lasts: a log line when it begins or changes, one when it is over, and the text that
 * health shows in between. Its name is the event and the reason, {@code log-not-written}; that it
 * is over is {@code log-written-again}. Safe for any number of threads.
 */
public final class ActiveFault {
  private final Line line;
  private final EventLog log;
  private final String name;
  private final Object[] about;
  private volatile Optional<String> text = Optional.empty();
  private volatile boolean mistake;

  private interface Line {
    void write(String event, Object... pairs);
  }

  private ActiveFault(EventLog log, Line line, String name, Object... about) {
    this.log = log;
    this.line = line;
    this.name = name;
    this.about = about;
  }

  /** One that is logged as an error; {@code about} are pairs for each of its lines. */
  public static ActiveFault error(EventLog log, String name, Object... about) {
    return new ActiveFault(log, log::error, name, about);
  }

  /** One that is logged as a warning. */
  public static ActiveFault warning(EventLog log, String name, Object... about) {
    return new ActiveFault(log, log::warn, name, about);
  }

  /** It is there, for this reason. */
  public synchronized void began(String why) {
    if (!text.equals(Optional.of(why))) {
      line.write(name, with("why", why, "action", "tried-again-by-itself"));
    }
    text = Optional.of(why);
    mistake = false;
  }

  /** It is there, and is a mistake of ours. */
  public synchronized void mistaken(Throwable thrown) {
    String why = ErrorText.mistake(thrown);
    if (!text.equals(Optional.of(why))) {
      log.error(name, thrown, with("action", "report-it"));
    }
    text = Optional.of(why);
    mistake = true;
  }

  /** It is there no more, if it was. */
  public void over() {
    if (text.isPresent()) {
      end();
    }
  }

  private synchronized void end() {
    log.info(name.replace("-not-", "-") + "-again", about);
    text = Optional.empty();
    mistake = false;
  }

  /** The fault's text, while it is there. */
  public Optional<String> text() {
    return text;
  }

  /** The issues that health shows of it. */
  public List<HealthIssue> issues() {
    return text.stream().map(why -> new HealthIssue(name, why)).toList();
  }

  /** The issues that health shows of a fault that passes by itself: only a mistake of ours. */
  public List<HealthIssue> mistakes() {
    return text.filter(why -> mistake).stream()
        .map(why -> new HealthIssue("worker-failed", name + ": " + why))
        .toList();
  }

  private Object[] with(Object... more) {
    return Stream.concat(Stream.of(about), Stream.of(more)).toArray();
  }
}
