package org.lastgasp.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.lastgasp.api.DeviceResponse;
import org.lastgasp.api.ImportResponse;
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

    @Mixin private GatewayOption gateway;
    private final Console console;

    Import(Console console) {
      this.console = console;
      this.gateway = new GatewayOption(console);
    }

    @Override
    public Integer call() {
      ImportUpload upload = new ImportUpload(console, gateway, "/api/v1/inventory", file);
      ImportResponse counts =
          upload.send(
              GatewayOption.query("replace", replace, "dry-run", dryRun, "force", force),
              folder -> folder.importDevices(file, replace),
              "; a gateway also imports the file 'inventory' of its configuration at start");
      upload.print(counts);
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

    @Mixin private GatewayOption gateway;

    Show(Console console) {
      this.gateway = new GatewayOption(console);
    }

    @Override
    public Integer call() {
      DeviceResponse device =
          gateway.ask(
              "/api/v1/inventory/" + id,
              Map.of(),
              DeviceResponse.class,
              folder -> folder.device(id),
              Optional.of(
                  new CommandFailed(
                      Exit.FAILED,
                      "no device " + id + " in the inventory",
                      "add it to a CSV file and use 'lastgasp inventory import FILE'")));
      gateway.print(device, Table.ofMembers(device).lines());
      return Exit.DONE;
    }
  }
}
