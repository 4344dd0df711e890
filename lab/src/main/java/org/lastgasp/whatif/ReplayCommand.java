package org.lastgasp.whatif;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.access.SignatureVerifier;
import org.lastgasp.access.TrustedCertificates;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.ConfigOption;
import org.lastgasp.cli.Console;
import org.lastgasp.cli.Exit;
import org.lastgasp.cli.OutputOption;
import org.lastgasp.cli.Progress;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigReader;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.config.ConfigResult.ConfigFault;
import org.lastgasp.config.Units;
import org.lastgasp.policy.RequestVerifier;
import org.lastgasp.policy.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastgasp replay}. */
@Command(
    name = "replay",
    description = {
      "Judges recorded DUIS messages offline, on their own clock.",
      "Shows what would have been suppressed; with --diff, which alerts would change and why.",
      "Reads recordings of a gateway, files with one document or one per line, and folders;",
      "also gzip. Unreadable input is reported and left out."
    },
    footer = {
      "  lastgasp replay recordings/ --config lastgasp.yaml",
      "  lastgasp replay traffic.xml.gz --inventory inventory.csv --guids guids.txt \\",
      "    --window 20m --diff"
    })
public final class ReplayCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files and folders, in order.")
  private List<Path> paths = new ArrayList<>();

  @Option(names = "--window", paramLabel = "D", description = "Use this window, e.g. 20m.")
  private @Nullable Duration window;

  @Option(names = "--guids", paramLabel = "F", description = "Use this list of GUIDs.")
  private @Nullable Path guids;

  @Option(names = "--inventory", paramLabel = "F", description = "Use these devices, as CSV.")
  private @Nullable Path inventory;

  @Option(
      names = "--diff",
      description = {
        "Compare the configuration with the variant that --window or --diff-config gives."
      })
  private boolean diff;

  @Option(
      names = "--diff-config",
      paramLabel = "FILE",
      description = "The other configuration to compare with.")
  private @Nullable Path otherConfig;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = {
        "Write alerts.csv (every alert with its verdict)",
        "and, with --diff, changes.csv to this folder."
      })
  private @Nullable Path out;

  @Mixin private ConfigOption config = new ConfigOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  /** The command, which prints on a console. */
  public ReplayCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (diff && window == null && otherConfig == null) {
      throw new CommandFailed(
          Exit.WRONG_USE, "--diff: with what? name --window or --diff-config too");
    }
    if (!diff && otherConfig != null) {
      throw new CommandFailed(Exit.WRONG_USE, "--diff-config: it needs --diff");
    }
    Config base = config.config(console);
    List<Replay.Side> sides = sides(base);
    try (ReplayInventory lists =
            ReplayInventory.open(
                console, base, Optional.ofNullable(inventory), Optional.ofNullable(guids));
        ReplayReport report =
            ReplayReport.open(console, Optional.ofNullable(out), titles())) {
      int largest = (int) Math.min(base.maxMessage(), Integer.MAX_VALUE / 4);
      Replay replay =
          new Replay(
              new RecordingFiles(paths, largest),
              lists,
              base.dsp().timeout(),
              base.retention().windows(),
              Runtime.getRuntime().availableProcessors());
      Replay.Result result = run(replay, sides, report);
      if (result.messages() == 0) {
        throw new CommandFailed(
            Exit.FAILED,
            result.faults() == 0
                ? "the recording is empty: no document in " + words(paths)
                : "nothing in the recording can be read");
      }
      if (output.isJson()) {
        console.say(report.json(result));
      } else {
        report.lines(result).forEach(console::say);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("writing to " + out, broken);
    }
    return Exit.DONE;
  }

  private static String words(List<Path> paths) {
    return String.join(", ", paths.stream().map(Path::toString).toList());
  }

  /** Tells how far it is: nobody knows how many documents a packed recording holds. */
  private Replay.Result run(Replay replay, List<Replay.Side> sides, Replay.Audience report) {
    try (Progress progress = Progress.started(console, "replaying", "documents", 0)) {
      return replay.run(
          sides,
          new Replay.Audience() {
            @Override
            public void judged(Replay.Judged alert) {
              report.judged(alert);
            }

            @Override
            public void fault(RecordingFiles.Fault fault) {
              report.fault(fault);
            }

            @Override
            public void took(int pieces) {
              progress.done(pieces, 0);
            }
          });
    }
  }

  private List<Replay.Side> sides(Config base) {
    Replay.Side asItIs = new Replay.Side(base.settings(), base.state(), signatures(base));
    Optional<Config> other = Optional.ofNullable(otherConfig).map(this::other);
    Settings settings = other.map(Config::settings).orElse(base.settings());
    Replay.Side changed =
        new Replay.Side(
            Optional.ofNullable(window).map(w -> with(settings, w)).orElse(settings),
            other.map(Config::state).orElse(base.state()),
            signatures(other.orElse(base)));
    return diff ? List.of(asItIs, changed) : List.of(changed);
  }

  private static RequestVerifier signatures(Config side) {
    SignatureVerifier.Requirement requirement = side.signatures().requests();
    if (requirement == SignatureVerifier.Requirement.OFF) {
      return RequestVerifier.OFF;
    }
    return switch (TrustedCertificates.read(side.signatures().trust())) {
      case TrustedCertificates.Result.Loaded loaded ->
          new SignatureVerifier(requirement, loaded.certificates());
      case TrustedCertificates.Result.Faulty faulty ->
          throw new CommandFailed(
              Exit.WRONG_CONFIGURATION, faulty.faults().stream().map(Object::toString).toList());
    };
  }

  private List<String> titles() {
    String asItIs = "as configured";
    List<String> words = new ArrayList<>();
    Optional.ofNullable(otherConfig).ifPresent(file -> words.add(String.valueOf(file)));
    Optional.ofNullable(window)
        .ifPresent(w -> words.add("window " + Units.text(w)));
    String changed = words.isEmpty() ? asItIs : String.join(", ", words);
    return diff ? List.of(asItIs, changed) : List.of(changed);
  }

  private Config other(Path file) {
    return switch (ConfigReader.read(Optional.of(file), console.environment())) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.Faulty faulty ->
          throw new CommandFailed(
              Exit.WRONG_CONFIGURATION,
              faulty.faults().stream().map(ConfigFault::toString).toList());
    };
  }

  private static Settings with(Settings settings, Duration window) {
    if (window.compareTo(settings.maxBlindness()) > 0) {
      throw new CommandFailed(
          Exit.WRONG_USE,
          "--window: "
              + Units.text(window)
              + " is above max-blindness of "
              + Units.text(settings.maxBlindness()));
    }
    return settings.with(window, settings.maxBlindness());
  }
}
