package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.lastgasp.inventory.ShrinkPolicy;
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

    @Mixin private GatewayOption gateway = new GatewayOption();
    @Mixin private OutputOption output = new OutputOption();
    private final Console console;

    Import(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("dry-run", dryRun ? "true" : "");
      parameters.put("force", force ? "true" : "");
      ImportUpload upload = new ImportUpload(console, gateway.client(console), PATH, file);
      ShrinkPolicy shrinking = force ? ShrinkPolicy.FORCED : ShrinkPolicy.GUARDED;
      JsonNode counts =
          switch (upload.send(parameters)) {
            case GatewayClient.Answer.Silent silent when !dryRun ->
                throw gateway.silent(
                    upload.client(),
                    silent.why(),
                    "; a gateway also reads the file 'guids' of its configuration at start");
            case GatewayClient.Answer answer ->
                upload.counts(gateway, answer, folder -> folder.importGuids(file, shrinking));
          };
      upload.print(counts, output);
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

    @Mixin private GatewayOption gateway = new GatewayOption();
    @Mixin private OutputOption output = new OutputOption();
    private final Console console;

    Diff(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      ImportUpload upload = new ImportUpload(console, gateway.client(console), PATH, file);
      JsonNode counts =
          upload.counts(
              gateway,
              upload.send(Map.of("dry-run", "true", "force", "true")),
              folder -> folder.importGuids(file, ShrinkPolicy.FORCED));
      if (output.isJson()) {
        console.say(counts);
        return Exit.DONE;
      }
      counts.path("removed_ids").forEach(id -> console.say("- " + id.asText()));
      counts.path("added_ids").forEach(id -> console.say("+ " + id.asText()));
      long listed = (long) counts.path("removed_ids").size() + counts.path("added_ids").size();
      long all = counts.path("removed").asLong() + counts.path("added").asLong();
      if (listed < all) {
        console.say("… and " + (all - listed) + " more");
      }
      console.say(
          "%s added, %s removed, %s unchanged"
              .formatted(
                  counts.path("added").asText("0"),
                  counts.path("removed").asText("0"),
                  counts.path("unchanged").asText("0")));
      ImportPreview.effects(counts).forEach(console::say);
      if (counts.path("needs_confirmation").isTextual()) {
        console.remark("more than a fifth: 'lastgasp guids import' would need --force");
      }
      return Exit.DONE;
    }
  }
}
