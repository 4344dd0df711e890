package org.lastgasp.report;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.lastgasp.files.ReadAccess;
import org.lastgasp.logging.EventLog;
import org.lastgasp.sqlite.BrokenFile;
import org.lastgasp.sqlite.Database;
import org.lastgasp.sqlite.Row;
import org.lastgasp.sqlite.Schema;
import org.lastgasp.sqlite.Session;
import org.lastgasp.sqlite.Store;
import org.lastgasp.sqlite.TableReplica;

/**
 * A store of what was reported, in {@code report.db}, an SQLite file of format {@value #FORMAT};
 * described in {@code docs/formats.md}.
 *
 * <p>Each change is one transaction, synced before it returns. Safe for any number of threads.
 */
public final class ReportStore implements AutoCloseable {
  private static final EventLog LOG = EventLog.of(ReportStore.class);
  static final int FORMAT = 4;
  private static final String FILE = "report.db";
  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE period (number INTEGER PRIMARY KEY, \"from\" TEXT NOT NULL,"
              + " \"to\" TEXT NOT NULL, generated TEXT NOT NULL, scoping TEXT NOT NULL,"
              + " first INTEGER NOT NULL, last INTEGER NOT NULL, hash TEXT,"
              + " assessed_after INTEGER NOT NULL, assessed INTEGER NOT NULL, oldest TEXT)",
          "CREATE TABLE report (number INTEGER PRIMARY KEY, period INTEGER NOT NULL REFERENCES"
              + " period, kind TEXT NOT NULL, scope TEXT NOT NULL, sequence INTEGER NOT NULL,"
              + " name TEXT NOT NULL UNIQUE, rows INTEGER, bytes INTEGER, sha256 TEXT,"
              + " built TEXT, removed TEXT, UNIQUE (kind, scope, sequence))",
          "CREATE INDEX report_of_period ON report (period)",
          "CREATE TABLE sent (target TEXT NOT NULL, report INTEGER NOT NULL REFERENCES report,"
              + " at TEXT NOT NULL, PRIMARY KEY (target, report)) WITHOUT ROWID",
          "CREATE INDEX sent_of_report ON sent (report)",
          "CREATE TABLE removed (at TEXT NOT NULL, what TEXT NOT NULL, count INTEGER NOT NULL,"
              + " first TEXT NOT NULL, last TEXT NOT NULL, seq INTEGER NOT NULL)",
          "CREATE TABLE paper (report INTEGER PRIMARY KEY REFERENCES report,"
              + " \"from\" TEXT NOT NULL, \"to\" TEXT NOT NULL, content BLOB NOT NULL)",
          "CREATE TABLE passed (first INTEGER NOT NULL, last INTEGER NOT NULL, hash TEXT NOT NULL,"
              + " at TEXT NOT NULL, who TEXT NOT NULL, reason TEXT NOT NULL, what TEXT NOT NULL)",
          "CREATE TABLE template (period INTEGER PRIMARY KEY, header TEXT NOT NULL,"
              + " footer TEXT NOT NULL)");
  private static final Schema SCHEMA =
      new Schema(
          new Store("The ledger of reports, report.db,", ""),
          FORMAT,
          Set.of("period", "report", "sent", "removed"),
          found -> // one table by each version
              TABLES.subList(found == 0 ? 0 : TABLES.size() - FORMAT + found, TABLES.size()));
  private static final String REPORTS =
      "SELECT r.number, r.kind, r.scope, r.sequence, r.name, r.rows, r.bytes, r.sha256, r.built,"
          + " r.removed, p.number, coalesce(g.\"from\", p.\"from\"), coalesce(g.\"to\", p.\"to\"),"
          + " p.generated, p.scoping, p.first, p.last,"
          + " p.hash, p.assessed_after, p.assessed, p.oldest"
          + " FROM report r JOIN period p ON p.number = r.period"
          + " LEFT JOIN paper g ON g.report = r.number";

  private final Database database;

  private ReportStore(Database database) {
    this.database = database;
  }

