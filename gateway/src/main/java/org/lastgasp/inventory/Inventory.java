package org.lastgasp.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.lastgasp.id.Eui64;
import org.lastgasp.logging.EventLog;
import org.lastgasp.policy.Area;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.sqlite.Store;
import org.lastgasp.sqlite.StoreUnavailable;

/**
 * The devices and the list of GUIDs that are in force, and their import.
 *
 * <p>Safe for any number of threads. Look-ups go on while an import is prepared, and wait for
 * nothing but the exchange itself in a commit. What is missing or unusable knows no device.
 */
public final class Inventory implements InventoryLookup, AutoCloseable {
  private static final EventLog LOG = EventLog.of(Inventory.class);
  static final Store STORE = new Store("The inventory", "if it stays, import the file again");

  private static final Duration TURN = Duration.ofMinutes(1); // until another import has ended

  private final Folder folder;
  private final InstantSource clock;
  private final int runBytes;
  private final AtomicLong version;
  private final Map<Dataset, Semaphore> imports =
      Map.of(Dataset.DEVICES, new Semaphore(1), Dataset.GUIDS, new Semaphore(1));

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private StoredTable devices;
  private StoredTable guids;
  private volatile boolean closed;

  Inventory(Folder folder, InstantSource clock, int runBytes) {
    this.folder = folder;
    this.clock = clock;
    this.runBytes = runBytes;
    this.devices = SqliteTable.open(folder.file(Dataset.DEVICES), Dataset.DEVICES);
    this.guids = SqliteTable.open(folder.file(Dataset.GUIDS), Dataset.GUIDS);
    this.version = new AtomicLong(devices.holding().changes() + guids.holding().changes());
  }

  /**
   * Opens the folder, made if it is missing, for look-ups and imports; one process at a time. What
   * an import left behind that was not committed is removed.
   *
   * @throws org.lastgasp.sqlite.StoreUnavailable if that fails, or another process has it open
   */
  public static Inventory open(Path folder, InstantSource clock) {
    return new Inventory(Folder.writable(folder), clock, SortedRuns.RUN_BYTES);
  }

  /**
   * Opens the folder for look-ups and for imports that are prepared but not committed, whoever else
   * has it open. It shows what is in force now, not what is committed later.
   */
  public static Inventory readOnly(Path folder, InstantSource clock) {
    return new Inventory(Folder.readOnly(folder), clock, SortedRuns.RUN_BYTES);
  }

  @Override
  public Optional<Device> device(Eui64 id) {
    return find(Optional.empty(), id);
  }

