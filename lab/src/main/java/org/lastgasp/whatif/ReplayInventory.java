package org.lastgasp.whatif;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.Console;
import org.lastgasp.cli.Exit;
import org.lastgasp.config.Config;
import org.lastgasp.files.ReadAccess;
import org.lastgasp.id.Eui64;
import org.lastgasp.inventory.DatasetStatus;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.inventory.Inventory.ImportMode;
import org.lastgasp.inventory.Inventory.PrepareResult;
import org.lastgasp.inventory.Inventory.ShrinkPolicy;
import org.lastgasp.inventory.Inventory.Status;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.inventory.Prepared;
import org.lastgasp.policy.Device;

/**
 * The devices and the list of GUIDs for a replay, each for itself: of the file that is named; else
 * what is in force in the gateway's data folder; else the file of the configuration.
 */
final class ReplayInventory implements InventoryLookup, AutoCloseable {
  private static final InstantSource NEVER = () -> Instant.EPOCH; // what is imported is thrown away
  private static final int FAULTS_SHOWN = 10;

  private final Console console;
  private final Path folder;
  private final Inventory imported;
  private final Optional<Inventory> inForce;
  private boolean importedDevices;
  private boolean importedGuids;

  private ReplayInventory(Console console, Config config) throws IOException {
    this.console = console;
    this.folder = Files.createTempDirectory("lastgasp-replay-");
    this.imported = Inventory.open(folder, NEVER);
    this.inForce =
        ReadAccess.toFolder(config.inventoryFolder())
            ? Optional.of(Inventory.readOnly(config.inventoryFolder(), NEVER))
            : Optional.empty();
  }

  static ReplayInventory open(
      Console console, Config config, Optional<Path> devices, Optional<Path> guids) {
    try {
      ReplayInventory lists = new ReplayInventory(console, config);
      try {
        lists.take(config, devices, guids);
        return lists;
      } catch (RuntimeException failed) {
        lists.close();
        throw failed;
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("making a temporary folder for the lists", broken);
    }
  }

  private void take(Config config, Optional<Path> devices, Optional<Path> guids) {
    boolean hasDevices = isInForce(Status::devices);
    boolean hasGuids = isInForce(Status::guids);
    Optional<Path> deviceFile =
        devices.or(() -> hasDevices ? Optional.empty() : there(config.inventory()));
    Optional<Path> guidFile = guids.or(() -> hasGuids ? Optional.empty() : there(config.guids()));
    deviceFile.ifPresent(
        file -> commit(file, imported.prepareDevices(file, ImportMode.ADD_AND_UPDATE)));
    importedDevices = deviceFile.isPresent();
    guidFile.ifPresent(
        file -> commit(file, imported.prepareGuids(file, ShrinkPolicy.GUARDED)));
    importedGuids = guidFile.isPresent();
    boolean noDevices = deviceFile.isEmpty() && !hasDevices;
    if (noDevices || (guidFile.isEmpty() && !hasGuids)) {
      console.remark(
          (noDevices ? "no inventory" : "no list of GUIDs")
              + ", so no activation is tracked; name --inventory and --guids, or a --config");
    }
  }

  private boolean isInForce(Function<Status, DatasetStatus> dataset) {
    return inForce
        .map(Inventory::status)
        .map(dataset)
        .filter(DatasetStatus.InForce.class::isInstance)
        .isPresent();
  }

  private static Optional<Path> there(Path file) {
    return Files.exists(file) ? Optional.of(file) : Optional.empty();
  }

  private void commit(Path file, PrepareResult preparation) {
    switch (preparation) {
      case Prepared prepared -> {
        try (prepared) {
          prepared.commit();
        }
      }
      case PrepareResult.Refused refused -> {
        List<String> lines = new ArrayList<>();
        refused.faults().first().stream()
            .limit(FAULTS_SHOWN)
            .forEach(fault -> lines.add(file + ": " + fault));
        lines.add(refused.faults().counted() + " in " + file + ": put right what is named");
        throw new CommandFailed(Exit.FAILED, lines);
      }
    }
  }

  @Override
  public Optional<Device> device(Eui64 id) {
    return (importedDevices || inForce.isEmpty())
        ? imported.device(id)
        : inForce.get().device(id);
  }

  @Override
  public boolean isListed(Eui64 id) {
    return (importedGuids || inForce.isEmpty())
        ? imported.isListed(id)
        : inForce.get().isListed(id);
  }

  @Override
  public void close() {
    imported.close();
    inForce.ifPresent(Inventory::close);
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException broken) {
      console.remark("left behind: " + folder + " (" + broken.getMessage() + ")");
    }
  }
}
