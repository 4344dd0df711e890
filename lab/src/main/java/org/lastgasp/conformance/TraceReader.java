package org.lastgasp.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lastgasp.files.ErrorText;
import org.lastgasp.sim.SupplyInterruption;

/**
 * A reader of traces: CSV with the header {@code time,event}; a time is ISO 8601 with its zone, an
 * event one of {@code activation-start}, {@code activation-end}, {@code supply-off}, {@code
 * supply-on}, {@code hub-update-start}, {@code hub-update-end}. Empty lines are skipped; lines that
 * begin with {@code #} describe the meter ({@link MeterUnderTest}) or are kept as they are.
 *
 * <p>All faults are looked for, so that a file is fixed in one go. Use it once.
 */
final class TraceReader {
  private static final long LARGEST = 16L << 20; // 16 MiB, some 400,000 events
  private static final int MOST_FAULTS = 20;
  private static final int LONGEST_SHOWN = 40; // characters of what was found
  private static final Duration LONGEST = Duration.ofDays(366);

  private final String name;
  private final List<String> faults = new ArrayList<>();
  private final List<String> comments = new ArrayList<>();
  private final Phase activation = new Phase("activation");
  private final Phase hubUpdate = new Phase("hub-update");
  private final List<SupplyInterruption> cuts = new ArrayList<>();
  private Optional<Moment> begin = Optional.empty();
  private Optional<Moment> last = Optional.empty();
  private Optional<Moment> off = Optional.empty();
  private boolean headed;
  private int faulty; // the last line with a fault
  private int found;

  /** An event's time, and the line that says so. */
  private record Moment(Instant at, int line) {}

  private TraceReader(String name) {
    this.name = plain(name);
  }

  /** Reads a file under its own name. */
  static TraceResult read(Path file) {
    return read(file, String.valueOf(file.getFileName()));
  }

