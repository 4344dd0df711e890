package org.lastgasp.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.files.Sha256;
import org.lastgasp.logging.EventLog;

/**
 * A writer of the tables for people, from the files of exact reports alone: the same report gives
 * the same bytes at any time. For one thread.
 *
 * <p>A table has its report's scope and sequence. It is in the store only once its file is whole,
 * so that a table that cannot be written delays no exact report. Every report that is kept gets its
 * tables, even one from before they were switched on.
 */
final class ReportTables {
  private static final EventLog LOG = EventLog.of(ReportTables.class);
  private static final int AT_ONCE = 100;

  private final ReportStore store;
  private final ReportSettings settings;
  private final InstantSource clock;
  private long looked; // the number of the last report that was looked at

  ReportTables(ReportStore store, ReportSettings settings, InstantSource clock) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Writes all tables that are due. Returns true if any was written.
   *
   * @throws UncheckedIOException if the spool cannot be read or written
   */
  boolean write() {
    boolean written = false;
    for (Report table : store.unbuiltTables()) {
      written |= rebuild(table);
    }
    if (settings.tables().isEmpty()) {
      return written;
    }
    List<Report> next = store.exact(looked, AT_ONCE);
    while (!next.isEmpty()) {
      for (Report exact : next) {
        if (exact.built().isEmpty()) {
          return written;
        }
        written |= write(exact);
        looked = exact.number();
      }
      next = store.exact(looked, AT_ONCE);
    }
    return written;
  }

  private boolean write(Report exact) {
    if (!isThere(exact)) {
      LOG.debug("table-without-report", "report", exact.name());
      return false;
    }
    boolean written = false;
    for (ReportSettings.TableFormat format : settings.tables().stream().sorted().toList()) {
      List<String> kinds =
          switch (format) {
            case CSV -> List.of(Report.TABLE_CSV, Report.TABLE_PAGE);
            case XLSX -> List.of(Report.TABLE_XLSX);
          };
      for (String kind : kinds) {
        if (!store.hasTable(exact, kind)) {
          String name = name(exact.name(), kind);
          store.addTable(exact, kind, name, make(exact, kind, name));
          LOG.info("report-table-built", "report", name);
          written = true;
        }
      }
    }
    return written;
  }

  /** Rebuilds a table whose file is gone from its report, which is rebuilt first if necessary. */
  private boolean rebuild(Report table) {
    Optional<Report> exact = store.exactOf(table).filter(report -> report.removed().isEmpty());
    if (exact.isEmpty()) {
      LOG.warn("report-table-lost", "table", table.name(), "action", "none");
      store.removed(List.of(table), clock.instant());
      return false;
    }
    if (exact.get().built().isEmpty()) {
      return false;
    }
    if (!isThere(exact.get())) {
      store.lost(exact.get());
      return false;
    }
    store.built(table, make(exact.get(), table.kind(), table.name()));
    return true;
  }

  private boolean isThere(Report exact) {
    Path file = file(exact.name());
    try {
      return exact.built().orElseThrow().isIn(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("reading " + file, unreadable);
    }
  }

  private Path file(String name) {
    return settings.spool().resolve(name);
  }

  /** The name of a report's table. */
  static String name(String exact, String kind) {
    String ending =
        switch (kind) {
          case Report.TABLE_CSV -> "csv";
          case Report.TABLE_XLSX -> "xlsx";
          default -> "txt";
        };
    return exact.replaceFirst("^poa-report-", "poa-table-").replaceFirst("csv$", ending);
  }

  private Report.Built make(Report report, String kind, String name) {
    Path part = file(name + ".part");
    ExactReport exact = new ExactReport(report, file(report.name()));
    try {
      ExactReport.Summary summary = exact.summary();
      switch (kind) {
        case Report.TABLE_CSV -> {
          ReportWriter.Finished unused = CsvTable.write(exact, part);
        }
        case Report.TABLE_XLSX -> XlsxTable.write(exact, summary, part);
        default ->
            Files.writeString(
                part,
                TablePage.text(
                    TablePage.of(report, summary, "in " + name(report.name(), Report.TABLE_CSV))),
                StandardCharsets.UTF_8);
      }
      DurableFiles.sync(part);
      Files.move(
          part,
          file(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      DurableFiles.syncFolder(settings.spool());
      return new Report.Built(
          summary.alerts(), Files.size(file(name)), Sha256.of(file(name)), clock.instant());
    } catch (IOException failed) {
      throw new UncheckedIOException("writing " + file(name), failed);
    }
  }
}
