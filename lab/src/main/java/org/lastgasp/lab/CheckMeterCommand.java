package org.lastgasp.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
import org.lastgasp.conformance.MeterCheck;
import org.lastgasp.conformance.RegionPrediction;
import org.lastgasp.conformance.Trace;
import org.lastgasp.conformance.TraceChart;
import org.lastgasp.conformance.TraceReader;
import org.lastgasp.conformance.TraceResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastgasp check-meter}. */
@Command(
    name = "check-meter",
    description = {
      "Checks a meter against MP102A: it must not cut its hub's supply for more than three",
      "minutes in a firmware activation.",
      "A trace is CSV with the header time,event; the events are activation-start,",
      "activation-end, supply-off and supply-on, at the hub. A cut above 180 s fails; exactly",
      "180 s is a warning. Also predicts whether each region would raise an AD1. For every",
      "meter of the rule: ESME (single phase, twin element, polyphase), GSME, hot shoe.",
      "Exit code 1 if a trace fails, is undecided or cannot be read."
    },
    footer = {
      "  lastgasp check-meter e470-run-3.csv --picture pictures",
      "  lastgasp check-meter traces/*.csv -o json"
    })
final class CheckMeterCommand implements Callable<Integer> {
  private static final List<String> COLUMNS =
      List.of("trace", "verdict", "cuts", "longest", "sum", "north", "south_and_central");

  @Parameters(arity = "1..*", paramLabel = "TRACE", description = "One or more traces.")
  private List<Path> traces = List.of();

  @Option(
      names = "--picture",
      paramLabel = "FOLDER",
      description = "Draw each trace in this folder, as SVG with the trace's name.")
  private @Nullable Path pictures;

  @Mixin private OutputOption output = new OutputOption();
  private final Console console;
  private final Set<Path> drawn = new HashSet<>();

  CheckMeterCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<TraceResult> readings = traces.stream().map(TraceReader::read).toList();
    List<MeterCheck> checks = new ArrayList<>();
    ArrayNode all = CliJson.MAPPER.createArrayNode();
    boolean kept = true;
    for (TraceResult reading : readings) {
      switch (reading) {
        case TraceResult.Taken taken -> {
          MeterCheck check = MeterCheck.of(taken.trace());
          checks.add(check);
          all.add(json(check, picture(check)));
          kept &= check.outcome().isKept();
        }
        case TraceResult.Unreadable unreadable -> {
          unreadable.faults().forEach(f -> console.remark(unreadable.name() + ": " + f));
          all.add(json(unreadable));
          kept = false;
        }
      }
    }
    if (output.isJson()) {
      ObjectNode json = CliJson.MAPPER.createObjectNode();
      json.set("traces", all);
      console.say(json);
    } else if (traces.size() == 1) {
      checks.forEach(this::tell);
    } else {
      table(all);
    }
    return kept ? Exit.DONE : Exit.FAILED;
  }

  /** One trace at length. */
  private void tell(MeterCheck check) {
    Trace trace = check.trace();
    console.say(trace.name() + ": " + check.outcome().words());
    trace.about().forEach(each -> console.say("  " + each));
    check.sums().forEach(this::tell);
    List<MeterCheck.Judged> others =
        check.cuts().stream().filter(cut -> cut.outcome().isEmpty()).toList();
    if (!others.isEmpty()) {
      console.say("");
      cuts("  OTHER CUT", trace.activations().getFirst(), others).lines().forEach(console::say);
    }
    console.say("");
    Table regions = new Table();
    regions.row(List.of("  REGION", "WOULD RAISE"));
    check.regions().forEach(each -> regions.row(List.of("  " + each.rule(), each.words())));
    regions.lines().forEach(console::say);
    check.remarks().forEach(console::remark);
  }

  private void tell(MeterCheck.Sum sum) {
    Trace.Activation activation = sum.activation();
    String until = activation.isEnded() ? activation.end().toString() : "end of the trace";
    console.say("");
    console.say("  activation " + activation.start() + " to " + until);
    Table table = cuts("  CUT", activation, sum.cuts());
    String count = sum.cuts().size() + " judged";
    table.row(List.of("  sum", "", RegionPrediction.seconds(sum.length()), count));
    table.lines().forEach(console::say);
  }

  private static Table cuts(
      String title, Trace.Activation activation, List<MeterCheck.Judged> cuts) {
    Table table = new Table();
    table.row(List.of(title, "BEGAN AFTER", "LASTED", "MP102A"));
    int number = 0;
    for (MeterCheck.Judged cut : cuts) {
      String after =
          RegionPrediction.seconds(Duration.between(activation.start(), cut.cut().off()));
      String lasted = (cut.isOver() ? "" : "at least ") + RegionPrediction.seconds(cut.length());
      table.row(List.of("  " + ++number, after, lasted, said(cut)));
    }
    return table;
  }

  private static String said(MeterCheck.Judged cut) {
    return cut.outcome().map(o -> o.words() + ": " + cut.why()).orElse(cut.why());
  }

  private void table(ArrayNode all) {
    List<JsonNode> rows = new ArrayList<>();
    for (JsonNode each : all) {
      ObjectNode row = CliJson.MAPPER.createObjectNode();
      COLUMNS.forEach(column -> row.put(column, ""));
      row.put("trace", each.path("trace").asText());
      row.put("verdict", each.path("verdict").asText());
      if (each.has("cuts")) {
        row.put("cuts", each.path("cuts").size() + "");
        row.put("longest", each.path("longest_seconds").asText() + " s");
        row.put("sum", each.path("sum_seconds").asText() + " s");
        row.put("north", raised(each, 0, 3));
        row.put("south_and_central", raised(each, 3, 4));
      }
      rows.add(row);
    }
    Table.of(rows, COLUMNS).lines().forEach(console::say);
  }

  /** Whether some of a trace's outlooks raise an AD1. */
  private static String raised(JsonNode trace, int from, int to) {
    int raising = 0;
    boolean uncertain = false;
    for (int i = from; i < to; i++) {
      JsonNode outlook = trace.path("regions").path(i);
      int raised = outlook.path("raised").asInt();
      raising += raised > 0 ? 1 : 0;
      uncertain |= raised > 0 && raised < outlook.path("tried").asInt();
    }
    return raising == 0 ? "no AD1" : raising < to - from || uncertain ? "perhaps" : "AD1";
  }

  private Optional<Path> picture(MeterCheck check) {
    if (pictures == null) {
      return Optional.empty();
    }
    String name = check.trace().name().replaceFirst("(?i)\\.csv$", "") + ".svg";
    Path file = pictures.resolve(name);
    if (!drawn.add(file)) {
      throw new CommandFailed(
          Exit.WRONG_USE, "two traces are called " + check.trace().name() + ": rename one");
    }
    try {
      Files.createDirectories(pictures);
      return Optional.of(Files.writeString(file, TraceChart.of(check)));
    } catch (IOException broken) {
      throw new CommandFailed(Exit.FAILED, "writing " + file + ": " + broken);
    }
  }

  private static ObjectNode json(TraceResult.Unreadable unreadable) {
    ObjectNode json = CliJson.MAPPER.createObjectNode();
    json.put("trace", unreadable.name());
    json.put("verdict", "unreadable");
    ArrayNode faults = json.putArray("faults");
    unreadable.faults().forEach(faults::add);
    return json;
  }

  private static ObjectNode json(MeterCheck check, Optional<Path> picture) {
    ObjectNode json = CliJson.MAPPER.createObjectNode();
    json.put("trace", check.trace().name());
    json.put("verdict", check.outcome().words());
    json.put("keeps_the_rule", check.outcome().isKept());
    json.put("longest_seconds", seconds(check.longest()));
    json.put("sum_seconds", seconds(check.sum()));
    ArrayNode cuts = json.putArray("cuts");
    for (MeterCheck.Judged cut : check.cuts()) {
      cuts.addObject()
          .put("off", cut.cut().off().toString())
          .put("on", cut.isOver() ? cut.cut().on().toString() : null)
          .put("seconds", seconds(cut.length()))
          .put("place", cut.place().words())
          .put("verdict", cut.outcome().map(o -> o.words()).orElse("not judged"))
          .put("why", cut.why());
    }
    ArrayNode regions = json.putArray("regions");
    for (RegionPrediction each : check.regions()) {
      regions
          .addObject()
          .put("rule", each.rule())
          .put("tried", each.tried())
          .put("raised", each.raised())
          .put("outage_seconds", each.outage().map(CheckMeterCommand::seconds).orElse(null))
          .put("earliest_seconds", each.earliest().map(CheckMeterCommand::seconds).orElse(null))
          .put("latest_seconds", each.latest().map(CheckMeterCommand::seconds).orElse(null));
    }
    ArrayNode remarks = json.putArray("remarks");
    check.remarks().forEach(remarks::add);
    picture.ifPresent(file -> json.put("picture", file.toString()));
    return json;
  }

  /** Without rounding. */
  private static BigDecimal seconds(Duration length) {
    BigDecimal exact = BigDecimal.valueOf(length.toNanos(), 9).stripTrailingZeros();
    return exact.scale() < 0 ? exact.setScale(0) : exact;
  }
}
