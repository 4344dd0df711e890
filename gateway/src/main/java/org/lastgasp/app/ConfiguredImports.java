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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.lastgasp.access.ListTrust;
import org.lastgasp.config.Config;
import org.lastgasp.files.ErrorText;
import org.lastgasp.inventory.DatasetStatus;
import org.lastgasp.inventory.Findings;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.inventory.Inventory.ImportMode;
import org.lastgasp.inventory.Inventory.PrepareResult;
import org.lastgasp.inventory.Inventory.ShrinkPolicy;
import org.lastgasp.inventory.Inventory.Status;
import org.lastgasp.inventory.Prepared;
import org.lastgasp.logging.EventLog;
import org.lastgasp.motorway.OperatorCommands;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/**
 * A worker that imports the two files the configuration names: at the start and on reload, if they
 * are newer than what was imported last. If a file is refused, the list before stays in force. It
 * has its own thread, as an import may take long.
 */
final class ConfiguredImports implements Worker {
  private static final EventLog LOG = EventLog.of(ConfiguredImports.class);

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final long AGAIN = Duration.ofSeconds(5).toNanos(); // a stall is over or reported

  private final Inventory inventory;
  private final FailOpenInventory devices;
  private final OperatorCommands controls;
  private final Supplier<Config> inForce;
  private final FirstImport first;
  private final WorkLoop loop =
      new WorkLoop(
          "lists",
          ActiveFault.error(LOG, "lists-not-imported"),
          Backoff.of(LOOK, Duration.ofNanos(AGAIN)),
          this::importIfDue);
  private final AtomicReference<Optional<Long>> due =
      new AtomicReference<>(Optional.of(System.nanoTime()));
  private volatile Optional<Waiting> waiting = Optional.empty();
  private volatile Refusal guidsFault = new Refusal(Optional.empty(), 0);
  private volatile Refusal untrusted = new Refusal(Optional.empty(), 0);
  private volatile Refusal devicesFault = new Refusal(Optional.empty(), 0);

  ConfiguredImports(
      Inventory inventory,
      FailOpenInventory devices,
      OperatorCommands controls,
      Supplier<Config> inForce) {
    this.inventory = inventory;
    this.devices = devices;
    this.controls = controls;
    this.inForce = inForce;
    this.first = new FirstImport(neverImported(inForce.get()));
  }

  /**
   * The reason why a configured file was refused.
   *
   * @param changes how often what is in force had been changed by then
   */
  private record Refusal(Optional<String> fault, long changes) {
    /** The issue, until something else is imported. */
    Stream<HealthIssue> issue(String reason, DatasetStatus holding) {
      return fault.filter(each -> holding.changes() == changes).stream()
          .map(why -> new HealthIssue(reason, why));
    }
  }

