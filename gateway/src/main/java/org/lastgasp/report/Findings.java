package org.lastgasp.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lastgasp.report.ReportVerification.ReportFinding;

/** A collector of findings that counts all and keeps the first {@value #MOST}. */
final class Findings {
  private static final int MOST = 100;

  private final List<ReportFinding> first = new ArrayList<>();
  private long found;

  void add(ReportFinding.Kind kind, Path file, long line, long seq, String what) {
    found++;
    if (first.size() < MOST) {
      first.add(new ReportFinding(kind, file, line, seq, what));
    }
  }

  List<ReportFinding> first() {
    return first;
  }

  long found() {
    return found;
  }
}
