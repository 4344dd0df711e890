package org.lastgasp.whatif;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.cli.CliJson;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.ConfigOption;
import org.lastgasp.cli.Console;
import org.lastgasp.cli.Exit;
import org.lastgasp.cli.OutputOption;
import org.lastgasp.cli.Progress;
import org.lastgasp.cli.Table;
import org.lastgasp.config.Units;
import org.lastgasp.hindsight.Evidence;
import org.lastgasp.hindsight.Label;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Settings;
import org.lastgasp.sim.AlarmRule;
import org.lastgasp.sim.DeviceLists;
import org.lastgasp.sim.Hub;
import org.lastgasp.whatif.Score.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lastgasp simulate}. */
@Command(
    name = "simulate",
    description = {
      "Runs a campaign and bad weather over a simulated country.",
      "No network, virtual clock, the gateway's own decision. The truth is known, so wrongly",
      "suppressed and wrongly forwarded alerts are counted. The same seed and size give the",
      "same figures. How the country is made: docs/whatif.md."
    },
    footer = {
      "  lastgasp simulate --meters 100000",
      "  lastgasp simulate --meters 1000000 --sweep window=10m,20m,30m,60m"
    })
public final class SimulateCommand implements Callable<Integer> {
  private static final double PERCENT = 100;
  private static final double MILLIS_AN_HOUR = 3_600_000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the random country.")
  private long seed = 102;

