package org.lastgasp.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.lastgasp.api.HealthIssue;
import org.lastgasp.config.Config;
import org.lastgasp.inventory.DatasetStatus;
import org.lastgasp.inventory.Fault;
import org.lastgasp.inventory.Findings;
import org.lastgasp.inventory.ImportMode;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.inventory.InventoryUnavailable;
import org.lastgasp.inventory.PrepareResult;
import org.lastgasp.inventory.Prepared;
import org.lastgasp.inventory.ShrinkPolicy;
import org.lastgasp.inventory.Status;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.motorway.OperatorCommands;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two files the configuration names: read at the start and on reload, if they are newer than
 * what was imported last. A file that is refused leaves in force what was.
 */
final class ConfiguredImports {
  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredImports.class);

  private static final long NEVER = Long.MAX_VALUE;
  private static final long AGAIN = Duration.ofSeconds(5).toNanos(); // a stall is over, or is loud

  private final Inventory inventory;
  private final OperatorCommands controls;
  private final AtomicLong failedAt = new AtomicLong(NEVER);
  private volatile Optional<Waiting> waiting = Optional.empty();

  ConfiguredImports(Inventory inventory, OperatorCommands controls) {
    this.inventory = inventory;
    this.controls = controls;
  }

  /**
   * A list that waits to be confirmed.
   *
   * @param changes how often the list in force had been changed then
   */
  private record Waiting(long changes, String detail) {}

  /** The list of the configuration that waits to be confirmed, if one does, and what to do. */
  List<HealthIssue> complaints() {
    return waiting.stream()
        .filter(each -> each.changes() == inventory.status().guids().changes())
        .map(each -> new HealthIssue("guids-need-confirmation", each.detail()))
        .toList();
  }

  /** The files there are of which nothing was ever imported. */
  List<String> neverImported(Config config) {
    Path guids = config.guids();
    Path devices = config.inventory();
    Status status = inventory.status();
    List<String> found = new ArrayList<>();
    if (status.guids() instanceof DatasetStatus.Missing && Files.isRegularFile(guids)) {
      found.add(guids.toString());
    }
    if (status.devices() instanceof DatasetStatus.Missing && Files.isRegularFile(devices)) {
      found.add(devices.toString());
    }
    return found;
  }

  /** Imports the list of GUIDs; gives its fault, if it was refused or could not be read. */
  Optional<String> guids(Path file, String by) {
    waiting = Optional.empty();
    return attempt(
        "guids",
        file,
        () ->
            isChanged(file, inventory.status().guids())
                ? settle("guids", file, inventory.prepareGuids(file, ShrinkPolicy.GUARDED), by)
                : Optional.empty());
  }

  /**
   * Whether a file could not be imported for a fault that is not its own, a while ago: a disk that
   * did not answer for a moment must not leave everything untracked. Asking takes it as begun.
   */
  boolean isToBeTriedAgain() {
    long failed = failedAt.get();
    return failed != NEVER
        && System.nanoTime() - failed > AGAIN
        && failedAt.compareAndSet(failed, NEVER);
  }

  private Optional<String> attempt(
      String what, Path file, Supplier<Optional<String>> reading) {
    try {
      return reading.get();
    } catch (JournalUnavailable | InventoryUnavailable | UncheckedIOException failed) {
      failedAt.set(System.nanoTime());
      LOG.error("event=list-not-imported what={} action=tried-again-by-itself", what, failed);
      String cause = Optional.ofNullable(failed.getCause()).map(c -> ": " + c).orElse("");
      return Optional.of(file + " was not imported: " + failed.getMessage() + cause);
    } catch (RuntimeException mistake) {
      LOG.error("event=list-not-imported what={} action=report-it", what, mistake);
      return Optional.of(file + " was not imported, by a mistake of ours: " + mistake);
    }
  }

  /** Imports the devices; gives their fault, if they were refused. */
  Optional<String> devices(Path file, String by) {
    ImportMode mode = ImportMode.ADD_AND_UPDATE;
    return attempt(
        "inventory",
        file,
        () ->
            isChanged(file, inventory.status().devices())
                ? settle("inventory", file, inventory.prepareDevices(file, mode), by)
                : Optional.empty());
  }

  /**
   * Whether a file is another than the one imported last, or newer than what was handed in since.
   * The times of files are compared with each other where they can be: clocks can be set.
   */
  private static boolean isChanged(Path file, DatasetStatus holding) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try {
      Instant changed = Files.getLastModifiedTime(file).toInstant();
      return switch (holding) {
        case DatasetStatus.Missing m -> true;
        case DatasetStatus.Unusable u -> true;
        case DatasetStatus.InForce inForce ->
            inForce.fileTime().isPresent()
                ? !changed.equals(inForce.fileTime().get())
                : changed.isAfter(inForce.imported());
      };
    } catch (IOException failed) {
      throw new UncheckedIOException("reading the time of " + file, failed);
    }
  }

  private Optional<String> settle(String what, Path file, PrepareResult preparation, String by) {
    return switch (preparation) {
      case PrepareResult.Refused refused -> {
        String fault = file + " was refused: " + first(refused.faults());
        LOG.error("event=list-refused what={} fault=\"{}\" action=correct-it", what, fault);
        yield Optional.of(fault);
      }
      case Prepared prepared -> {
        try (prepared) {
          Optional<String> doubt = prepared.needsConfirmation();
          if (doubt.isPresent()) {
            await(file, prepared, doubt.get());
          } else {
            commit(what, file, prepared, by);
          }
          yield Optional.empty();
        }
      }
    };
  }

  private void await(Path file, Prepared prepared, String doubt) {
    int ended = controls.endedBy(prepared).size();
    Prepared.Listed listed = prepared.listed();
    String detail =
        String.format(
            Locale.ROOT,
            "%s waits, and the old list stays in force: %s. Windows that would end: %,d;"
                + " electricity meters listed then: %,d of %,d. See 'lastgasp guids diff %s';"
                + " if it is meant, 'lastgasp guids import %s --force'",
            file, doubt, ended, listed.listed(), listed.meters(), file, file);
    waiting = Optional.of(new Waiting(inventory.status().guids().changes(), detail));
    LOG.error("event=guids-need-confirmation detail=\"{}\" action=diff-then-import", detail);
  }

  private void commit(String what, Path file, Prepared prepared, String by) {
    OperatorCommands.Supply supply =
        new OperatorCommands.Supply(
            what, file.toString(), prepared.about().sha256(), prepared.counts().total(), by);
    var entry = controls.supply(supply, prepared, prepared::commit);
    LOG.info(
        "event=list-imported what={} file={} rows={} warnings={} moved={} ended={}",
        what,
        file,
        prepared.counts().total(),
        prepared.warnings().total(),
        entry.moves().size(),
        entry.leavings().size());
  }

  private static String first(Findings findings) {
    List<String> some = findings.first().stream().limit(3).map(Fault::toString).toList();
    String more = findings.total() > some.size() ? ", … " + findings.total() + " in all" : "";
    return String.join("; ", some) + more;
  }
}