  /** Opens the file in the folder, and makes both if they are not there. */
  static ReportStore open(Path folder) {
    Path file = folder.resolve(FILE);
    ReportStore store =
        BrokenFile.openOrSetAside(
            file,
            1,
            () -> new ReportStore(Database.open(file, SCHEMA, Database.Sync.EACH_CHANGE)));
    store.goOnBehind(folder.resolve("spool"));
    return store;
  }

  /** The replica that records changes of the store, for other machines. */
  TableReplica replica() {
    return new TableReplica(
        database, "reports",
        List.of("period", "template", "report", "paper", "sent", "removed", "passed"));
  }

  /** Opens the file of another process, or one it left, unchanged; empty if there is none. */
  public static Optional<ReportStore> readOnly(Path folder) {
    Path file = folder.resolve(FILE);
    return ReadAccess.toFile(file)
        ? Optional.of(new ReportStore(Database.readOnly(file, SCHEMA)))
        : Optional.empty();
  }

  /**
   * Continues a lost store after the files in the spool: no number is used twice, and no record is
   * reported twice. All files are offered to the targets again, which treat the same bytes under
   * the same name as sent.
   */
  private void goOnBehind(Path spool) {
    if (lastPeriod().isPresent()) {
      return;
    }
    SpoolRecovery found = SpoolRecovery.of(spool);
    if (found.reports() > 0) {
      database.write(found::into);
      LOG.warn("report-numbers-from-spool", "reports", found.reports(), "action", "none");
    }
  }

  private static final String NEXT =
      "SELECT 1 + coalesce(max(sequence), 0) FROM report WHERE kind = ? AND scope = ?";

  /** A report that belongs to a period being planned. */
  record Planned(String kind, String scope) {}

  /** Records a period with its reports: what they will hold is fixed from here on. */
  List<Report> plan(Period period, ReportTemplate template, Collection<Planned> reports) {
    List<Report> planned = new ArrayList<>();
    database.write(
        session -> {
          insert(session, period);
          if (!template(session, period.number()).equals(template)) {
            session.update(
                "INSERT INTO template VALUES (?, ?, ?)",
                period.number(),
                template.header(),
                template.footer());
          }
          for (Planned each : reports) {
            planned.add(insert(session, period, each));
          }
        });
    return planned;
  }

  /** The header and footer of a period's reports. */
  ReportTemplate template(long period) {
    return database.read(session -> template(session, period));
  }

  private static ReportTemplate template(Session session, long period) {
    return session
        .first(
            "SELECT header, footer FROM template WHERE period <= ? ORDER BY period DESC LIMIT 1",
            row -> new ReportTemplate(row.text(1), row.text(2)),
            period)
        .orElse(ReportTemplate.DEFAULT);
  }

  /** Records a period that has no report, in place of one before it that has none either. */
  void planNone(Period period) {
    database.write(
        session -> {
          session.update(
              "DELETE FROM period WHERE number = ? AND number NOT IN (SELECT period FROM report)",
              period.number() - 1);
          insert(session, period);
        });
  }

  /** Returns true if a period has a report of the log. */
  boolean isReported(Period period) {
    return database.number(
            "SELECT count(*) FROM report WHERE kind = 'log' AND period = ?", period.number())
        > 0;
  }

  static void insert(Session session, Period period) {
    session.update(
        "INSERT INTO period VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        period.number(),
        period.from().toString(),
        period.to().toString(),
        period.generated().toString(),
        period.scoping().code(),
        period.first(),
        period.last(),
        period.hash(),
        period.assessedAfter(),
        period.assessed(),
        period.oldest().map(Instant::toString));
  }

  private static Report insert(Session session, Period period, Planned report) {
    return insert(
        session,
        period,
        report,
        sequence -> new ReportFile(report.scope(), period.from(), sequence).name());
  }

