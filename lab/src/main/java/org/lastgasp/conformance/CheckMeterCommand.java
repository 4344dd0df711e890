package org.lastgasp.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.cli.CliJson;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.Console;
import org.lastgasp.cli.Exit;
import org.lastgasp.cli.OutputOption;
import org.lastgasp.cli.Table;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.files.ErrorText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastgasp check-meter}. */
@Command(
    name = "check-meter",
    description = {
      "Checks a meter against MP102A: it must not cut its hub's supply for more than three",
      "minutes in a firmware activation. For every meter of the rule: ESME (single phase, twin",
      "element, polyphase), GSME, hot shoe.",
      "A trace is CSV with the header time,event; the events are activation-start,",
      "activation-end, supply-off and supply-on, at the hub, and hub-update-start and",
      "hub-update-end for an update of the hub itself. Comments such as '# kind: polyphase',",
      "'# device: …', '# model: …' and '# firmware: …' describe the meter.",
      "A cut above 180 s that overlaps the activation, or lies within the margin of it, fails;",
      "exactly 180 s is a warning. Also predicts which AD1s each region would raise, by all",
      "cuts of the trace.",
      "Exit code 1 if a trace fails, is undecided or cannot be read."
    },
    footer = {
      "  lastgasp check-meter e470-run-3.csv --picture pictures",
      "  lastgasp check-meter traces/*.csv --junit check-meter.xml",
      "  lastgasp check-meter traces/*.csv -o json"
    })
public final class CheckMeterCommand implements Callable<Integer> {
  private static final List<String> COLUMNS =
      List.of(
          "trace", "verdict", "cuts", "longest", "sum", "with_reboot", "north",
          "south_and_central");
  private static final long LONGEST_MARGIN = 86_400; // a day, in seconds

  @Parameters(arity = "1..*", paramLabel = "TRACE", description = "One or more traces.")
  private List<Path> traces = List.of();

  @Option(
      names = "--margin",
      paramLabel = "SECONDS",
      description = {
        "How far from an activation a cut may lie and still counts as its doing, 0 to 86400",
        "(default: ${DEFAULT-VALUE})."
      })
  private long margin = MeterCheck.MARGIN.toSeconds();

