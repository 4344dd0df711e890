package org.lastgasp.lab;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.lastgasp.cli.Console;
import org.lastgasp.sim.Simulation;

/**
 * A printer of the progress of a simulation: one line rewritten on a terminal, else a line now and
 * then.
 */
final class ProgressPrinter implements AutoCloseable {
  private static final Duration ON_A_TERMINAL = Duration.ofMillis(250);
  private static final Duration ELSEWHERE = Duration.ofSeconds(4);
  private static final int WIDTH = 98;

  private final Simulation world;
  private final PrintWriter out;
  private final boolean terminal;
  private final Thread thread;

  private ProgressPrinter(Simulation world, PrintWriter out, boolean terminal) {
    this.world = world;
    this.out = out;
    this.terminal = terminal;
    this.thread = Thread.ofVirtual().name("demo-ticker").unstarted(this::tick);
  }

  /** Starts to speak; beside the result if that is for a program. */
  static ProgressPrinter started(Simulation world, Console console, boolean json) {
    boolean terminal =
        Optional.ofNullable(System.console()).filter(c -> c.isTerminal()).isPresent();
    ProgressPrinter ticker =
        new ProgressPrinter(world, json ? console.err() : console.out(), terminal);
    ticker.thread.start();
    return ticker;
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(terminal ? ON_A_TERMINAL : ELSEWHERE);
        say("");
      }
    } catch (InterruptedException done) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says where the world stands, and a word more. */
  synchronized void say(String word) {
    Simulation.Progress at = world.progress();
    String line =
        String.format(
            Locale.ROOT,
            "  %s of %s   requests %,d   AD1s %,d   sent north %,d   delivered %,d   %s",
            hours(at.passed()),
            hours(at.planned()),
            at.requests(),
            at.alerts(),
            at.posted(),
            at.delivered(),
            word);
    if (terminal) {
      out.print("\r" + ("%-" + WIDTH + "s").formatted(line));
    } else {
      out.println(line.stripTrailing());
    }
    out.flush();
  }

  /** {@code 2:45 h}. */
  static String hours(Duration duration) {
    return String.format(Locale.ROOT, "%d:%02d h", duration.toHours(), duration.toMinutesPart());
  }

  @Override
  public synchronized void close() {
    thread.interrupt();
    if (terminal) {
      out.print("\r" + " ".repeat(WIDTH) + "\r");
      out.flush();
    }
  }
}