  @Option(
      names = "--meters",
      paramLabel = "N",
      description = "Approximate number of meters (default: 100,000).")
  private int meters = 100_000;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "Number of days (default: 7).")
  private int days = 7;

  @Option(
      names = "--outages",
      paramLabel = "N",
      description = "How many times as often the network fails (default: 1).")
  private int outages = 1;

  @Option(
      names = "--sweep",
      paramLabel = "KEY=V,V,...",
      description = {
        "Try each value on the same country; repeated:",
        "every combination. Keys: window, window-clock,",
        "max-blindness, guard.NAME (off, shadow, on)."
      })
  private List<String> sweeps = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = {
        "Folder of a sweep's sweep.csv and trade-off.svg (default: simulation)."
      })
  private @Nullable Path out;

  @Option(
      names = "--record",
      paramLabel = "DIR",
      description = {
        "Write the traffic as traffic.lgr, a recording for",
        "replay, with inventory.csv and guids.txt to this",
        "folder; up to 200,000 meters."
      })
  private @Nullable Path record;

  @Mixin private ConfigOption config = new ConfigOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  /** The command, which prints on a console. */
  public SimulateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    within("--meters", meters, 50_000_000);
    within("--days", days, 366);
    within("--outages", outages, 100);
    if (out != null && sweeps.isEmpty()) {
      throw new CommandFailed(Exit.WRONG_USE, "--out: it needs --sweep, whose tables it is for");
    }
    List<SettingsVariant> variations = variations();
    SimulatedGrid country =
        new SimulatedGrid(seed, meters, days, SimulatedGrid.LOST_RESTORATIONS, outages);
    if (record != null) {
      within("--meters with --record", meters, 200_000);
      record(record, TrafficExport.of(country));
    }
    Simulation simulation =
        new Simulation(country, variations, config.config(console).hindsight().settings());
    List<Simulation.Outcome> outcomes;
    try (Progress progress =
        Progress.started(console, "simulating", "feeders", country.areas())) {
      outcomes = simulation.run(() -> progress.done(1, 1));
    }
    if (output.isJson()) {
      console.say(json(outcomes));
    } else {
      table(outcomes).lines().forEach(console::say);
      console.say("");
      for (Table each : HindsightTables.of(outcomes)) {
        each.lines().forEach(console::say);
        console.say("");
      }
      leaks(outcomes).lines().forEach(console::say);
    }
    if (!sweeps.isEmpty()) {
      draw(outcomes, Optional.ofNullable(out).orElse(Path.of("simulation")));
    }
    return Exit.DONE;
  }

  private void draw(List<Simulation.Outcome> outcomes, Path folder) {
    try {
      Files.createDirectories(folder);
      Path csv = Files.write(folder.resolve("sweep.csv"), SweepTable.lines(outcomes));
      Path svg = Files.writeString(folder.resolve("trade-off.svg"), TradeOff.svg(outcomes));
      console.remark("written: " + csv + ", " + svg);
    } catch (IOException broken) {
      throw new UncheckedIOException("writing to " + folder, broken);
    }
  }

  private static void within(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new CommandFailed(
          Exit.WRONG_USE, option + ": expected 1 to " + most + " but was " + value);
    }
  }

  private static void record(Path folder, TrafficExport export) {
    try {
      Files.createDirectories(folder);
      Path traffic = folder.resolve("traffic.lgr");
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(traffic))) {
        export.write(out);
      }
      List<Hub> hubs = export.hubs();
      Files.write(folder.resolve("inventory.csv"), DeviceLists.inventory(hubs));
      Files.write(folder.resolve("guids.txt"), DeviceLists.guids(hubs));
    } catch (IOException broken) {
      throw new UncheckedIOException("writing to " + folder, broken);
    }
  }

  private List<SettingsVariant> variations() {
    Settings settings = // the suppliers are made up: authority names none of them
        config.config(console).settings().with(Settings.Authority.ANYBODY);
    return switch (new Sweep(Units::duration).read(sweeps, settings)) {
      case Sweep.Reading.Read read -> read.variations();
      case Sweep.Reading.Wrong wrong ->
          throw new CommandFailed(Exit.WRONG_USE, "--sweep: " + wrong.fault());
    };
  }

  private static Table table(List<Simulation.Outcome> outcomes) {
    Table table = new Table();
    table.row(
        List.of(
            "SETTINGS",
            "REGION",
            "REQUESTS",
            "SPURIOUS",
            "SUPPRESSED",
            "LEAKED",
            "SUPPRESSED %",
            "GENUINE",
            "DELIVERED",
            "MASKED",
            "BLIND HUB-HOURS"));
    for (Simulation.Outcome outcome : outcomes) {
      String title = outcome.variation().title();
      outcome
          .regions()
          .forEach((rule, score) -> table.row(row(title, TradeOff.title(rule), score)));
      table.row(row(title, "all", outcome.all()));
    }
    return table;
  }

  private static List<String> row(String settings, String region, Score score) {
    return List.of(
        settings,
        region,
        number(score.of(Count.REQUESTS)),
        number(score.of(Count.SPURIOUS)),
        number(score.of(Count.HELD)),
        number(score.leaked()),
        share(score.of(Count.HELD), score.of(Count.SPURIOUS)),
        number(score.of(Count.GENUINE)),
        number(score.delivered()),
        number(score.of(Count.MASKED)),
        number(Math.round(score.of(Count.BLIND_MILLIS) / MILLIS_AN_HOUR)));
  }

  /** Returns why spurious alerts went through, for the reasons there were. */
  private static Table leaks(List<Simulation.Outcome> outcomes) {
    List<Reason> reasons =
        Arrays.stream(Reason.values())
            .filter(r -> outcomes.stream().anyMatch(o -> o.all().leaked(r) > 0))
            .toList();
    Table table = new Table();
    List<String> heading = new ArrayList<>(List.of("LEAKED BECAUSE", "REGION"));
    reasons.forEach(reason -> heading.add(reason.code().toUpperCase(Locale.ROOT)));
    table.row(heading);
    for (Simulation.Outcome outcome : outcomes) {
      outcome
          .regions()
          .forEach(
              (rule, score) -> {
                List<String> row =
                    new ArrayList<>(List.of(outcome.variation().title(), TradeOff.title(rule)));
                reasons.forEach(reason -> row.add(number(score.leaked(reason))));
                table.row(row);
              });
    }
    return table;
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String share(long part, long whole) {
    return whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f", PERCENT * part / whole);
  }

  private static ObjectNode json(List<Simulation.Outcome> outcomes) {
    ObjectNode all = CliJson.MAPPER.createObjectNode();
    ArrayNode list = all.putArray("settings");
    for (Simulation.Outcome outcome : outcomes) {
      ObjectNode one = list.addObject();
      ObjectNode choices = one.putObject("choices");
      outcome.variation().choices().forEach(c -> choices.put(c.key(), c.value()));
      ArrayNode regions = one.putArray("regions");
      for (Map.Entry<AlarmRule, Score> each : outcome.regions().entrySet()) {
        put(regions.addObject(), SweepTable.code(each.getKey()), each.getValue());
      }
      put(one.putObject("all"), "all", outcome.all());
    }
    return all;
  }

  private static void put(ObjectNode to, String region, Score score) {
    to.put("region", region);
    for (Count count : Count.values()) {
      to.put(count.name().toLowerCase(Locale.ROOT), score.of(count));
    }
    ObjectNode held = to.putObject("held_labels");
    ObjectNode masked = to.putObject("masked_labels");
    for (Label label : Label.values()) {
      held.put(label.code(), score.held(label));
      masked.put(label.code(), score.masked(label));
    }
    ObjectNode heldEvidence = to.putObject("held_evidence");
    ObjectNode maskedEvidence = to.putObject("masked_evidence");
    for (Evidence.Kind kind : Evidence.Kind.values()) {
      heldEvidence.put(kind.code(), score.held(kind));
      maskedEvidence.put(kind.code(), score.masked(kind));
    }
    ObjectNode leaked = to.putObject("leaked");
    for (Reason reason : Reason.values()) {
      if (score.leaked(reason) > 0) {
        leaked.put(reason.code(), score.leaked(reason));
      }
    }
  }
}