  private static Report insert(
      Session session, Period period, Planned report, LongFunction<String> naming) {
    long number = 1 + session.number("SELECT coalesce(max(number), 0) FROM report");
    long sequence = session.number(NEXT, report.kind(), report.scope());
    String name = naming.apply(sequence);
    session.update(
        "INSERT INTO report (number, period, kind, scope, sequence, name)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        number,
        period.number(),
        report.kind(),
        report.scope(),
        sequence,
        name);
    return new Report(
        number, period, report.kind(), report.scope(), sequence, name, Optional.empty(),
        Optional.empty(), List.of());
  }

  /** Records documents with the last period; their files are written afterwards. */
  void write(List<SupplementaryDocument> documents) {
    database.write(
        session -> {
          Period period = lastPeriod(session).orElseThrow();
          for (SupplementaryDocument document : documents) {
            Planned planned = new Planned(document.kind(), document.scope());
            Report report = insert(session, period, planned, document::name);
            session.update(
                "INSERT INTO paper VALUES (?, ?, ?, ?)",
                report.number(),
                document.from().toString(),
                document.to().toString(),
                document.content());
          }
        });
  }

  /** Every supplementary document without a file. */
  List<Report> unbuiltDocuments() {
    return reports(" WHERE r.built IS NULL AND g.report IS NOT NULL ORDER BY r.number");
  }

  /** Reports of the log that are kept, built or not, after a number, in order. */
  List<Report> exact(long after, int most) {
    return reports(
        " WHERE r.kind = 'log' AND r.removed IS NULL AND r.number > ? ORDER BY r.number LIMIT ?",
        after,
        most);
  }

  /** The report of the log that a table shows; empty if the store no longer has it. */
  Optional<Report> exactOf(Report table) {
    return reports(
            " WHERE r.kind = 'log' AND r.scope = ? AND r.sequence = ?",
            table.scope(),
            table.sequence())
        .stream()
        .findFirst();
  }

  /** Returns true if a report of the log has a table of this kind. */
  boolean hasTable(Report exact, String kind) {
    return database.number(
            "SELECT count(*) FROM report WHERE kind = ? AND scope = ? AND sequence = ?",
            kind,
            exact.scope(),
            exact.sequence())
        > 0;
  }

  /** Records a table whose file is written; it has its report's scope and sequence. */
  void addTable(Report exact, String kind, String name, Report.Built file) {
    database.write(
        session ->
            session.update(
                "INSERT INTO report (number, period, kind, scope, sequence, name, rows, bytes,"
                    + " sha256, built) SELECT 1 + max(number), ?, ?, ?, ?, ?, ?, ?, ?, ?"
                    + " FROM report",
                exact.period().number(),
                kind,
                exact.scope(),
                exact.sequence(),
                name,
                file.rows(),
                file.bytes(),
                file.sha256(),
                file.at().toString()));
  }

  /** Every table whose file is gone. */
  List<Report> unbuiltTables() {
    return reports(" WHERE r.built IS NULL AND r.kind LIKE 'table-%' ORDER BY r.number");
  }

  /** The content of a document. */
  byte[] content(Report report) {
    return database.query(
        "SELECT content FROM paper WHERE report = ?",
        row -> row.bytes(1),
        report.number())
        .getFirst();
  }

  /** The end of the time that the last document of a kind is about. */
  Optional<Instant> lastEnd(String kind) {
    return firstInstant(
        "SELECT g.\"to\" FROM paper g JOIN report r ON r.number = g.report"
            + " WHERE r.kind = ? ORDER BY r.number DESC LIMIT 1",
        kind);
  }

  /** The end of the first known period after this number that ended by an instant. */
  Optional<Instant> firstEnd(long after, Instant by) {
    return firstInstant(
        "SELECT \"to\" FROM period WHERE number > ? AND \"to\" <= ? ORDER BY number LIMIT 1",
        after,
        by.toString());
  }

  /** The number of the last period that has a report of a kind, 0 if none has. */
  long lastPeriodOf(String kind) {
    return database.number(
        "SELECT coalesce(max(period), 0) FROM report WHERE kind = ?", kind);
  }

  /** The beginning of the first known period. */
  Optional<Instant> begun() {
    return firstInstant("SELECT \"from\" FROM period ORDER BY number LIMIT 1");
  }

