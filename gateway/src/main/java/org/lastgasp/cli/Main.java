package org.lastgasp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.ServiceLoader;
import org.lastgasp.app.Version;
import org.lastgasp.backup.BackupFailed;
import org.lastgasp.files.ErrorText;
import org.lastgasp.sqlite.StoreUnavailable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import picocli.CommandLine;

/** The program {@code lastgasp VERB …}: finds the verb, runs it, and ends with its exit code. */
public final class Main {
  private Main() {}

  /** The program. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // names of files and figures are the same on every host
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, UTF_8);
    Console.Terminal terminal = Console.Terminal.ofThisProgram();
    System.exit(run(new Console(out, err, System.getenv(), terminal), arguments));
  }

  /** Runs one verb to its end and gives the exit code. */
  static int run(Console console, String... arguments) {
    int exit =
        isPlainServe(arguments)
            ? plainServe(console, arguments[2])
            : commands(console).execute(arguments);
    console.out().flush();
    console.err().flush();
    return exit;
  }

  /** Returns true if it is {@code serve --config FILE}, as services start a gateway. */
  private static boolean isPlainServe(String... arguments) {
    return arguments.length == 3
        && arguments[0].equals("serve")
        && arguments[1].equals("--config")
        && arguments[2].matches("[^-@].*");
  }

  /** Serves without reading the description of every verb, a quarter of a start. */
  private static int plainServe(Console console, String file) {
    try {
      return new ServeCommand(console, new ConfigOption(Path.of(file))).call();
    } catch (Exception failure) {
      try {
        return failed(console, "lastgasp serve", failure);
      } catch (Exception unforeseen) {
        unforeseen.printStackTrace(console.err());
        return Exit.FAILED;
      }
    }
  }

  /** Every verb, ready to be executed. */
  static CommandLine commands(Console console) {
    CommandLine all = new CommandLine(new Lastgasp());
    for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
      provider.commands(console).forEach(all::addSubcommand);
    }
    all.addSubcommand(new ServeCommand(console));
    all.addSubcommand(new ValidateCommand(console));
    all.addSubcommand(new StatusCommand(console));
    all.addSubcommand(new AlertsCommand(console));
    all.addSubcommand(new BlindCommand(console));
    all.addSubcommand(DeadLetterCommands.all(console));
    all.addSubcommand(new ChangesCommand(console));
    all.addSubcommand(new ReloadCommand(console));
    all.addSubcommand(InventoryCommands.all(console));
    all.addSubcommand(GuidsCommands.all(console));
    all.addSubcommand(new SwitchCommand(console));
    all.addSubcommand(new StormCommand(console));
    all.addSubcommand(new BreakerCommand(console));
    all.addSubcommand(new ClockCommand(console));
    all.addSubcommand(new WindowsCommand(console));
    all.addSubcommand(LogCommands.all(console));
    all.addSubcommand(ReportCommands.all(console));
    all.addSubcommand(new ReconcileCommand(console));
    all.addSubcommand(new AuditCommand(console));
    all.addSubcommand(new ExplainCommand(console));
    all.addSubcommand(new SupportCommand(console));
    all.addSubcommand(new CampaignCommand(console));
    all.addSubcommand(new WorkListCommand(console));
    all.addSubcommand(new BackupCommand(console));
    all.addSubcommand(new RestoreCommand(console));
    all.addSubcommand(IdentityCommands.all(console));
    all.addSubcommand(new CompletionCommand(console));
    HelpLayout.apply(all, ArgumentConverters.register(all));
    all.setOut(console.out());
    all.setErr(console.err());
    all.setParameterExceptionHandler((wrong, words) -> wrongUse(console, wrong));
    all.setExecutionExceptionHandler(
        (failure, command, parsed) ->
            failed(console, command.getCommandSpec().qualifiedName(), failure));
    return all;
  }

  private static int wrongUse(Console console, ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    console.err().println(name + ": " + ArgumentConverters.wrong(wrong));
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      UnmatchedArgumentException.printSuggestions(unmatched, console.err());
    }
    console.err().println("see " + name + " --help");
    return Exit.WRONG_USE;
  }

  /** The one place where a failure ends up: in words for a person, without a trace. */
  private static int failed(Console console, String name, Exception failure) throws Exception {
    return switch (failure) {
      case CommandFailed verb -> {
        verb.lines().forEach(line -> console.err().println(name + ": " + line));
        if (verb.exit() == Exit.WRONG_USE) {
          console.err().println("see " + name + " --help");
        }
        yield verb.exit();
      }
      case BackupFailed backup -> {
        backup.lines().forEach(line -> console.err().println(name + ": " + line));
        yield Exit.FAILED;
      }
      case StoreUnavailable broken -> {
        console.err().println(name + ": " + broken.getMessage());
        yield Exit.FAILED;
      }
      case UncheckedIOException broken -> {
        console.err().println(name + ": " + ErrorText.of(broken));
        yield Exit.FAILED;
      }
      default -> throw failure;
    };
  }

  /** The program as a whole: it only has verbs. */
  @Command(
      name = "lastgasp",
      description =
          "Suppresses Power Outage Alerts that firmware caused; forwards all else.",
      synopsisSubcommandLabel = "VERB",
      footer = {
        "  lastgasp serve --config lastgasp.yaml",
        "  lastgasp VERB --help            more about a verb, with an example",
        "",
        "Exit codes: 0 done, 1 failed, 64 wrong use, 78 wrong configuration.",
        "Environment: every configuration key, as LASTGASP_WINDOW=20m; LASTGASP_LOG_LEVEL",
        "(error, warn, info, debug); LASTGASP_LOG_FORMAT (text, json); LASTGASP_TOKEN, the",
        "token of whoever asks (default: admin.token in the data folder)."
      },
      versionProvider = Release.class)
  static final class Lastgasp {

    @Option(
        names = {"-V", "--version"},
        versionHelp = true,
        description = "Show the version and exit.")
    private boolean version;

    boolean isVersionAsked() {
      return version;
    }
  }

  /** The version as the jar states it. */
  static final class Release implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"lastgasp " + Version.text()};
    }
  }
}