  @Option(
      names = "--picture",
      paramLabel = "FOLDER",
      description = "Draw each trace in this folder, as SVG with the trace's name.")
  private @Nullable Path pictures;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write a JUnit XML report with a test case for each trace.")
  private @Nullable Path junit;

  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  /** The command, which prints on a console. */
  public CheckMeterCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (margin < 0 || margin > LONGEST_MARGIN) {
      throw new CommandFailed(
          Exit.WRONG_USE, "--margin: expected 0 to 86400 seconds but was '" + margin + "'");
    }
    if (pictures != null) {
      pictureNamesDiffer();
    }
    List<MeterCheckJunit.Case> cases = read();
    ArrayNode all = CliJson.MAPPER.createArrayNode();
    boolean kept = true;
    for (MeterCheckJunit.Case each : cases) {
      switch (each) {
        case MeterCheckJunit.Case.Checked checked -> {
          all.add(MeterCheckJson.of(checked.check(), picture(checked.check())));
          kept &= checked.check().outcome().isKept();
        }
        case MeterCheckJunit.Case.Broken broken -> {
          all.add(MeterCheckJson.of(broken.trace()));
          kept = false;
        }
      }
    }
    say(cases, all);
    if (junit != null) {
      write(junit, MeterCheckJunit.of(cases));
    }
    return kept ? Exit.DONE : Exit.FAILED;
  }

  /** Two traces of one name in different folders are called by their paths. */
  private List<MeterCheckJunit.Case> read() {
    Map<String, Integer> names = new HashMap<>();
    traces.forEach(each -> names.merge(name(each), 1, Integer::sum));
    List<MeterCheckJunit.Case> cases = new ArrayList<>();
    for (Path trace : traces) {
      boolean isUnique = names.getOrDefault(name(trace), 0) == 1;
      cases.add(
          switch (TraceReader.read(trace, isUnique ? name(trace) : trace.toString())) {
            case TraceResult.Taken taken ->
                new MeterCheckJunit.Case.Checked(
                    MeterCheck.of(taken.trace(), Duration.ofSeconds(margin)));
            case TraceResult.Unreadable unreadable -> new MeterCheckJunit.Case.Broken(unreadable);
          });
    }
    return cases;
  }

  private void say(List<MeterCheckJunit.Case> cases, ArrayNode all) {
    if (output.isJson()) {
      ObjectNode json = CliJson.MAPPER.createObjectNode();
      json.set("traces", all);
      console.say(json);
    } else if (cases.size() > 1) {
      table(cases);
    }
    for (MeterCheckJunit.Case each : cases) {
      switch (each) {
        case MeterCheckJunit.Case.Checked checked -> say(checked.check(), cases.size() == 1);
        case MeterCheckJunit.Case.Broken broken ->
            broken.trace().faults().forEach(f -> console.remark(broken.trace().name() + ": " + f));
      }
    }
  }

  private void say(MeterCheck check, boolean isAlone) {
    if (output.isJson()) {
      return; // it has the remarks
    }
    if (isAlone) {
      MeterCheckText.of(check).forEach(console::say);
    }
    String of = isAlone ? "" : check.trace().name() + ": ";
    check.remarks().forEach(each -> console.remark(of + each));
  }

  private void table(List<MeterCheckJunit.Case> cases) {
    List<JsonNode> rows = new ArrayList<>();
    for (MeterCheckJunit.Case each : cases) {
      ObjectNode row = CliJson.MAPPER.createObjectNode();
      COLUMNS.forEach(column -> row.put(column, ""));
      switch (each) {
        case MeterCheckJunit.Case.Checked checked -> row(row, checked.check());
        case MeterCheckJunit.Case.Broken broken ->
            row.put("trace", broken.trace().name()).put("verdict", "unreadable");
      }
      rows.add(row);
    }
    Table.of(rows, COLUMNS).lines().forEach(console::say);
  }

  private static void row(ObjectNode row, MeterCheck check) {
    row.put("trace", check.trace().name())
        .put("verdict", check.outcome().words())
        .put("cuts", check.cuts().size() + "")
        .put("longest", check.longest().map(MeterCheck.Judged::lasted).orElse(""))
        .put("sum", check.sum().map(MeterCheck.Sum::lasted).orElse(""))
        .put("with_reboot", check.combined().map(CombinedTime::lasted).orElse(""))
        .put("north", together(check.regions().subList(0, 3)))
        .put("south_and_central", together(check.regions().subList(3, 4)));
  }

  /** What a region is expected to do, by all accounts of its rule. */
  private static String together(List<RegionPrediction> accounts) {
    Set<RegionPrediction.Expectation> all = new HashSet<>();
    accounts.forEach(each -> all.add(each.expectation()));
    if (all.contains(RegionPrediction.Expectation.UNKNOWN)) {
      return RegionPrediction.Expectation.UNKNOWN.words();
    }
    return all.size() == 1
        ? all.iterator().next().words()
        : RegionPrediction.Expectation.CHANCE.words();
  }

  private void pictureNamesDiffer() {
    Set<String> drawn = new HashSet<>();
    for (Path each : traces) {
      if (!drawn.add(pictureName(each))) {
        throw new CommandFailed(
            Exit.WRONG_USE,
            "--picture: two traces would be drawn as " + pictureName(each)
                + ": rename one, or draw them in two runs");
      }
    }
  }

  private static String name(Path trace) {
    return String.valueOf(trace.getFileName());
  }

  private static String pictureName(Path trace) {
    return name(trace).replaceFirst("(?i)\\.csv$", "") + ".svg";
  }

  private Optional<Path> picture(MeterCheck check) {
    if (pictures == null) {
      return Optional.empty();
    }
    Path file = pictures.resolve(pictureName(Path.of(check.trace().name())));
    write(file, TraceChart.of(check));
    return Optional.of(file);
  }

  private static void write(Path file, String text) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      DurableFiles.replace(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException broken) {
      throw new CommandFailed(Exit.FAILED, "writing " + file + ": " + ErrorText.of(broken));
    }
  }
}
