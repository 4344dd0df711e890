package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.lastgasp.id.Eui64;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastgasp inventory}: the devices and their hubs. */
@Command(
    name = "inventory",
    description = "Imports the devices and the hubs they are on, or shows one.",
    synopsisSubcommandLabel = "(import | show)",
    footer = {
      "  lastgasp inventory import inventory.csv --dry-run",
      "  lastgasp inventory show 90-B3-D5-1F-30-01-00-00"
    })
final class InventoryCommands {
  /** The group with its verbs. */
  static CommandLine all(Console console) {
    return new CommandLine(new InventoryCommands())
        .addSubcommand(new Import(console))
        .addSubcommand(new Show(console));
  }

  /** {@code lastgasp inventory import}. */
  @Command(
      name = "import",
      description = {
        "Adds the devices of a CSV file and updates known ones.",
        "If any line is bad, nothing is imported. If a meter's hub was exchanged, the",
        "meter's windows move to the new hub; a removed device loses its windows. With",
        "--replace, adding or removing more than a fifth needs --force."
      },
      footer = {
        "  lastgasp inventory import inventory.csv.gz",
        "  lastgasp inventory import inventory.csv --replace --dry-run"
      })
  static final class Import implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "CSV with a header; may be gzip.")
    private Path file = Path.of("");

    @Option(names = "--replace", description = "Remove the devices that are not in the file.")
    private boolean replace;

    @Option(names = "--dry-run", description = "Check the file and show what would change.")
    private boolean dryRun;

    @Option(names = "--force", description = "Replace although more than a fifth would change.")
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
      parameters.put("replace", replace ? "true" : "");
      parameters.put("dry-run", dryRun ? "true" : "");
      parameters.put("force", force ? "true" : "");
      ImportUpload upload =
          new ImportUpload(console, gateway.client(console), "/api/v1/inventory", file);
      JsonNode counts =
          switch (upload.send(parameters)) {
            case GatewayClient.Answer.Silent silent when !dryRun ->
                throw gateway.silent(
                    upload.client(),
                    silent.why(),
                    "; a gateway also imports the file 'inventory' of its configuration at start");
            case GatewayClient.Answer answer ->
                upload.counts(gateway, answer, folder -> folder.importDevices(file, replace));
          };
      upload.print(counts, output);
      return Exit.DONE;
    }
  }

  /** {@code lastgasp inventory show}. */
  @Command(
      name = "show",
      description = "Shows a device, and whether it is on the list of GUIDs.",
      footer = "  lastgasp inventory show 90-B3-D5-1F-30-01-00-00")
  static final class Show implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The device's EUI-64, with or without dashes.")
    private Eui64 id = new Eui64(0);

    @Mixin private GatewayOption gateway = new GatewayOption();
    @Mixin private OutputOption output = new OutputOption();
    private final Console console;

    Show(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      GatewayClient client = gateway.client(console);
      JsonNode device =
          switch (client.get("/api/v1/inventory/" + id, Map.of())) {
            case GatewayClient.Answer.Done done -> done.body();
            case GatewayClient.Answer.Refused refused when refused.status() == 404 ->
                throw new CommandFailed(
                    Exit.FAILED,
                    "no device " + id + " in the inventory",
                    "add it to a CSV file and use 'lastgasp inventory import FILE'");
            case GatewayClient.Answer.Refused refused ->
                throw GatewayOption.refused(client, refused);
            case GatewayClient.Answer.Silent silent ->
                DataFolder.instead(console, gateway, client, silent).device(id);
          };
      if (output.isJson()) {
        console.say(device);
      } else {
        Table.ofMembers(device).lines().forEach(console::say);
      }
      return Exit.DONE;
    }
  }
}