  @Override
  public OptionalLong hubs(Area area, OptionalInt distributor) {
    return reading(
        () ->
            Stream.of(distributor, OptionalInt.empty())
                .distinct()
                .map(network -> devices.hubs(AreaCounts.name(area, network)))
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .reduce(Long::sum)
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty));
  }

  /**
   * Returns true if no electricity meter is known to be in the scope of an order; false if one is,
   * or if nobody counted them.
   *
   * @throws org.lastgasp.sqlite.StoreUnavailable if the disk fails
   */
  public boolean isNowhere(StormOrder.Scope scope) {
    return reading(
        () ->
            devices.hubs(StormOrder.Scope.EVERYWHERE.toString()).isPresent()
                && devices.hubs(scope.toString()).isEmpty());
  }

  @Override
  public boolean isListed(Eui64 id) {
    return isListed(Optional.empty(), id);
  }

  /** Device, list and version at one moment. */
  DeviceSnapshot standing(Eui64 id) {
    return reading(() -> new DeviceSnapshot(version(), device(id), isListed(id)));
  }

  /** Grows with each commit, in this process: who looks up twice can see that something changed. */
  public long version() {
    return version.get();
  }

  /** The status of what is in force, and what is wrong with it. */
  public Status status() {
    return reading(() -> new Status(devices.holding(), guids.holding()));
  }

  @Override
  public boolean isWhole() {
    return isThere(Dataset.DEVICES) && isThere(Dataset.GUIDS);
  }

  boolean isThere(Dataset kind) {
    return inForce(kind).holding() instanceof DatasetStatus.InForce;
  }

  Optional<Device> find(Optional<StoredTable> instead, Eui64 id) {
    return reading(
        () -> instead.orElse(devices).find(id.value()).map(record -> device(id, record)));
  }

  private static Device device(Eui64 id, byte[] record) {
    return DeviceRecord.decode(id.value(), record)
        .orElseThrow(() -> Inventory.STORE.unavailable("reading device " + id + ": it is damaged"));
  }

  boolean isListed(Optional<StoredTable> instead, Eui64 id) {
    return reading(() -> instead.orElse(guids).find(id.value()).isPresent());
  }

  private <T> T reading(Supplier<T> body) {
    lock.readLock().lock();
    try {
      return body.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Keeps what somebody hands in until it is closed, however long it takes to come; no import waits
   * for it.
   *
   * @throws org.lastgasp.sqlite.StoreUnavailable if the disk fails or is full
   */
  public Received receive(InputStream bytes) {
    Path file = folder.received();
    Received received = new Received(file);
    boolean whole = false;
    try (OutputStream out = Files.newOutputStream(file)) {
      bytes.transferTo(out);
      whole = true;
      return received;
    } catch (IOException failed) {
      throw Inventory.STORE.unavailable("keeping what was handed in at " + file, failed);
    } finally {
      if (!whole) {
        received.close();
      }
    }
  }

  /** Prepares devices from what was handed in. */
  public PrepareResult prepareDevices(String name, Received received, ImportMode mode) {
    return prepareDevices(name, received.open(), mode);
  }

  /** Prepares a list of GUIDs from what was handed in. */
  public PrepareResult prepareGuids(String name, Received received, ShrinkPolicy shrinking) {
    return prepareGuids(name, received.open(), shrinking);
  }

  /** Prepares devices from a file, packed or not, named by its last part. */
  public PrepareResult prepareDevices(Path file, ImportMode mode) {
    return prepare(Dataset.DEVICES, () -> InputFile.of(file), mode, ShrinkPolicy.GUARDED, TURN);
  }

  /**
   * Prepares devices from the bytes of a file, packed or not; nothing in force is touched. Takes
   * minutes for a whole country; closes the stream.
   *
   * @param name the file's name, for the record
   * @return what to commit, or every fault
   * @throws org.lastgasp.sqlite.StoreUnavailable if the bytes cannot be read, or the disk fails or
   *     is full
   */
  PrepareResult prepareDevices(String name, InputStream bytes, ImportMode mode) {
    Supplier<InputFile> supply = () -> InputFile.of(name, bytes);
    return prepare(Dataset.DEVICES, supply, mode, ShrinkPolicy.GUARDED, Duration.ZERO);
  }

  /** Prepares a list of GUIDs from a file, packed or not, named by its last part. */
  public PrepareResult prepareGuids(Path file, ShrinkPolicy shrinking) {
    return prepare(Dataset.GUIDS, () -> InputFile.of(file), ImportMode.REPLACE, shrinking, TURN);
  }

  /** Prepares a list of GUIDs from the bytes of a file, as {@link #prepareDevices} does. */
  PrepareResult prepareGuids(String name, InputStream bytes, ShrinkPolicy shrinking) {
    Supplier<InputFile> supply = () -> InputFile.of(name, bytes);
    return prepare(Dataset.GUIDS, supply, ImportMode.REPLACE, shrinking, Duration.ZERO);
  }

  private PrepareResult prepare(
      Dataset kind,
      Supplier<InputFile> supplies,
      ImportMode mode,
      ShrinkPolicy shrinking,
      Duration patience) {
    try (InputFile supply = supplies.get()) {
      if (!isItsTurn(kind, patience)) {
        String text = "another import of " + kind.word() + " is under way: try again after it";
        return new PrepareResult.Refused(new Findings(List.of(new Findings.Fault(0, text)), 1));
      }
      Optional<Prepared> prepared = Optional.empty();
      try {
        PrepareResult preparation = prepareAlone(kind, supply, mode, shrinking);
        prepared = preparation instanceof Prepared p ? Optional.of(p) : Optional.empty();
        return preparation;
      } finally {
        if (prepared.isEmpty()) {
          permits(kind).release();
        }
      }
    }
  }

  private boolean isItsTurn(Dataset kind, Duration patience) {
    try {
      return permits(kind).tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private PrepareResult prepareAlone(
      Dataset kind, InputFile supply, ImportMode mode, ShrinkPolicy shrinking) {
    Path scratch = folder.scratch(kind);
    boolean kept = false;
    try {
      StoredTable before = inForce(kind);
      ImportJob importing = new ImportJob(kind, scratch, before, runBytes, () -> closed);
      PrepareResult preparation =
          switch (importing.run(supply, mode, shrinking, clock.instant())) {
            case ImportJob.Outcome.Stopped s -> new PrepareResult.Refused(s.faults());
            case ImportJob.Outcome.Staged s ->
                new Prepared(
                    this, kind, mode, before.holding(), s, SqliteTable.open(s.file(), kind));
          };
      kept = preparation instanceof Prepared;
      return preparation;
    } finally {
      if (!kept) {
        folder.remove(scratch);
      }
    }
  }

  private Semaphore permits(Dataset kind) {
    return Optional.ofNullable(imports.get(kind)).orElseThrow();
  }

  private StoredTable inForce(Dataset kind) {
    return reading(
        () ->
            switch (kind) {
              case DEVICES -> devices;
              case GUIDS -> guids;
            });
  }

  void changes(Dataset kind, StoredTable after, Consumer<Prepared.Change> to) {
    try (Rows old = inForce(kind).rows();
        Rows fresh = after.rows()) {
      MergeJoin.walk(old, fresh, new DiffWriter(to));
    }
  }

  Prepared.Listed listed(Optional<StoredTable> newDevices, Optional<StoredTable> newGuids) {
    try (Rows known = newDevices.orElseGet(() -> inForce(Dataset.DEVICES)).rows();
        Rows list = newGuids.orElseGet(() -> inForce(Dataset.GUIDS)).rows()) {
      ListedMeters counting = new ListedMeters();
      MergeJoin.walk(known, list, counting);
      return counting.listed();
    }
  }

  void rename(Path staged, Dataset kind) {
    if (closed) {
      throw Inventory.STORE.unavailable("committing " + kind.word() + ": the inventory is closed");
    }
    folder.putInPlace(staged, kind);
  }

  /** Makes what was renamed last through a loss of power. */
  void sync() {
    folder.sync();
  }

  /** Gives the old one, in which nobody looks anything up any more. */
  StoredTable exchange(Dataset kind, StoredTable fresh) {
    lock.writeLock().lock();
    try {
      StoredTable old =
          switch (kind) {
            case DEVICES -> devices;
            case GUIDS -> guids;
          };
      switch (kind) {
        case DEVICES -> devices = fresh;
        case GUIDS -> guids = fresh;
      }
      version.incrementAndGet();
      return old;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Closes what was in force before: the system takes its time to free gigabytes. */
  void retire(Dataset kind, StoredTable old, Path staged) {
    try {
      old.close();
    } finally {
      release(kind, staged);
    }
  }

  void discard(Dataset kind, StoredTable table, Path staged) {
    lock.writeLock().lock(); // nobody looks anything up in it now
    try {
      table.close();
    } finally {
      lock.writeLock().unlock();
      release(kind, staged);
    }
  }

  /** The import is over, and stays what it was if its folder cannot be removed. */
  private void release(Dataset kind, Path staged) {
    Path own = Optional.ofNullable(staged.getParent()).orElseThrow();
    try {
      folder.remove(own);
    } catch (StoreUnavailable left) {
      LOG.warn(
          "import-not-cleared", "folder", own, "detail", left.getMessage(),
          "action", "restart-or-remove-it");
    } finally {
      permits(kind).release();
    }
  }

  /** Stops imports under way and closes the files. Prepared imports can no longer be committed. */
  @Override
  public void close() {
    closed = true;
    lock.writeLock().lock();
    try {
      devices.close();
      guids.close();
    } finally {
      lock.writeLock().unlock();
      folder.close();
    }
  }

  /** The rule for devices that are not in the imported file. */
  public enum ImportMode {
    /** They stay as they are. */
    ADD_AND_UPDATE,
    /** They are removed. */
    REPLACE
  }

  /** The rule that says whether a list of GUIDs may be empty. */
  public enum ShrinkPolicy {
    /** It is refused. */
    GUARDED,
    /** It is taken. */
    FORCED
  }

  /** The state of the inventory: the devices and the list of GUIDs. */
  public record Status(DatasetStatus devices, DatasetStatus guids) {

    /** Returns true if both are there; else nothing can be tracked. */
    boolean isUsable() {
      return devices instanceof DatasetStatus.InForce && guids instanceof DatasetStatus.InForce;
    }
  }

  /** The result of reading a file: something to commit, or the reasons why not. */
  public sealed interface PrepareResult permits Prepared, PrepareResult.Refused {

    /**
     * A refusal; nothing was changed and nothing is kept.
     *
     * @param faults all that is wrong with the file, or the one thing that forbids it as a whole
     */
    record Refused(Findings faults) implements PrepareResult {}
  }

  /**
   * The file that somebody handed in, as it came, on the inventory's disk. So an import reads from
   * a disk, and never waits for a sender. Removed when it is closed, or at the next start.
   */
  public static final class Received implements AutoCloseable {
    private final Path file;

    Received(Path file) {
      this.file = file;
    }

    /** The bytes as they came. */
    public InputStream open() {
      try {
        return Files.newInputStream(file);
      } catch (IOException failed) {
        throw Inventory.STORE.unavailable("opening " + file, failed);
      }
    }

    @Override
    public void close() {
      try {
        Files.deleteIfExists(file);
      } catch (IOException failed) {
        throw Inventory.STORE.unavailable("removing " + file, failed);
      }
    }
  }
}