  @Override
  public String name() {
    return "lists";
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public List<HealthIssue> issues() {
    DatasetStatus guids = inventory.status().guids();
    DatasetStatus meters = inventory.status().devices();
    List<HealthIssue> found = new ArrayList<>();
    found.addAll(inForce("inventory", meters));
    found.addAll(inForce("guids", guids));
    guidsFault.issue("guids-refused", guids).forEach(found::add);
    untrusted.issue("guids-not-trusted", guids).forEach(found::add);
    waiting.stream()
        .filter(each -> each.changes() == guids.changes())
        .map(each -> new HealthIssue("guids-need-confirmation", each.detail()))
        .forEach(found::add);
    found.addAll(first.issues());
    devicesFault.issue("inventory-refused", meters).forEach(found::add);
    found.addAll(devices.issues());
    found.addAll(loop.fault().mistakes());
    return found;
  }

  private static List<HealthIssue> inForce(String what, DatasetStatus holding) {
    return switch (holding) {
      case DatasetStatus.Missing m ->
          List.of(
              new HealthIssue(
                  what + "-missing", "nothing is tracked, everything is forwarded: import it"));
      case DatasetStatus.Unusable u ->
          List.of(
              new HealthIssue(
                  what + "-unusable", "nothing is tracked, everything is forwarded: " + u.why()));
      case DatasetStatus.InForce i -> List.of();
    };
  }

  /** The import that readiness waits for; empty once it has come, or has taken too long. */
  Optional<String> readiness() {
    return first.readiness();
  }

  /**
   * At the start, and a while after a file could not be imported for a fault that is not its own: a
   * disk that did not answer for a moment must not leave everything untracked.
   */
  private Duration importIfDue() {
    Optional<Long> at = Objects.requireNonNull(due.get());
    if (at.filter(then -> System.nanoTime() - then >= 0).isPresent()
        && due.compareAndSet(at, Optional.empty())) {
      try {
        List<String> unused = read(inForce.get(), "configuration");
      } finally {
        first.end();
      }
    }
    return LOOK;
  }

  /** Imports both files if they are to be; why the list before was kept, a text for each. */
  List<String> read(Config config, String by) {
    Optional<String> guids = guids(config.guids(), by);
    Optional<String> meters = devices(config.inventory(), by);
    Status status = inventory.status();
    guidsFault = new Refusal(guids, status.guids().changes());
    devicesFault = new Refusal(meters, status.devices().changes());
    List<String> kept = new ArrayList<>();
    guids.ifPresent(kept::add);
    untrusted.fault().ifPresent(kept::add);
    waiting.map(Waiting::detail).ifPresent(kept::add);
    meters.ifPresent(kept::add);
    return kept;
  }

  /** A list that waits to be confirmed, with how often the list in force had been changed then. */
  private record Waiting(long changes, String detail) {}

  /** The existing files of lists for which nothing was ever imported. */
  private List<String> neverImported(Config config) {
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

  private Optional<String> guids(Path file, String by) {
    waiting = Optional.empty();
    untrusted = new Refusal(Optional.empty(), 0);
    return attempt(
        "guids",
        file,
        () ->
            isChanged(file, inventory.status().guids())
                ? settle("guids", file, inventory.prepareGuids(file, ShrinkPolicy.GUARDED), by)
                : Optional.empty());
  }

  private Optional<String> attempt(
      String what, Path file, Supplier<Optional<String>> reading) {
    try {
      return reading.get();
    } catch (StoreUnavailable | UncheckedIOException failed) {
      due.set(Optional.of(System.nanoTime() + AGAIN));
      String why = ErrorText.of(failed);
      LOG.error("list-not-imported", "what", what, "why", why, "action", "tried-again-by-itself");
      return Optional.of(file + " was not imported: " + why);
    } catch (RuntimeException mistake) {
      LOG.error("list-not-imported", mistake, "what", what, "action", "report-it");
      return Optional.of(file + " was not imported, by a mistake of ours: " + mistake);
    }
  }

  private Optional<String> devices(Path file, String by) {
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
   * Returns true if a file differs from the one imported last, or is newer than what was uploaded
   * since. Where possible the times of files are compared with each other, as clocks can be set.
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
        LOG.error("list-refused", "what", what, "fault", fault, "action", "correct-it");
        yield Optional.of(fault);
      }
      case Prepared prepared -> {
        try (prepared) {
          if (what.equals("guids")) {
            untrusted = untrusted(file, prepared);
            if (untrusted.fault().isPresent()) {
              yield Optional.empty();
            }
          }
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

  /** A list that does not count changes nothing, and is told apart from one with faults. */
  private Refusal untrusted(Path file, Prepared prepared) {
    long changes = inventory.status().guids().changes();
    Optional<String> why;
    try {
      why =
          inForce
              .get()
              .signatures()
              .guids()
              .refusal(
                  prepared.about().sha256(),
                  () -> Files.newInputStream(file),
                  ListTrust.beside(file));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("reading the signature of " + file, unreadable);
    }
    Optional<String> fault =
        why.map(text -> file + " was refused, and the old list stays in force: " + text);
    fault.ifPresent(text -> LOG.error("guids-not-trusted", "detail", text, "action", "sign-it"));
    return new Refusal(fault, changes);
  }

  private void await(Path file, Prepared prepared, String doubt) {
    int ended = controls.foreseen(prepared).ended().size();
    Prepared.Listed listed = prepared.listed();
    String detail =
        String.format(
            Locale.ROOT,
            "%s waits, and the old list stays in force: %s. Windows that would end: %,d;"
                + " electricity meters listed then: %,d of %,d. See 'lastgasp guids diff %s';"
                + " if it is meant, 'lastgasp guids import %s --force'",
            file, doubt, ended, listed.listed(), listed.meters(), file, file);
    waiting = Optional.of(new Waiting(inventory.status().guids().changes(), detail));
    LOG.error("guids-need-confirmation", "detail", detail, "action", "diff-then-import");
  }

  private void commit(String what, Path file, Prepared prepared, String by) {
    OperatorCommands.Supply supply =
        new OperatorCommands.Supply(
            what, file.toString(), prepared.about().sha256(), prepared.counts().total(), by);
    var effect = controls.supply(supply, prepared, prepared::commit);
    LOG.info(
        "list-imported", "what", what, "file", file, "rows", prepared.counts().total(),
        "warnings", prepared.warnings().total(), "windows-moved", effect.moved().size(),
        "windows-ended", effect.ended().size());
  }

  private static String first(Findings findings) {
    List<String> some = findings.first().stream().limit(3).map(Findings.Fault::toString).toList();
    String more = findings.total() > some.size() ? ", … " + findings.total() + " in all" : "";
    return String.join("; ", some) + more;
  }

  @Override
  public void close() {
    boolean unused = loop.stop(Duration.ZERO); // an import is not waited for
  }
}