  /** Records that a report's file is there. */
  void built(Report report, Report.Built file) {
    database.write(
        session ->
            session.update(
                "UPDATE report SET rows = ?, bytes = ?, sha256 = ?, built = ? WHERE number = ?",
                file.rows(),
                file.bytes(),
                file.sha256(),
                file.at().toString(),
                report.number()));
  }

  /** Records that a report's file is gone and has to be made again. */
  void lost(Report report) {
    database.write(
        session ->
            session.update("UPDATE report SET built = NULL WHERE number = ?", report.number()));
  }

  /** Records that a target has a report. */
  void sent(Report report, String target, Instant at) {
    database.write(
        session ->
            session.update(
                "INSERT OR IGNORE INTO sent VALUES (?, ?, ?)",
                target,
                report.number(),
                at.toString()));
  }

  /** The period planned last. */
  Optional<Period> lastPeriod() {
    return database.read(ReportStore::lastPeriod);
  }

  private static Optional<Period> lastPeriod(Session session) {
    return session.first(
        "SELECT number, \"from\", \"to\", generated, scoping, first, last, hash,"
            + " assessed_after, assessed, oldest FROM period ORDER BY number DESC LIMIT 1",
        row -> period(row, 0));
  }

  /** The sequence of the report that a scope gets next. */
  long nextSequence(String kind, String scope) {
    return database.number(NEXT, kind, scope);
  }

  /** Records a range of the log that is to be skipped. */
  void pass(SkippedRange gap) {
    database.write(session -> pass(session, gap));
  }

  static void pass(Session session, SkippedRange gap) {
    session.update(
        "INSERT INTO passed VALUES (?, ?, ?, ?, ?, ?, ?)",
        gap.first(),
        gap.last(),
        gap.hash().orElse(""),
        gap.at().toString(),
        gap.who(),
        gap.reason(),
        gap.what());
  }

  /** Makes a change in one transaction, for a data folder on which no gateway runs. */
  <T> T amend(Function<Session, T> change) {
    return database.writeAndGet(change);
  }

  /** The ranges to be skipped among, or in front of, the records from one to another, in order. */
  List<SkippedRange> passed(long from, long upTo) {
    return database.query(
        "SELECT first, last, hash, at, who, reason, what FROM passed"
        + " WHERE first <= ? AND max(first, last) >= ? ORDER BY first, last",
        row ->
        new SkippedRange(
            row.number(1),
            row.number(2),
            Optional.of(row.text(3)).filter(hash -> !hash.isEmpty()),
            Instant.parse(row.text(4)),
            row.text(5),
            row.text(6),
            row.text(7)),
        upTo,
        from);
  }

  /** Every scope of a kind that ever had a report. */
  List<String> scopes(String kind) {
    return database.query(
        "SELECT DISTINCT scope FROM report WHERE kind = ?", row -> row.text(1), kind);
  }

  /** All reports of the log of the first period that has one without a file. */
  List<Report> unbuilt() {
    return reports(
        " WHERE r.kind = 'log' AND r.period ="
            + " (SELECT min(period) FROM report WHERE built IS NULL AND kind = 'log')"
            + " ORDER BY r.number");
  }

  /** The number of reports that meet a condition. */
  long count(String where, Object... arguments) {
    return database.number("SELECT count(*) FROM report r" + where, arguments);
  }

  /** The instant that a query gives; empty if it gives none. */
  Optional<Instant> firstInstant(String query, Object... arguments) {
    return database.first(query, row -> Instant.parse(row.text(1)), arguments);
  }

  /** Returns true if there ever was a table for people. */
  boolean hasTables() {
    return database.number(
            "SELECT EXISTS (SELECT 1 FROM report WHERE kind IN (?, ?, ?))",
            Report.TABLE_CSV,
            Report.TABLE_PAGE,
            Report.TABLE_XLSX)
        > 0;
  }

