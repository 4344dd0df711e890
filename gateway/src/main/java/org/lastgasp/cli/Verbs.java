package org.lastgasp.cli;

import java.util.ServiceLoader;
import org.lastgasp.app.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import picocli.CommandLine;

/**
 * The verbs of the program. Apart from {@link Main}, as Java links that class at every start, and
 * with it all libraries that it names.
 */
final class Verbs {
  private Verbs() {}

  /** Every verb, ready to be executed. */
  static CommandLine all(Console console) {
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
            Main.failed(console, command.getCommandSpec().qualifiedName(), failure));
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
        "Environment: every configuration key, as LASTGASP_WINDOW=20m; LASTGASP_LOG_LEVEL"
            + " (error, warn, info, debug); LASTGASP_LOG_FORMAT (text, json); LASTGASP_TOKEN,"
            + " the token of whoever asks (default: admin.token in the data folder)."
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
