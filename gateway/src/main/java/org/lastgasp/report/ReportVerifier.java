package org.lastgasp.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.lastgasp.log.LogVerifier;
import org.lastgasp.log.Verification;
import org.lastgasp.log.Verification.Finding;
import org.lastgasp.report.ReportVerification.ReportFinding;

/**
 * An offline verifier of reports: the form of each line, the hash of each row, the footer, the
 * sequence of the reports of a scope, and the numbers and the chain of their rows. Bad input is a
 * finding, never an exception.
 *
 * <p>Files may be given in any order, and may be any part of the reports sent: a start in the
 * middle is accepted. The files alone do not show that the last report is missing. If files of the
 * log are given, each row is compared with the log, and each record between a scope's first and
 * last row must be in a report; memory then grows by some hundred bytes for each row.
 */
public final class ReportVerifier {
  private static final int MOST_GAPS = 100; // kept for the result

  private final Findings findings = new Findings();
  private final Set<String> gaps = new LinkedHashSet<>();
  private final ReportReading.Lines lines =
      new ReportReading.Lines() {
        @Override
        public void row(ReportReading.Header header, ReportReading.Row row) {
          ReportVerifier.this.row(header, row);
        }

        @Override
        public void gap(ReportReading.Header header, ReportReading.Gap gap) {
          ReportVerifier.this.gap(header, gap);
        }
      };
  private final Map<String, Line> scopes = new TreeMap<>();
  private final Map<Long, Reported> reported = new HashMap<>(); // in a distributor's report
  private final Map<Long, Reported> consolidated = new HashMap<>();
  private final List<ReportTemplate> templates;
  private final boolean compared;
  private long rows;
  private long logRecords;

  private ReportVerifier(List<ReportTemplate> templates, boolean compared) {
    this.templates = templates;
    this.compared = compared;
  }

  /** A row, for the comparison with the log. */
  private record Reported(Path file, long line, String hash) {}

  /** The reports of one scope, as far as they were read. */
  private static final class Line {
    private final String scope;
    private long firstReport;
    private long lastReport;
    private String to = "";
    private boolean continued; // whether the next row must have the next number
    private long rows;
    private long firstSeq;
    private long lastSeq;
    private String lastHash = "";

    Line(String scope) {
      this.scope = scope;
    }

    ReportVerification.Scope seen() {
      return new ReportVerification.Scope(
          scope, firstReport, lastReport, rows, firstSeq, lastSeq);
    }
  }

  /** Verifies these reports, and compares them with the log if there are files of it. */
  public static ReportVerification verify(Collection<Path> reports, Collection<Path> log) {
    return verify(reports, log, ReportTemplate.DEFAULT);
  }

  /**
   * The same for reports with the header and footer of a template. Reports with the default header
   * and footer are accepted too, as they may be older than the template.
   */
  public static ReportVerification verify(
      Collection<Path> reports, Collection<Path> log, ReportTemplate template) {
    List<ReportTemplate> templates =
        Stream.of(template, ReportTemplate.DEFAULT).distinct().toList();
    ReportVerifier verifier = new ReportVerifier(templates, !log.isEmpty());
    List<Path> different = different(reports);
    verifier.readAll(different);
    if (!log.isEmpty()) {
      verifier.compare(log);
    }
    return new ReportVerification(
        different.size(),
        verifier.rows,
        verifier.scopes.values().stream().map(Line::seen).toList(),
        List.copyOf(verifier.gaps),
        verifier.logRecords,
        verifier.findings.first(),
        verifier.findings.found());
  }