  /** At most that many reports generated before an instant whose files are kept, in order. */
  List<Report> kept(Instant before, int most) {
    return reports(
        " WHERE r.removed IS NULL AND r.built IS NOT NULL AND p.generated < ?"
            + " ORDER BY r.number LIMIT ?",
        before.toString(),
        most);
  }

  /** The name of every file that must be kept. */
  Set<String> keptNames() {
    return Set.copyOf(
        database.query("SELECT name FROM report WHERE removed IS NULL", row -> row.text(1)));
  }

  /**
   * Records that the files of some reports, given in order, are removed. Their rows are deleted,
   * except the last report of each kind and scope and the last period, which numbering needs.
   */
  void removed(List<Report> reports, Instant at) {
    database.write(
        session -> {
          Report last = reports.getLast();
          session.update(
              "INSERT INTO removed VALUES (?, 'reports', ?, ?, ?, ?)",
              at.toString(),
              reports.size(),
              reports.getFirst().name(),
              last.name(),
              last.period().last());
          for (Report each : reports) {
            session.update(
                "UPDATE report SET removed = ? WHERE number = ?", at.toString(), each.number());
          }
          String gone =
              "(SELECT number FROM report r WHERE removed IS NOT NULL AND number < (SELECT"
                  + " max(number) FROM report o WHERE o.kind = r.kind AND o.scope = r.scope))";
          session.update("DELETE FROM sent WHERE report IN " + gone);
          session.update("DELETE FROM paper WHERE report IN " + gone);
          session.update(
              "UPDATE paper SET content = x'' WHERE report IN"
                  + " (SELECT number FROM report WHERE removed IS NOT NULL)");
          session.update("DELETE FROM report WHERE number IN " + gone);
          session.update(
              "DELETE FROM period WHERE number < (SELECT max(number) FROM period)"
                  + " AND number NOT IN (SELECT period FROM report)");
        });
  }

  /** Reports after a number, in order, with the targets that have them. */
  public List<Report> page(long after, int most) {
    return sent(reports(" WHERE r.number > ? ORDER BY r.number LIMIT ?", after, most));
  }

  /** The same, of some scopes only: distributors as reports name them. */
  List<Report> page(long after, int most, Set<String> scopes) {
    return sent(
        reports(
            " WHERE r.number > ? AND instr(?, ',' || r.scope || ',') > 0 ORDER BY r.number LIMIT ?",
            after, "," + String.join(",", scopes) + ",", most));
  }

  List<Report> sent(List<Report> reports) {
    List<Report> page = new ArrayList<>();
    for (Report each : reports) {
      List<Report.Sent> sent =
          database.query(
              "SELECT target, at FROM sent WHERE report = ? ORDER BY at, target",
              row -> new Report.Sent(row.text(1), Instant.parse(row.text(2))),
              each.number());
      page.add(
          new Report(
              each.number(), each.period(), each.kind(), each.scope(), each.sequence(),
              each.name(), each.built(), each.removed(), sent));
    }
    return page;
  }

  List<Report> reports(String where, Object... arguments) {
    return database.query(REPORTS + where, ReportStore::report, arguments);
  }

  private static Report report(Row row) {
    Optional<Report.Built> built =
        instant(row, 9)
            .map(at -> new Report.Built(row.number(6), row.number(7), row.text(8), at));
    return new Report(
        row.number(1), period(row, 10), row.text(2), row.text(3), row.number(4),
        row.text(5), built, instant(row, 10), List.of());
  }

  /** The period in the columns after this one. */
  private static Period period(Row row, int behind) {
    return new Period(
        row.number(behind + 1),
        Instant.parse(row.text(behind + 2)),
        Instant.parse(row.text(behind + 3)),
        Instant.parse(row.text(behind + 4)),
        ReportScope.of(row.text(behind + 5)),
        row.number(behind + 6),
        row.number(behind + 7),
        row.textIfAny(behind + 8),
        row.number(behind + 9),
        row.number(behind + 10),
        instant(row, behind + 11));
  }

  private static Optional<Instant> instant(Row row, int column) {
    return row.textIfAny(column).map(Instant::parse);
  }

  @Override
  public void close() {
    database.close();
  }
}
