package org.lastgasp.whatif;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.lastgasp.cli.CliJson;
import org.lastgasp.cli.Console;
import org.lastgasp.cli.Table;
import org.lastgasp.files.CountText;
import org.lastgasp.files.SpreadsheetText;
import org.lastgasp.id.Eui64;

/** A report of what a replay found: on the console, and line by line in files. */
final class ReplayReport implements Replay.Audience, AutoCloseable {
  private static final int SHOWN = 100; // changes on the console, and faults
  private static final double MILLIS_A_MINUTE = 60_000;
  private static final String LINE_END = "\r\n"; // RFC 4180

  private final Console console;
  private final List<String> titles;
  private final Optional<BufferedWriter> alerts;
  private final Optional<BufferedWriter> changes;
  private final List<Replay.Judged> changed = new ArrayList<>();
  private final List<RecordingFiles.Fault> faults = new ArrayList<>();
  private final Map<List<String>, Long> kinds = new HashMap<>(); // of changes, and how many
  private long changeCount;
  private long faultCount;

  private ReplayReport(
      Console console,
      List<String> titles,
      Optional<BufferedWriter> alerts,
      Optional<BufferedWriter> changes) {
    this.console = console;
    this.titles = titles;
    this.alerts = alerts;
    this.changes = changes;
  }

  /** A report for one side or two, with files in a folder if one is named. */
  static ReplayReport open(Console console, Optional<Path> folder, List<String> titles)
      throws IOException {
    if (folder.isEmpty()) {
      return new ReplayReport(console, titles, Optional.empty(), Optional.empty());
    }
    Files.createDirectories(folder.get());
    boolean diff = titles.size() > 1;
    BufferedWriter alerts = begun(folder.get().resolve("alerts.csv"), diff);
    Optional<BufferedWriter> changes =
        diff ? Optional.of(begun(folder.get().resolve("changes.csv"), true)) : Optional.empty();
    return new ReplayReport(console, titles, Optional.of(alerts), changes);
  }

  private static BufferedWriter begun(Path file, boolean diff) throws IOException {
    BufferedWriter writer = Files.newBufferedWriter(file, UTF_8);
    String sides = diff ? "verdict,why,other_verdict,other_why" : "verdict,why";
    writer.write("document,file,place,at,hub,start_date_time,mpxn,response_id," + sides);
    writer.write(LINE_END);
    return writer;
  }

  @Override
  public void judged(Replay.Judged alert) {
    alerts.ifPresent(writer -> write(writer, alert));
    if (alert.isChanged()) {
      changeCount++;
      kinds.merge(alert.outcomes().stream().map(Replay.Outcome::word).toList(), 1L, Long::sum);
      changes.ifPresent(writer -> write(writer, alert));
      if (changed.size() < SHOWN) {
        changed.add(alert);
      }
    }
  }

  @Override
  public void fault(RecordingFiles.Fault fault) {
    faultCount++;
    if (faults.size() < SHOWN) {
      faults.add(fault);
      console.err().println("not read: " + fault);
    }
  }

  private static void write(BufferedWriter writer, Replay.Judged alert) {
    List<String> cells =
        new ArrayList<>(
            List.of(
                String.valueOf(alert.number()),
                alert.file(),
                String.valueOf(alert.place()),
                alert.at().toString(),
                alert.alert().hub().map(Eui64::toString).orElse(""),
                alert.alert().start().map(Instant::toString).orElse(""),
                alert.alert().mpxn(),
                alert.alert().responseId().map(Object::toString).orElse("")));
    for (Replay.Outcome outcome : alert.outcomes()) {
      cells.add(outcome.word());
      cells.add(VerdictText.why(alert, outcome));
    }
    try {
      writer.write(String.join(",", cells.stream().map(ReplayReport::cell).toList()));
      writer.write(LINE_END);
    } catch (IOException broken) {
      throw new UncheckedIOException("writing the alerts of a replay", broken);
    }
  }

