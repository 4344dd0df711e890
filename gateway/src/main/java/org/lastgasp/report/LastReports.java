package org.lastgasp.report;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The queries of the ledger for the last reports. */
record LastReports(ReportStore ledger) {
  /** The last so many, in order; of some scopes, or of all if none is named. */
  List<Report> last(int most, Set<String> scopes) {
    String of = scopes.isEmpty() ? "" : "," + String.join(",", scopes) + ",";
    String where = " WHERE ? = '' OR instr(?, ',' || r.scope || ',') > 0";
    return ledger.sent(
        ledger.reports(where + " ORDER BY r.number DESC LIMIT ?", of, of, most).reversed());
  }

  /** The last one of a kind and a scope. */
  Optional<Report> of(String kind, String scope) {
    String last = " WHERE r.kind = ? AND r.scope = ? ORDER BY r.sequence DESC LIMIT 1";
    return ledger.reports(last, kind, scope).stream().findFirst();
  }
}
