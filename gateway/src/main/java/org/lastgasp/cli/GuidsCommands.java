package org.lastgasp.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.lastgasp.api.ImportResponse;
import org.lastgasp.inventory.Inventory.ShrinkPolicy;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastgasp guids}: the list of devices whose activations are tracked. */
@Command(
    name = "guids",
    description = "Imports or compares the list of GUIDs (tracked devices).",
    synopsisSubcommandLabel = "(import | diff)",
    footer = {"  lastgasp guids diff guids.txt", "  lastgasp guids import guids.txt"})
final class GuidsCommands {
  private static final String PATH = "/api/v1/guids";

  /** The group with its verbs. */
  static CommandLine all(Console console) {
    return new CommandLine(new GuidsCommands())
        .addSubcommand(new Import(console))
        .addSubcommand(new Diff(console));
  }

  /** {@code lastgasp guids import}. */
  @Command(
      name = "import",
      description = {
        "Replaces the list of GUIDs.",
        "One EUI-64 per line, # comments. A list with a bad line is refused. One that is",
        "empty, or adds or removes more than a fifth, needs --force. The windows of a",
        "meter that leaves the list end at once."
      },
      footer = {
        "  lastgasp guids import guids.txt",
        "  lastgasp guids import guids.txt --dry-run",
        "  lastgasp guids import guids.txt --force"
      })
  static final class Import implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The list; may be gzip.")
    private Path file = Path.of("");

    @Option(names = "--dry-run", description = "Check the file and show what would change.")
    private boolean dryRun;

    @Option(names = "--force", description = "Accept an empty or much changed list.")
    private boolean force;

    @Mixin private GatewayOption gateway;
    private final Console console;

    Import(Console console) {
      this.console = console;
      this.gateway = new GatewayOption(console);
    }

    @Override
    public Integer call() {
      ImportUpload upload = new ImportUpload(console, gateway, PATH, file);
      ShrinkPolicy shrinking = force ? ShrinkPolicy.FORCED : ShrinkPolicy.GUARDED;
      ImportResponse counts =
          upload.send(
              GatewayOption.query("dry-run", dryRun, "force", force),
              folder -> folder.importGuids(file, shrinking),
              "; a gateway also reads the file 'guids' of its configuration at start");
      upload.print(counts);
      return Exit.DONE;
    }
  }

  /** {@code lastgasp guids diff}. */
  @Command(
      name = "diff",
      description = {
        "Shows what a list of GUIDs would add and remove.",
        "Also which windows would end and which share of the estate would be listed."
      },
      footer = "  lastgasp guids diff guids.txt")
  static final class Diff implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The list; may be gzip.")
    private Path file = Path.of("");

    @Mixin private GatewayOption gateway;
    private final Console console;

    Diff(Console console) {
      this.console = console;
      this.gateway = new GatewayOption(console);
    }

    @Override
    public Integer call() {
      ImportUpload upload = new ImportUpload(console, gateway, PATH, file);
      ImportResponse result =
          upload.send(
              GatewayOption.query("dry-run", true, "force", true),
              folder -> folder.importGuids(file, ShrinkPolicy.FORCED),
              "");
      gateway.print(
          result,
          () -> Optional.ofNullable(result.changes()).ifPresent(changes -> print(result, changes)));
      return Exit.DONE;
    }

    private void print(ImportResponse result, ImportResponse.Changes changes) {
      changes.removedIds().forEach(id -> console.say("- " + id));
      changes.addedIds().forEach(id -> console.say("+ " + id));
      long listed = (long) changes.removedIds().size() + changes.addedIds().size();
      long all = result.removed() + result.added();
      if (listed < all) {
        console.say("… and " + (all - listed) + " more");
      }
      console.say(
          result.added() + " added, " + result.removed() + " removed, "
              + result.unchanged() + " unchanged");
      ImportPreview.effects(result).forEach(console::say);
      if (result.needsConfirmation().isPresent()) {
        console.remark("more than a fifth: 'lastgasp guids import' would need --force");
      }
    }
  }
}