  /** The files without those that are named twice. */
  private static List<Path> different(Collection<Path> files) {
    Set<Path> seen = new HashSet<>();
    return files.stream().filter(file -> seen.add(real(file))).toList();
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException notThere) {
      return file.toAbsolutePath().normalize();
    }
  }

  private void readAll(List<Path> files) {
    List<ReportReading.Header> headers = new ArrayList<>();
    for (Path file : files) {
      Optional<ReportReading.Header> header = ReportReading.header(file, templates);
      header.ifPresent(headers::add);
      if (header.isEmpty()) {
        ReportReading.read(file, templates.getFirst(), lines, findings);
      }
    }
    headers.sort(
        Comparator.comparing(ReportReading.Header::scope)
            .thenComparing(ReportReading.Header::sequence)
            .thenComparing(ReportReading.Header::file));
    for (ReportReading.Header header : headers) {
      begin(header);
      ReportReading.read(header.file(), header.template(), lines, findings);
    }
  }

  private void begin(ReportReading.Header header) {
    Line line = scopes.computeIfAbsent(header.scope(), Line::new);
    boolean first = line.firstReport == 0;
    named(header);
    if (first) {
      line.firstReport = header.sequence();
    } else if (header.sequence() == line.lastReport) {
      String what = String.format(
          Locale.ROOT,
          "report %d of %s is there twice",
          header.sequence(),
          header.scope());
      find(ReportFinding.Kind.REPEATED, header, what);
    } else if (header.sequence() > line.lastReport + 1) {
      String what =
          "of %s, %s before it"
              .formatted(
                  header.scope(),
                  Finding.missing("report", line.lastReport + 1, header.sequence() - 1));
      find(ReportFinding.Kind.MISSING, header, what);
    }
    line.continued =
        !first
            && header.sequence() == line.lastReport + 1
            && !line.to.isEmpty()
            && header.from().equals(line.to)
            && line.lastSeq > 0
            && header.scope().equals(ReportScope.ALL);
    line.lastReport = header.sequence();
    line.to = header.to();
  }

  /** Checks that the file name agrees with the header. */
  private void named(ReportReading.Header header) {
    Optional<ReportFile> name = ReportFile.of(String.valueOf(header.file().getFileName()));
    boolean same =
        name.isEmpty()
            || (name.get().sequence() == header.sequence()
                && name.get().scope().equals(header.scope()));
    if (!same) {
      String what = "its name says otherwise than its header";
      find(ReportFinding.Kind.MALFORMED, header, what);
    }
  }

  private void find(ReportFinding.Kind kind, ReportReading.Header header, String what) {
    findings.add(kind, header.file(), 1, 0, what);
  }

  private void gap(ReportReading.Header header, ReportReading.Gap gap) {
    Line line = scopes.computeIfAbsent(header.scope(), Line::new);
    if (line.continued && gap.first() > line.lastSeq + 1) {
      String what = missing(line.lastSeq + 1, gap.first() - 1);
      findings.add(ReportFinding.Kind.MISSING, gap.file(), gap.line(), gap.first(), what);
    }
    if (gaps.size() < MOST_GAPS) {
      gaps.add(gap.text());
    }
    line.lastHash = ""; // the record after the gap continues another hash
    if (gap.first() <= gap.last()) {
      line.firstSeq = line.firstSeq == 0 ? gap.first() : line.firstSeq;
      line.lastSeq = Math.max(gap.last(), line.lastSeq);
      line.continued = header.scope().equals(ReportScope.ALL);
    }
  }

  private static String missing(long first, long last) {
    return Finding.missing("record", first, last) + " before it";
  }

  private void row(ReportReading.Header header, ReportReading.Row row) {
    Line line = scopes.computeIfAbsent(header.scope(), Line::new);
    long seq = row.record().seq();
    boolean all = header.scope().equals(ReportScope.ALL);
    rows++;
    line.rows++;
    String scope = all ? ReportScope.ALL : ReportScope.ofDistributor(row.distributor());
    if (!scope.equals(header.scope())) {
      find(ReportFinding.Kind.MISPLACED, row, "it belongs to a report of " + scope);
    }
    if (line.lastSeq > 0 && seq <= line.lastSeq) {
      find(ReportFinding.Kind.REPEATED, row, "the row before it has record " + line.lastSeq);
    } else if (line.continued && seq > line.lastSeq + 1) {
      find(ReportFinding.Kind.MISSING, row, missing(line.lastSeq + 1, seq - 1));
    } else if (line.lastSeq > 0
        && seq == line.lastSeq + 1
        && !line.lastHash.isEmpty()
        && !row.record().prev().equals(line.lastHash)) {
      String what =
          "its prev is %s, the hash before it is %s".formatted(row.record().prev(), line.lastHash);
      find(ReportFinding.Kind.BROKEN_CHAIN, row, what);
    }
    line.firstSeq = line.firstSeq == 0 ? seq : line.firstSeq;
    line.lastSeq = Math.max(seq, line.lastSeq);
    line.lastHash = row.record().hash();
    line.continued = all;
    if (compared) {
      remember(all ? consolidated : reported, row);
    }
  }

  private void remember(Map<Long, Reported> those, ReportReading.Row row) {
    Reported other =
        those.putIfAbsent(
            row.record().seq(), new Reported(row.file(), row.line(), row.record().hash()));
    if (other != null && !other.file().equals(row.file())) {
      find(ReportFinding.Kind.REPEATED, row, "it is in " + other.file() + " too");
    }
  }

  private void find(ReportFinding.Kind kind, ReportReading.Row row, String what) {
    findings.add(kind, row.file(), row.line(), row.record().seq(), what);
  }

  private void compare(Collection<Path> log) {
    Path first = log.iterator().next();
    Verification seen =
        LogVerifier.verify(log, (seq, hash, whose) -> logged(first, seq, hash, whose));
    for (Finding finding : seen.findings()) {
      findings.add(
          ReportFinding.Kind.NOT_IN_LOG, finding.file(), finding.line(), finding.seq(),
          "the log is not whole: " + finding.kind().code() + ": " + finding.what());
    }
    notLogged(seen, consolidated);
    notLogged(seen, reported);
  }

  private void notLogged(Verification seen, Map<Long, Reported> left) {
    left.forEach(
        (seq, row) -> {
          if (seq >= seen.first() && seq <= seen.last()) {
            findings.add(
                ReportFinding.Kind.NOT_IN_LOG, row.file(), row.line(), seq, "the log lacks it");
          }
        });
  }

  private void logged(Path log, long seq, String hash, String distributor) {
    logRecords++;
    logged(log, seq, hash, consolidated, ReportScope.ALL);
    logged(log, seq, hash, reported, ReportScope.ofDistributor(distributor));
  }

  private void logged(
      Path log, long seq, String hash, Map<Long, Reported> those, String scope) {
    Optional<Reported> row = Optional.ofNullable(those.remove(seq));
    if (row.isPresent()) {
      if (!row.get().hash().equals(hash)) {
        findings.add(
            ReportFinding.Kind.NOT_IN_LOG, row.get().file(), row.get().line(), seq,
            "the log has the record with the hash " + hash);
      }
      return;
    }
    if (within(scope, seq)) {
      findings.add(
          ReportFinding.Kind.NOT_REPORTED, log.resolveSibling(""), 0, seq,
          "the log has it, no report of " + scope + " does");
    }
  }

  private boolean within(String scope, long seq) {
    Optional<Line> line = Optional.ofNullable(scopes.get(scope));
    return line.isPresent() && seq >= line.get().firstSeq && seq <= line.get().lastSeq;
  }
}
