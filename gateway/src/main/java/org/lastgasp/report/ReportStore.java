package org.lastgasp.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import org.lastgasp.journal.BrokenFile;
import org.lastgasp.journal.Rollback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/**
 * A store of what was reported, in {@code report.db}, an SQLite file as {@link ReportStoreSchema}
 * makes it.
 *
 * <p>Each change is one transaction, synced before it returns. Safe for any number of threads.
 */
public final class ReportStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReportStore.class);
  private static final String FILE = "report.db";
  private static final int BUSY_MILLIS = 10_000;
  private static final String REPORTS =
      "SELECT r.number, r.kind, r.scope, r.sequence, r.name, r.rows, r.bytes, r.sha256, r.built,"
          + " r.removed, p.number, coalesce(g.\"from\", p.\"from\"), coalesce(g.\"to\", p.\"to\"),"
          + " p.generated, p.scoping, p.first, p.last,"
          + " p.hash, p.assessed_after, p.assessed, p.oldest"
          + " FROM report r JOIN period p ON p.number = r.period"
          + " LEFT JOIN paper g ON g.report = r.number";

  private final Path file;
  private final Connection connection;

  private ReportStore(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * Opens the file in the folder, and makes both if they are not there.
   *
   * @throws ReportUnavailable if it cannot be read, or another version wrote it
   */
  static ReportStore open(Path folder) {
    Path file = folder.resolve(FILE);
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    try {
      Files.createDirectories(folder);
      ReportStore ledger =
          BrokenFile.openOrSetAside(file, 1, () -> opened(file, file.toString(), config));
      ledger.goOnBehind(folder.resolve("spool"));
      return ledger;
    } catch (IOException broken) {
      throw new ReportUnavailable("making " + folder, broken);
    }
  }

  /**
   * Opens the file of another process, or one it left, without changing it; empty if there is none.
   *
   * @throws ReportUnavailable if it cannot be read, or another version wrote it
   */
  public static Optional<ReportStore> readOnly(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setReadOnly(true);
    boolean alone = !Files.exists(file.resolveSibling(FILE + "-wal"));
    return Optional.of(
        opened(file, alone ? file.toUri() + "?immutable=1" : file.toString(), config));
  }

  /** What was passed, by the ledger in a folder; nothing if there is none. */
  public static List<SkippedRange> passed(Path folder) {
    Optional<ReportStore> there = readOnly(folder);
    if (there.isEmpty()) {
      return List.of();
    }
    try (ReportStore ledger = there.get()) {
      return ledger.passed(0, Long.MAX_VALUE);
    }
  }

  private static ReportStore opened(Path file, String address, SQLiteConfig config) {
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:sqlite:" + address, config.toProperties());
      try {
        connection.setAutoCommit(false);
        ReportStore ledger = new ReportStore(file, connection);
        ReportStoreSchema.prepare(connection, file);
        return ledger;
      } catch (SQLException | RuntimeException failed) {
        connection.close();
        throw failed;
      }
    } catch (SQLException broken) {
      throw new ReportUnavailable("opening " + file, broken);
    }
  }

  /**
   * A ledger that was lost goes on behind the reports that lie in the spool: no number is used
   * twice, and what they hold is in no other report. They are offered to the targets again, which
   * take the same bytes under the same name for sent.
   */
  private void goOnBehind(Path spool) {
    if (lastPeriod().isPresent()) {
      return;
    }
    List<SpooledReport> found = SpooledReport.in(spool);
    if (found.isEmpty()) {
      return;
    }
    change(
        "going on behind " + found.getLast().name(),
        () -> {
          long number = 0;
          for (SpooledReport each : found) {
            number++;
            insert(each.period(number));
            execute(
                "INSERT INTO report (number, period, kind, scope, sequence, name, rows, bytes,"
                    + " sha256, built) VALUES (?, ?, 'log', ?, ?, ?, ?, ?, ?, ?)",
                number,
                number,
                each.scope(),
                each.sequence(),
                each.name(),
                each.rows(),
                each.bytes(),
                each.sha256(),
                each.to().toString());
          }
        });
    LOG.warn("event=report-numbers-from-spool reports={} action=none", found.size());
  }

  private static final String NEXT =
      "SELECT 1 + coalesce(max(sequence), 0) FROM report WHERE kind = ? AND scope = ?";
  private static final String OWED =
      " WHERE r.number > (SELECT coalesce(max(report), 0) FROM sent WHERE target = ?)"
          + " AND r.removed IS NULL";
  /** A report that belongs to a period being planned. */
  record Planned(String kind, String scope) {}

  /** Records a period with its reports: what they will hold is fixed from here on. */
  synchronized List<Report> plan(Period period, Collection<Planned> reports) {
    List<Report> planned = new ArrayList<>();
    change(
        "recording a period",
        () -> {
          insert(period);
          for (Planned each : reports) {
            planned.add(insert(period, each));
          }
        });
    return planned;
  }

  private void insert(Period period) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO period VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setLong(1, period.number());
      insert.setString(2, period.from().toString());
      insert.setString(3, period.to().toString());
      insert.setString(4, period.generated().toString());
      insert.setString(5, period.scoping().code());
      insert.setLong(6, period.first());
      insert.setLong(7, period.last());
      insert.setString(8, period.hash().orElse(null));
      insert.setLong(9, period.assessedAfter());
      insert.setLong(10, period.assessed());
      insert.setString(11, period.oldest().map(Instant::toString).orElse(null));
      insert.executeUpdate();
    }
  }

  private Report insert(Period period, Planned report) throws SQLException {
    return insert(
        period,
        report,
        sequence -> new ReportFile(report.scope(), period.from(), sequence).name());
  }

  private Report insert(Period period, Planned report, LongFunction<String> naming)
      throws SQLException {
    long number = 1 + single("SELECT coalesce(max(number), 0) FROM report");
    long sequence = single(NEXT, report.kind(), report.scope());
    String name = naming.apply(sequence);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO report (number, period, kind, scope, sequence, name)"
                + " VALUES (?, ?, ?, ?, ?, ?)")) {
      insert.setLong(1, number);
      insert.setLong(2, period.number());
      insert.setString(3, report.kind());
      insert.setString(4, report.scope());
      insert.setLong(5, sequence);
      insert.setString(6, name);
      insert.executeUpdate();
    }
    return new Report(
        number, period, report.kind(), report.scope(), sequence, name, Optional.empty(),
        Optional.empty(), List.of());
  }

  /** Records papers, after the last period: they are files from here on, now or later. */
  synchronized void write(List<SupplementaryDocument> papers) {
    Period period = lastPeriod().orElseThrow();
    change(
        "recording " + papers.getFirst().stem(),
        () -> {
          for (SupplementaryDocument paper : papers) {
            Planned planned = new Planned(paper.kind(), paper.scope());
            Report report = insert(period, planned, paper::name);
            execute(
                "INSERT INTO paper VALUES (?, ?, ?, ?)",
                report.number(),
                paper.from().toString(),
                paper.to().toString(),
                paper.content());
          }
        });
  }

  /** Every paper that is in the ledger without a file. */
  List<Report> unbuiltPapers() {
    return reports(" WHERE r.built IS NULL AND r.kind <> 'log' ORDER BY r.number");
  }

  /** What a paper holds. */
  byte[] content(Report report) {
    return query(
            "SELECT content FROM paper WHERE report = ?",
            row -> row.getBytes(1),
            report.number())
        .getFirst();
  }

  /** Where the time ends that the last paper of a kind tells of. */
  Optional<Instant> lastEnd(String kind) {
    return query(
            "SELECT max(g.\"to\") FROM paper g JOIN report r ON r.number = g.report"
                + " WHERE r.kind = ? HAVING count(*) > 0",
            row -> Instant.parse(row.getString(1)),
            kind)
        .stream()
        .findFirst();
  }

  /** The number of the last period that has a report of a kind, 0 if none has. */
  long lastPeriodOf(String kind) {
    return query(
            "SELECT coalesce(max(period), 0) FROM report WHERE kind = ?",
            row -> row.getLong(1),
            kind)
        .getFirst();
  }

  /** Where the first period begins that is known. */
  Optional<Instant> begun() {
    return query(
            "SELECT \"from\" FROM period ORDER BY number LIMIT 1",
            row -> Instant.parse(row.getString(1)))
        .stream()
        .findFirst();
  }

  /** Records that a report's file is there. */
  void built(Report report, Report.Built file) {
    change(
        "recording that " + report.name() + " is built",
        () ->
            execute(
                "UPDATE report SET rows = ?, bytes = ?, sha256 = ?, built = ? WHERE number = ?",
                file.rows(),
                file.bytes(),
                file.sha256(),
                file.at().toString(),
                report.number()));
  }

  /** Records that a report's file is gone and has to be made again. */
  void lost(Report report) {
    change(
        "recording that " + report.name() + " is lost",
        () -> execute("UPDATE report SET built = NULL WHERE number = ?", report.number()));
  }

  /** Records that a target has a report. */
  void sent(Report report, String target, Instant at) {
    change(
        "recording that " + target + " has " + report.name(),
        () ->
            execute(
                "INSERT OR IGNORE INTO sent VALUES (?, ?, ?)",
                target,
                report.number(),
                at.toString()));
  }

  /** The period planned last. */
  synchronized Optional<Period> lastPeriod() {
    return query(
            "SELECT number, \"from\", \"to\", generated, scoping, first, last, hash,"
                + " assessed_after, assessed, oldest FROM period ORDER BY number DESC LIMIT 1",
            row -> period(row, 0))
        .stream()
        .findFirst();
  }

  /** The sequence of the report that a scope gets next. */
  long nextSequence(String kind, String scope) {
    return query(NEXT, row -> row.getLong(1), kind, scope).getFirst();
  }

  /** Records that records of the log are to be passed. */
  void pass(SkippedRange gap) {
    change(
        "recording that " + gap,
        () ->
            execute(
                "INSERT INTO passed VALUES (?, ?, ?, ?, ?, ?, ?)",
                gap.first(),
                gap.last(),
                gap.hash().orElse(""),
                gap.at().toString(),
                gap.who(),
                gap.reason(),
                gap.what()));
  }

  /** What is to be passed among, or in front of, the records from one to another, in order. */
  List<SkippedRange> passed(long from, long upTo) {
    return query(
        "SELECT first, last, hash, at, who, reason, what FROM passed"
            + " WHERE first <= ? AND max(first, last) >= ? ORDER BY first, last",
        row ->
            new SkippedRange(
                row.getLong(1),
                row.getLong(2),
                Optional.of(row.getString(3)).filter(hash -> !hash.isEmpty()),
                Instant.parse(row.getString(4)),
                row.getString(5),
                row.getString(6),
                row.getString(7)),
        upTo,
        from);
  }

  /** Every scope of a kind that ever had a report. */
  List<String> scopes(String kind) {
    return query(
        "SELECT DISTINCT scope FROM report WHERE kind = ?", row -> row.getString(1), kind);
  }

  /** All reports of the log of the first period that has one without a file. */
  List<Report> unbuilt() {
    return reports(
        " WHERE r.kind = 'log' AND r.period ="
            + " (SELECT min(period) FROM report WHERE built IS NULL AND kind = 'log')"
            + " ORDER BY r.number");
  }

  /** The report that a target is to have next; empty as long as it is not built. */
  Optional<Report> next(String target) {
    return owed(target).filter(report -> report.built().isPresent());
  }

  /** How many built reports a target does not have. */
  long waiting(String target) {
    return query(
            "SELECT count(*) FROM report WHERE built IS NOT NULL AND removed IS NULL AND number"
                + " > (SELECT coalesce(max(report), 0) FROM sent WHERE target = ?)",
            row -> row.getLong(1),
            target)
        .getFirst();
  }

  /** When a target took a report last. */
  Optional<Instant> lastSuccess(String target) {
    return query(
            "SELECT at FROM sent WHERE target = ? ORDER BY report DESC LIMIT 1",
            row -> Instant.parse(row.getString(1)),
            target)
        .stream()
        .findFirst();
  }

  /** The first report that is still kept and that a target does not have, built or not. */
  Optional<Report> owed(String target) {
    return reports(OWED + " ORDER BY r.number LIMIT 1", target).stream().findFirst();
  }

  /** When the first alert was suppressed that is in a report which a target does not have. */
  Optional<Instant> oldestOwed(String target) {
    return reports(OWED + " AND p.oldest IS NOT NULL ORDER BY r.number LIMIT 1", target).stream()
        .findFirst()
        .flatMap(report -> report.period().oldest());
  }

  /** At most that many reports generated before an instant whose files are kept, in order. */
  List<Report> kept(Instant before, int most) {
    return reports(
        " WHERE r.removed IS NULL AND r.built IS NOT NULL AND p.generated < ?"
            + " ORDER BY r.number LIMIT ?",
        before.toString(),
        most);
  }

  /** Every file that has to be kept. */
  Set<String> keptNames() {
    return Set.copyOf(
        query("SELECT name FROM report WHERE removed IS NULL", row -> row.getString(1)));
  }

  /**
   * Records that the files of some reports, given in order, are removed. Of what the ledger knew of
   * them only the last report of each scope, and the last period, stay, to count on from.
   */
  void removed(List<Report> reports, Instant at) {
    change(
        "recording what was removed",
        () -> {
          Report last = reports.getLast();
          execute(
              "INSERT INTO removed VALUES (?, 'reports', ?, ?, ?, ?)",
              at.toString(),
              reports.size(),
              reports.getFirst().name(),
              last.name(),
              last.period().last());
          for (Report each : reports) {
            execute(
                "UPDATE report SET removed = ? WHERE number = ?", at.toString(), each.number());
          }
          String gone =
              "(SELECT number FROM report r WHERE removed IS NOT NULL AND number < (SELECT"
                  + " max(number) FROM report o WHERE o.kind = r.kind AND o.scope = r.scope))";
          execute("DELETE FROM sent WHERE report IN " + gone);
          execute("DELETE FROM paper WHERE report IN " + gone);
          execute(
              "UPDATE paper SET content = x'' WHERE report IN"
                  + " (SELECT number FROM report WHERE removed IS NOT NULL)");
          execute("DELETE FROM report WHERE number IN " + gone);
          execute(
              "DELETE FROM period WHERE number < (SELECT max(number) FROM period)"
                  + " AND number NOT IN (SELECT period FROM report)");
        });
  }

  /** Reports after a number, in order, with the targets that have them. */
  public List<Report> page(long after, int most) {
    List<Report> page = new ArrayList<>();
    for (Report each :
        reports(" WHERE r.number > ? ORDER BY r.number LIMIT ?", after, most)) {
      List<Report.Sent> sent =
          query(
              "SELECT target, at FROM sent WHERE report = ? ORDER BY at, target",
              row -> new Report.Sent(row.getString(1), Instant.parse(row.getString(2))),
              each.number());
      page.add(
          new Report(
              each.number(), each.period(), each.kind(), each.scope(), each.sequence(),
              each.name(), each.built(), each.removed(), sent));
    }
    return page;
  }

  private List<Report> reports(String where, Object... arguments) {
    return query(REPORTS + where, ReportStore::report, arguments);
  }

  private static Report report(ResultSet row) throws SQLException {
    Optional<Report.Built> built =
        row.getString(9) == null
            ? Optional.empty()
            : Optional.of(
                new Report.Built(
                    row.getLong(6),
                    row.getLong(7),
                    row.getString(8),
                    Instant.parse(row.getString(9))));
    return new Report(
        row.getLong(1), period(row, 10), row.getString(2), row.getString(3), row.getLong(4),
        row.getString(5), built, instant(row, 10), List.of());
  }

  /** From the columns behind these. */
  private static Period period(ResultSet row, int behind) throws SQLException {
    return new Period(
        row.getLong(behind + 1),
        Instant.parse(row.getString(behind + 2)),
        Instant.parse(row.getString(behind + 3)),
        Instant.parse(row.getString(behind + 4)),
        ReportScope.of(row.getString(behind + 5)),
        row.getLong(behind + 6),
        row.getLong(behind + 7),
        Optional.ofNullable(row.getString(behind + 8)),
        row.getLong(behind + 9),
        row.getLong(behind + 10),
        instant(row, behind + 11));
  }

  private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getString(column)).map(Instant::parse);
  }

  private interface Work {
    void run() throws SQLException;
  }

  private synchronized void change(String what, Work work) {
    try {
      work.run();
      connection.commit();
    } catch (SQLException broken) {
      ReportUnavailable failure = new ReportUnavailable(what + " in " + file, broken);
      Rollback.of(connection, broken);
      throw failure;
    }
  }

  private void execute(String sql, Object... arguments) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, arguments);
      statement.executeUpdate();
    }
  }

  private long single(String sql, Object... arguments) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, arguments);
      try (ResultSet row = statement.executeQuery()) {
        return row.getLong(1);
      }
    }
  }

  private static void bind(PreparedStatement statement, Object... arguments)
      throws SQLException {
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
  }

  private interface RowReader<R> {
    R read(ResultSet row) throws SQLException;
  }

  private synchronized <R> List<R> query(String sql, RowReader<R> reader, Object... arguments) {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      bind(query, arguments);
      List<R> found = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(reader.read(rows));
        }
      }
      connection.commit();
      return found;
    } catch (SQLException broken) {
      throw new ReportUnavailable("reading " + file, broken);
    }
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException broken) {
      throw new ReportUnavailable("closing " + file, broken);
    }
  }
}
