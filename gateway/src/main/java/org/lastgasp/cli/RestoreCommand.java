package org.lastgasp.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.app.RestoredFolder;
import org.lastgasp.backup.Restore;
import org.lastgasp.config.Config;
import org.lastgasp.files.CountText;
import org.lastgasp.files.ReadAccess;
import org.lastgasp.log.LogHead;
import org.lastgasp.report.SentReports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastgasp restore}. */
@Command(
    name = "restore",
    description = {
      "Restores a backup into an empty data folder.",
      "All digests are checked first. The suppression log continues after the newest known",
      "record: of the backup, of --log, of reports in the configured folders, or of --head.",
      "Records missing in between are noted. No report number is used twice. Then start",
      "the gateway."
    },
    footer = {
      "  lastgasp restore /var/backups/lastgasp-20261121 --config lastgasp.yaml",
      "  lastgasp restore DIR --config lastgasp.yaml --log /mnt/old/data/log",
      "  lastgasp restore DIR --head 4711:9a3c… --report 45 --reason \"disk died, call 4711\""
    })
final class RestoreCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The folder that 'lastgasp backup' made.")
  private Path backup = Path.of("");

  @Option(
      names = "--log",
      paramLabel = "DIR",
      description = {
        "Newer files of the suppression log that survived;",
        "may be the configured folder."
      })
  private @Nullable Path log;

  @Option(
      names = "--head",
      paramLabel = "SEQ:HASH",
      description = {
        "The last known record of the log, from a statement,",
        "a report or the auditor."
      })
  private @Nullable String head;

  @Option(
      names = "--report",
      paramLabel = "N",
      description = "The highest report number that was sent.")
  private @Nullable Long report;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why; recorded with your name.")
  private String reason = "no reason given";

  @Mixin private ConfigOption config = new ConfigOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  RestoreCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Logging.start(console, "warn");
    Optional<LogHead> known = Optional.ofNullable(head).map(RestoreCommand::head);
    OptionalLong number = Optional.ofNullable(report).map(RestoreCommand::number)
        .orElse(OptionalLong.empty());
    Optional<Path> survivors = Optional.ofNullable(log);
    if (survivors.isPresent() && !ReadAccess.toFolder(survivors.get())) {
      throw new CommandFailed(Exit.WRONG_USE, "--log: there is no folder " + survivors.get());
    }
    Config settings = config.config(console);
    Restore restore =
        Restore.prepare(
            backup.toAbsolutePath().normalize(), RestoredFolder.places(settings), survivors);
    RestoredFolder.Outcome outcome =
        RestoredFolder.finish(
            settings,
            restore,
            new RestoredFolder.Ordered(
                known, number, System.getProperty("user.name", "unknown"), reason.strip()),
            InstantSource.system());
    if (output.isJson()) {
      console.say(json(outcome));
    } else {
      print(outcome);
    }
    RestoredFolder.advice(outcome, known.isPresent() || survivors.isPresent())
        .forEach(console::remark);
    return Exit.DONE;
  }

  private static LogHead head(String text) {
    return LogHead.parse(text)
        .orElseThrow(
            () ->
                new CommandFailed(
                    Exit.WRONG_USE,
                    "--head: expected SEQ:HASH, the hash in 64 lower-case hexadecimal digits, but"
                        + " was '" + text + "'"));
  }

  private static OptionalLong number(long given) {
    if (given < 1) {
      throw new CommandFailed(
          Exit.WRONG_USE, "--report: expected a number from 1 but was " + given);
    }
    return OptionalLong.of(given);
  }

  private void print(RestoredFolder.Outcome outcome) {
    console.say(
        String.format(
            Locale.ROOT,
            "restored from the backup of %s: entries %d to %d, %s",
            outcome.manifest().taken(),
            outcome.manifest().first(),
            outcome.manifest().last(),
            CountText.of(outcome.manifest().files().size(), "file")));
    console.say("the suppression log ends at record " + outcome.logged().seq());
    if (outcome.missing() > 0) {
      console.say(
          String.format(
              Locale.ROOT,
              "records %d to %d are known of and not here; the next one is %d",
              outcome.logged().seq() + 1,
              outcome.known().seq(),
              outcome.known().seq() + 1));
    }
    for (Map.Entry<SentReports.Series, Long> each : outcome.sent().entrySet()) {
      console.say(
          String.format(
              Locale.ROOT,
              "reports %s %s go on behind number %d",
              each.getKey().kind(),
              each.getKey().scope(),
              each.getValue()));
    }
    console.say("now start the gateway");
  }

  private static ObjectNode json(RestoredFolder.Outcome outcome) {
    ObjectNode json = CliJson.MAPPER.createObjectNode();
    json.put("taken_at", outcome.manifest().taken().toString());
    json.put("first", outcome.manifest().first()).put("last", outcome.manifest().last());
    json.putObject("logged").put("seq", outcome.logged().seq()).put(
        "hash", outcome.logged().hash());
    json.putObject("known").put("seq", outcome.known().seq()).put("hash", outcome.known().hash());
    json.put("missing", outcome.missing());
    var reports = json.putArray("reports");
    outcome
        .sent()
        .forEach(
            (series, number) ->
                reports.addObject()
                    .put("kind", series.kind())
                    .put("scope", series.scope())
                    .put("last", number));
    return json;
  }
}
