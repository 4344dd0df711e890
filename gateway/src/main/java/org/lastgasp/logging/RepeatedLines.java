package org.lastgasp.logging;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A filter that folds lines that repeat: the first goes out at once, the same line within a minute
 * is counted, and goes out once more with that number. Safe for any number of threads.
 */
public final class RepeatedLines {
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final int MOST = 1_000; // different lines at a time; the oldest goes

  private final Map<String, Counted> lines = new LinkedHashMap<>(); // the oldest first

  private record Counted(LogLine line, Instant since, long more) {
    LogLine folded(Instant at) {
      return line.repeated(more, Duration.between(since, at), at);
    }
  }

  /** The lines to be written now that a line has come. */
  public synchronized List<LogLine> take(LogLine line) {
    List<LogLine> out = due(line.getInstant());
    String key = line.getLevel() + " " + line.getLoggerName() + " " + line.getMessage();
    Counted before = lines.get(key);
    if (before != null) {
      lines.put(key, new Counted(before.line(), before.since(), before.more() + 1));
      return out;
    }
    if (lines.size() == MOST) {
      out.addAll(ended(counted -> lines.size() == MOST, line.getInstant()));
    }
    lines.put(key, new Counted(line, line.getInstant(), 0));
    out.add(line);
    return out;
  }

  /** The lines to be written as their minute is over. */
  public synchronized List<LogLine> due(Instant now) {
    return ended(counted -> !now.isBefore(counted.since().plus(WITHIN)), now);
  }

  /** All that was counted, at the end. */
  public synchronized List<LogLine> rest(Instant now) {
    return ended(counted -> true, now);
  }

  /** Forgets lines from the oldest on, while that is so; what is to be written. */
  private List<LogLine> ended(Predicate<Counted> isOver, Instant now) {
    List<LogLine> out = new ArrayList<>();
    Iterator<Counted> oldest = lines.values().iterator();
    boolean over = true;
    while (over && oldest.hasNext()) {
      Counted next = oldest.next();
      over = isOver.test(next);
      if (over) {
        oldest.remove();
      }
      if (over && next.more() > 0) {
        out.add(next.folded(now));
      }
    }
    return out;
  }
}