  /** Reads a file. What is wrong with it is a value, also that it is not there. */
  static TraceResult read(Path file, String name) {
    TraceReader reader = new TraceReader(name);
    try {
      if (Files.isDirectory(file)) {
        return new TraceResult.Unreadable(
            reader.name, List.of("it is a folder: name the traces in it"));
      }
      if (Files.size(file) > LARGEST) {
        return new TraceResult.Unreadable(
            reader.name, List.of("the file is larger than 16 MiB: no trace of an activation is"));
      }
      try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        return reader.read(lines);
      }
    } catch (NoSuchFileException missing) {
      return new TraceResult.Unreadable(
          reader.name, List.of("there is no file " + plain(file.toString())));
    } catch (CharacterCodingException notText) {
      return new TraceResult.Unreadable(reader.name, List.of("it is not text in UTF-8"));
    } catch (AccessDeniedException denied) {
      return new TraceResult.Unreadable(
          reader.name, List.of("this user has no right to read it"));
    } catch (IOException broken) {
      return new TraceResult.Unreadable(
          reader.name, List.of("it cannot be read: " + ErrorText.of(broken)));
    }
  }

  private TraceResult read(BufferedReader lines) throws IOException {
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      String text = (number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line).strip();
      if (text.startsWith("#")) {
        comments.add(plain(text.substring(1).strip()));
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
    Instant known = at.or(() -> last.map(Moment::at)).orElse(Instant.EPOCH);
    event(cells[1].strip(), new Moment(known, line), at.isPresent());
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }

  /** An event with a wrong time happened too: the lines behind it are read as if it was right. */
  private void event(String event, Moment now, boolean isTimed) {
    if (last.isPresent() && now.at().isBefore(last.get().at())) {
      fault(
          now.line(),
          now.at() + " is before " + last.get().at() + " in line " + last.get().line()
              + ": put the events in order of time");
      happens(event, new Moment(last.get().at(), now.line()));
      return;
    }
    if (begin.isPresent() && Duration.between(begin.get().at(), now.at()).compareTo(LONGEST) > 0) {
      fault(
          now.line(),
          now.at() + " is more than 366 days after " + begin.get().at() + " in line "
              + begin.get().line() + ": one of the two is wrong");
      happens(event, new Moment(last.orElse(now).at(), now.line()));
      return;
    }
    happens(event, now);
    if (isTimed) {
      begin = begin.or(() -> Optional.of(now));
      last = Optional.of(now);
    }
  }

  private void happens(String event, Moment now) {
    switch (event.toLowerCase(Locale.ROOT)) {
      case "activation-start" -> activation.starts(now);
      case "activation-end" -> activation.ends(now);
      case "hub-update-start" -> hubUpdate.starts(now);
      case "hub-update-end" -> hubUpdate.ends(now);
      case "supply-off" -> supplyGoes(now);
      case "supply-on" -> supplyComes(now);
      default ->
          fault(
              now.line(),
              "'" + shown(event)
                  + "' is no event: activation-start, activation-end, supply-off, supply-on,"
                  + " hub-update-start, hub-update-end are");
    }
  }

  /** The periods between a start and an end. */
  private final class Phase {
    private final String name;
    private final List<Trace.Period> periods = new ArrayList<>();
    private Optional<Moment> since = Optional.empty();

    Phase(String name) {
      this.name = name;
    }

    void starts(Moment now) {
      if (since.isPresent()) {
        fault(
            now.line(),
            "a second " + name + "-start, while the one of line " + since.get().line() + " has no "
                + name + "-end");
        return;
      }
      since = Optional.of(now);
    }

    void ends(Moment now) {
      if (since.isEmpty()) {
        fault(now.line(), name + "-end without " + name + "-start");
        return;
      }
      periods.add(new Trace.Period(since.get().at(), now.at(), true));
      since = Optional.empty();
    }

    /** All periods; one without an end lasts until the trace does. */
    List<Trace.Period> by(Instant end) {
      since.ifPresent(start -> periods.add(new Trace.Period(start.at(), end, false)));
      return periods;
    }

    boolean isSeen() {
      return since.isPresent() || !periods.isEmpty();
    }
  }

  private void supplyGoes(Moment now) {
    if (off.isPresent()) {
      fault(now.line(), "a second supply-off: it is off since line " + off.get().line());
      return;
    }
    off = Optional.of(now);
    if (!cuts.isEmpty() && cuts.getLast().on().equals(now.at())) {
      off = Optional.of(new Moment(cuts.removeLast().off(), now.line())); // it was back for no time
    }
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
    if (!headed) {
      fault("it is empty: a trace has the header time,event and a line for each event");
    } else if (!activation.isSeen() && !hubUpdate.isSeen() && found == 0) {
      fault("it has no activation-start, so there is nothing to check");
    }
    if (found > 0) {
      if (found > faults.size()) {
        faults.add("and " + (found - faults.size()) + " more");
      }
      return new TraceResult.Unreadable(name, faults);
    }
    Instant end = last.orElseThrow().at();
    return new TraceResult.Taken(
        new Trace(
            name,
            MeterUnderTest.of(comments),
            begin.orElseThrow().at(),
            end,
            activation.by(end),
            hubUpdate.by(end),
            cuts));
  }

  /** A fault of a line: the first is told, others come of it. */
  private void fault(int line, String what) {
    if (line == faulty) {
      return;
    }
    faulty = line;
    fault("line " + line + ": " + what);
  }

  private void fault(String what) {
    found++;
    if (faults.size() < MOST_FAULTS) {
      faults.add(what);
    }
  }

  private static String shown(String text) {
    String plain = plain(text);
    return plain.length() <= LONGEST_SHOWN ? plain : plain.substring(0, LONGEST_SHOWN) + "…";
  }

  /** Without what neither a terminal nor an XML document can take. */
  private static String plain(String text) {
    return text.replaceAll("\\p{C}", "?");
  }
}