  private static String cell(String text) {
    String safe = SpreadsheetText.noFormula(text);
    boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c < ' ');
    return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }

  /** For people. */
  List<String> lines(Replay.Result result) {
    List<String> lines = new ArrayList<>();
    String from = result.first().map(first -> first + " to " + result.last()).orElse("no time");
    lines.add(
        CountText.of(result.messages(), "message") + ", " + from
            + "; " + number(faultCount) + " that cannot be read");
    lines.add("");
    Table table = new Table();
    table.row(heading("WHAT"));
    row(table, "activations tracked", result, Replay.Sums::tracked);
    row(table, "activations not tracked", result, s -> sum(s.untracked()));
    words(result, s -> codes(s.untracked(), each -> each.code()), "  ", table);
    row(table, "alerts", result, Replay.Sums::alerts);
    row(table, "suppressed", result, Replay.Sums::suppressed);
    row(table, "duplicates of these", result, Replay.Sums::copies);
    row(table, "forwarded", result, Replay.Sums::passedOn);
    words(result, s -> codes(s.forwarded(), each -> each.code()), "  ", table);
    List<String> blind = new ArrayList<>(List.of("blind hub-minutes"));
    result.sides().forEach(s -> blind.add(minutes(s.blindness())));
    table.row(blind);
    lines.addAll(table.lines());
    if (titles.size() > 1) {
      lines.add("");
      lines.addAll(differences(result));
    }
    return lines;
  }

  private List<String> heading(String first) {
    List<String> cells = new ArrayList<>(List.of(first));
    titles.forEach(title -> cells.add(title.toUpperCase(Locale.ROOT)));
    return cells;
  }

  private static void row(
      Table table, String what, Replay.Result result, Function<Replay.Sums, Long> count) {
    List<String> cells = new ArrayList<>(List.of(what));
    result.sides().forEach(side -> cells.add(number(count.apply(side))));
    table.row(cells);
  }

  /** A row for each word that any side counts. */
  private static void words(
      Replay.Result result,
      Function<Replay.Sums, Map<String, Long>> counts,
      String indent,
      Table table) {
    TreeMap<String, Long> all = new TreeMap<>();
    result.sides().forEach(side -> all.putAll(counts.apply(side)));
    for (String word : all.keySet()) {
      row(table, indent + word, result, side -> counts.apply(side).getOrDefault(word, 0L));
    }
  }

  private static <E> Map<String, Long> codes(Map<E, Long> counts, Function<E, String> code) {
    Map<String, Long> words = new TreeMap<>();
    counts.forEach((each, count) -> words.put(code.apply(each), count));
    return words;
  }

  private static long sum(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private List<String> differences(Replay.Result result) {
    List<String> lines = new ArrayList<>();
    Duration more =
        result.sides().getLast().blindness().minus(result.sides().getFirst().blindness());
    lines.add(
        CountText.of(changeCount, "alert changes", "alerts change")
            + "; blind hub-minutes " + (more.isNegative() ? "" : "+") + minutes(more));
    if (changed.isEmpty()) {
      return lines;
    }
    lines.addAll(kinds());
    lines.add("");
    Table table = new Table();
    table.row(
        List.of(
            "WHERE", "AT", "HUB", titles.getFirst().toUpperCase(Locale.ROOT),
            titles.getLast().toUpperCase(Locale.ROOT), "WHY FORWARDED"));
    for (Replay.Judged each : changed) {
      Replay.Outcome one = each.outcomes().getFirst();
      Replay.Outcome other = each.outcomes().getLast();
      table.row(
          List.of(
              each.file() + ":" + each.place(),
              each.at().toString(),
              each.alert().hub().map(Eui64::toString).orElse("-"),
              one.word(),
              other.word(),
              VerdictText.why(each, one.held() ? other : one)));
    }
    lines.addAll(table.lines());
    if (changeCount > changed.size()) {
      lines.add("and " + number(changeCount - changed.size()) + " more: --out DIR writes all");
    }
    return lines;
  }

  /** The changes counted by what they were and became, the most frequent first. */
  private List<String> kinds() {
    Table table = new Table();
    table.row(heading("ALERTS"));
    kinds.entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<List<String>, Long> kind) -> -kind.getValue())
                .thenComparing(kind -> String.join(" ", kind.getKey())))
        .forEach(
            kind -> {
              List<String> cells = new ArrayList<>(List.of(number(kind.getValue())));
              cells.addAll(kind.getKey());
              table.row(cells);
            });
    return table.lines();
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String minutes(Duration duration) {
    return String.format(Locale.ROOT, "%,.1f", duration.toMillis() / MILLIS_A_MINUTE);
  }

  /** For programs. */
  ObjectNode json(Replay.Result result) {
    ObjectNode json = CliJson.MAPPER.createObjectNode();
    json.put("messages", result.messages());
    json.put("unreadable", faultCount);
    json.put("from", result.first().map(Instant::toString).orElse(""));
    json.put("to", result.first().map(first -> result.last().toString()).orElse(""));
    ArrayNode list = json.putArray("faults");
    for (RecordingFiles.Fault fault : faults) {
      list.addObject()
          .put("file", fault.file())
          .put("place", fault.place())
          .put("fault", fault.what());
    }
    ArrayNode sides = json.putArray("sides");
    for (int i = 0; i < titles.size(); i++) {
      Replay.Sums sums = result.sides().get(i);
      ObjectNode side = sides.addObject();
      side.put("settings", titles.get(i));
      side.put("tracked", sums.tracked());
      ObjectNode untracked = side.putObject("untracked");
      codes(sums.untracked(), each -> each.code()).forEach(untracked::put);
      side.put("alerts", sums.alerts());
      side.put("suppressed", sums.suppressed());
      side.put("copies", sums.copies());
      ObjectNode forwarded = side.putObject("forwarded");
      codes(sums.forwarded(), each -> each.code()).forEach(forwarded::put);
      side.put("blind_hub_minutes", sums.blindness().toMillis() / MILLIS_A_MINUTE);
    }
    if (titles.size() > 1) {
      json.put("changed", changeCount);
      ArrayNode all = json.putArray("changes");
      changed.forEach(each -> put(all.addObject(), each));
    }
    return json;
  }

  private static void put(ObjectNode json, Replay.Judged each) {
    json.put("document", each.number());
    json.put("file", each.file());
    json.put("place", each.place());
    json.put("at", each.at().toString());
    json.put("hub", each.alert().hub().map(Eui64::toString).orElse(""));
    ArrayNode verdicts = json.putArray("verdicts");
    for (Replay.Outcome outcome : each.outcomes()) {
      String why = VerdictText.why(each, outcome);
      verdicts.addObject().put("verdict", outcome.word()).put("why", why);
    }
  }

  @Override
  public void close() throws IOException {
    if (alerts.isPresent()) {
      alerts.get().close();
    }
    if (changes.isPresent()) {
      changes.get().close();
    }
  }
}
