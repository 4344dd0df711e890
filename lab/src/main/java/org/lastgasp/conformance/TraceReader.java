package org.lastgasp.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lastgasp.sim.SupplyInterruption;

/**
 * A reader of traces: CSV with the header {@code time,event}; a time is ISO 8601 with its zone, an
 * event one of {@code activation-start}, {@code activation-end}, {@code supply-off}, {@code
 * supply-on}. Empty lines are skipped; lines that begin with {@code #} say something about the
 * meter.
 *
 * <p>All faults are looked for, so that a file is fixed in one go. Use it once.
 */
public final class TraceReader {
  private static final long LARGEST = 16L << 20; // 16 MiB, some 400,000 events
  private static final int MOST_FAULTS = 20;
  private static final int LONGEST_SHOWN = 40; // characters of what was found

  private final String name;
  private final List<String> faults = new ArrayList<>();
  private final List<String> about = new ArrayList<>();
  private final List<Trace.Activation> activations = new ArrayList<>();
  private final List<SupplyInterruption> cuts = new ArrayList<>();
  private Optional<Moment> begin = Optional.empty();
  private Optional<Moment> last = Optional.empty();
  private Optional<Moment> activation = Optional.empty();
  private Optional<Moment> off = Optional.empty();
  private boolean headed;
  private int found;

  /** An event's time, and the line that says so. */
  private record Moment(Instant at, int line) {}

  private TraceReader(String name) {
    this.name = name;
  }

  /** Reads a file. What is wrong with it is a value, also that it is not there. */
  public static TraceResult read(Path file) {
    TraceReader reader = new TraceReader(String.valueOf(file.getFileName()));
    try {
      if (Files.size(file) > LARGEST) {
        return new TraceResult.Unreadable(
            reader.name, List.of("the file is larger than 16 MiB: no trace of an activation is"));
      }
      try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        return reader.read(lines);
      }
    } catch (NoSuchFileException missing) {
      return new TraceResult.Unreadable(reader.name, List.of("there is no file " + file));
    } catch (CharacterCodingException notText) {
      return new TraceResult.Unreadable(reader.name, List.of("it is not text in UTF-8"));
    } catch (IOException broken) {
      return new TraceResult.Unreadable(reader.name, List.of("it cannot be read: " + broken));
    }
  }

  private TraceResult read(BufferedReader lines) throws IOException {
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      String text = (number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line).strip();
      if (text.startsWith("#")) {
        about.add(text.substring(1).strip());
      } else if (!text.isEmpty()) {
        take(text, number);
      }
    }
    return finished();
  }

  private void take(String text, int line) {
    String[] cells = text.split(",", -1);
    if (!headed) {
      headed = true;
      if (!text.replace(" ", "").equalsIgnoreCase("time,event")) {
        fault(line, "the first line is '" + shown(text) + "' instead of the header 'time,event'");
      }
      return;
    }
    if (cells.length != 2) {
      fault(line, "'" + shown(text) + "' has " + cells.length + " cells instead of time,event");
      return;
    }
    Optional<Instant> at = time(cells[0].strip());
    if (at.isEmpty()) {
      fault(
          line,
          "'" + shown(cells[0].strip())
              + "' is no time: write one with its zone, as 2026-03-01T02:00:00Z");
    }
    at.ifPresent(instant -> event(cells[1].strip(), new Moment(instant, line)));
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }

  private void event(String event, Moment now) {
    if (last.isPresent() && now.at().isBefore(last.get().at())) {
      fault(
          now.line(),
          now.at() + " is before " + last.get().at() + " in line " + last.get().line()
              + ": put the events in order of time");
      return;
    }
    switch (event.toLowerCase(Locale.ROOT)) {
      case "activation-start" -> activationStarts(now);
      case "activation-end" -> activationEnds(now);
      case "supply-off" -> supplyGoes(now);
      case "supply-on" -> supplyComes(now);
      default ->
          fault(
              now.line(),
              "'" + shown(event)
                  + "' is no event: activation-start, activation-end, supply-off, supply-on are");
    }
    begin = begin.or(() -> Optional.of(now));
    last = Optional.of(now);
  }

  private void activationStarts(Moment now) {
    if (activation.isPresent()) {
      fault(
          now.line(),
          "a second activation-start, while the one of line " + activation.get().line()
              + " has no activation-end");
      return;
    }
    activation = Optional.of(now);
  }

  private void activationEnds(Moment now) {
    if (activation.isEmpty()) {
      fault(now.line(), "an activation-end without an activation-start");
      return;
    }
    activations.add(new Trace.Activation(activation.get().at(), now.at(), true));
    activation = Optional.empty();
  }

  private void supplyGoes(Moment now) {
    if (off.isPresent()) {
      fault(now.line(), "a second supply-off: it is off since line " + off.get().line());
      return;
    }
    off = Optional.of(now);
  }

  private void supplyComes(Moment now) {
    if (off.isEmpty()) {
      fault(now.line(), "a supply-on without a supply-off");
      return;
    }
    if (off.get().at().isBefore(now.at())) {
      cuts.add(new SupplyInterruption(off.get().at(), now.at())); // else it lasted no time at all
    }
    off = Optional.empty();
  }

  private TraceResult finished() {
    off.ifPresent(since -> cuts.add(new SupplyInterruption(since.at(), SupplyInterruption.NEVER)));
    activation.ifPresent(
        started ->
            activations.add(
                new Trace.Activation(started.at(), last.orElse(started).at(), false)));
    if (!headed) {
      fault("it is empty: a trace has the header time,event and a line for each event");
    } else if (activations.isEmpty() && found == 0) {
      fault("it has no activation-start, so there is nothing to check");
    }
    if (found > 0) {
      if (found > faults.size()) {
        faults.add("and " + (found - faults.size()) + " more");
      }
      return new TraceResult.Unreadable(name, faults);
    }
    return new TraceResult.Taken(
        new Trace(
            name, about, begin.orElseThrow().at(), last.orElseThrow().at(), activations, cuts));
  }

  private void fault(int line, String what) {
    fault("line " + line + ": " + what);
  }

  private void fault(String what) {
    found++;
    if (faults.size() < MOST_FAULTS) {
      faults.add(what);
    }
  }

  private static String shown(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= LONGEST_SHOWN ? plain : plain.substring(0, LONGEST_SHOWN) + "…";
  }
}
