package org.lastgasp.inventory;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.zip.ZipException;
import org.lastgasp.id.Eui64;
import org.lastgasp.inventory.Inventory.ImportMode;
import org.lastgasp.inventory.Inventory.ShrinkPolicy;

/**
 * One import: reads a file, sorts its rows, merges them with what is in force and writes the new
 * file beside it. In the same memory for any number of rows. For one thread.
 */
final class ImportJob implements RowParser.Report {
  private final Dataset kind;
  private final Path scratch;
  private final StoredTable inForce;
  private final BooleanSupplier stopped;
  private final FaultCollector faults = new FaultCollector();
  private final FaultCollector warnings = new FaultCollector();
  private final SortedRuns runs;
  private long rows;

  /** The outcome of an import. */
  sealed interface Outcome {
    /** A file that can be committed. */
    record Staged(Path file, DatasetStatus.InForce about, Prepared.Counts counts, Findings warnings)
        implements Outcome {}

    /** An import that produced nothing. */
    record Stopped(Findings faults) implements Outcome {}
  }

  /**
   * @param scratch an empty folder of its own
   * @param stopped asked now and then: whether the inventory is being closed
   */
  ImportJob(
      Dataset kind, Path scratch, StoredTable inForce, int runBytes, BooleanSupplier stopped) {
    this.kind = kind;
    this.scratch = scratch;
    this.inForce = inForce;
    this.stopped = stopped;
    this.runs = new SortedRuns(scratch.resolve("runs"), runBytes);
  }

  @Override
  public void row(Row row) {
    runs.add(row);
    heedStop();
  }

  @Override
  public void fault(long line, String text) {
    faults.note(line, text);
    heedStop();
  }

  @Override
  public void warning(long line, String text) {
    warnings.note(line, text);
  }

  private void heedStop() {
    if ((++rows & 0xFFF) == 0 && stopped.getAsBoolean()) {
      throw Inventory.STORE.unavailable("importing " + kind.word() + ": the inventory was closed");
    }
  }

  Outcome run(InputFile supply, ImportMode mode, ShrinkPolicy shrinking, Instant now) {
    try (runs) {
      read(supply);
      if (mode == ImportMode.ADD_AND_UPDATE
          && inForce.holding() instanceof DatasetStatus.Unusable unusable) {
        fault(0, "cannot add to what cannot be used (" + unusable.why() + "): replace the whole");
      }
      try (Rows fresh = new DuplicateFilter(runs.merged(), this::again)) {
        if (!faults.isEmpty()) {
          drain(fresh);
          return new Outcome.Stopped(faults.findings());
        }
        return merge(fresh, supply, mode, shrinking, now);
      }
    }
  }

  private void read(InputFile supply) {
    RowParser source =
        switch (kind) {
          case DEVICES -> new DeviceSource();
          case GUIDS -> new GuidSource();
        };
    try {
      source.read(supply.unpacked(), this);
      if (supply.leftOver() > 0 && faults.isEmpty()) {
        fault(0, "there are bytes behind the end of the packed file");
      }
    } catch (EOFException cut) { // Java gives it no words
      fault(0, "the packed file is damaged or cut: it ends too early");
    } catch (ZipException damaged) {
      fault(0, "the packed file is damaged or cut: " + damaged.getMessage());
    } catch (IOException e) {
      throw Inventory.STORE.unavailable("reading " + supply.name(), e);
    }
  }

  private void again(Row first, Row other) {
    String name = new Eui64(other.id()).toString();
    switch (kind) {
      case DEVICES ->
          fault(other.line(), "device " + name + " again: it is in line " + first.line() + " too");
      case GUIDS ->
          warning(other.line(), name + " again: it is in line " + first.line() + " too");
    }
  }

  private void drain(Rows rows) {
    Optional<Row> row = rows.next();
    while (row.isPresent()) {
      heedStop();
      row = rows.next();
    }
  }

  private Outcome merge(
      Rows fresh, InputFile supply, ImportMode mode, ShrinkPolicy shrinking, Instant now) {
    Path file = scratch.resolve(kind.file());
    try (TableWriter writer = new TableWriter(file, kind);
        Rows before = inForce.rows()) {
      MergeWriter merging = new MergeWriter(mode, writer);
      MergeJoin.walk(before, heeding(fresh), merging);
      Prepared.Counts counts = merging.counts();
      refuse(counts, mode, shrinking);
      if (!faults.isEmpty()) {
        return new Outcome.Stopped(faults.findings());
      }
      DatasetStatus.InForce about =
          new DatasetStatus.InForce(
              counts.total(),
              supply.name(),
              supply.sha256AtEnd(),
              now,
              supply.fileTime(),
              inForce.holding().changes() + 1);
      writer.finish(about);
      return new Outcome.Staged(file, about, counts, warnings.findings());
    }
  }

  private Rows heeding(Rows rows) {
    return new Rows() {
      @Override
      public Optional<Row> next() {
        heedStop();
        return rows.next();
      }

      @Override
      public void close() {
        rows.close();
      }
    };
  }

  private void refuse(Prepared.Counts counts, ImportMode mode, ShrinkPolicy shrinking) {
    boolean mayBeEmpty = shrinking == ShrinkPolicy.FORCED || mode == ImportMode.ADD_AND_UPDATE;
    if (counts.total() == 0 && !mayBeEmpty) {
      fault(0, "there are no " + kind.word() + " in it");
    }
  }
}
