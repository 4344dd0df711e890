package org.lastgasp.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * The progress of long work, told beside its result: on a terminal one line that is rewritten, else
 * a line every 30 seconds, so that a log shows that it goes on. Work that is soon done is not told
 * of. Counting is safe for any number of threads.
 */
public final class Progress implements AutoCloseable {
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final Duration ON_A_TERMINAL = Duration.ofMillis(250);
  private static final Duration ELSEWHERE = Duration.ofSeconds(30);
  private static final int WIDTH = 78;

  private final PrintWriter out;
  private final boolean terminal;
  private final String what;
  private final String unit;
  private final long whole;
  private final LongAdder rows = new LongAdder();
  private final LongAdder work = new LongAdder();
  private final long began = System.nanoTime();
  private final Thread thread;
  private boolean shown;

  private Progress(Console console, String what, String unit, long whole) {
    this.out = console.err();
    this.terminal = console.terminal() != Console.Terminal.NONE;
    this.what = what;
    this.unit = unit;
    this.whole = whole;
    this.thread = Thread.ofPlatform().name("progress").daemon().unstarted(this::tell);
  }

  /**
   * Begins to tell.
   *
   * @param what is done, as {@code importing devices.csv}
   * @param unit what is counted, as {@code rows}
   * @param whole how much work it is, in any measure; 0 if nobody knows
   */
  public static Progress started(Console console, String what, String unit, long whole) {
    Progress progress = new Progress(console, what, unit, whole);
    progress.thread.start();
    return progress;
  }

  /** So many more are done, which is so much of the whole. */
  public void done(long more, long ofWhole) {
    rows.add(more);
    work.add(ofWhole);
  }

  private void tell() {
    try {
      Thread.sleep(terminal ? QUIET : ELSEWHERE);
      while (true) {
        say();
        Thread.sleep(terminal ? ON_A_TERMINAL : ELSEWHERE);
      }
    } catch (InterruptedException done) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void say() {
    double part = whole == 0 ? 0 : (double) work.sum() / whole;
    String line =
        line(what, unit, rows.sum(), Duration.ofNanos(System.nanoTime() - began), part);
    if (terminal) {
      shown = true;
      out.print("\r" + ("%-" + WIDTH + "s").formatted(line));
    } else {
      out.println("lastgasp: " + line);
    }
    out.flush();
  }

  /**
   * One line.
   *
   * @param part of the whole that is done, from 0 to 1; 0 if nobody knows
   */
  static String line(String what, String unit, long rows, Duration taken, double part) {
    double seconds = Math.max(taken.toMillis(), 1) / 1e3;
    String line =
        String.format(Locale.ROOT, "%s: %,d %s, %,.0f/s", what, rows, unit, rows / seconds);
    if (part <= 0) {
      return line;
    }
    double known = Math.min(part, 1);
    Duration left = Duration.ofMillis((long) (seconds * (1 - known) / known * 1_000));
    return String.format(Locale.ROOT, "%s, %.0f %%, about %s left", line, known * 100, text(left));
  }

  private static String text(Duration left) {
    if (left.toMinutes() == 0) {
      return left.toSeconds() + " s";
    }
    return left.toHours() == 0
        ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
        : left.toHours() + " h " + left.toMinutesPart() + " min";
  }

  @Override
  public void close() {
    thread.interrupt();
    synchronized (this) {
      if (shown) {
        out.print("\r" + " ".repeat(WIDTH) + "\r");
        out.flush();
      }
    }
  }
}
