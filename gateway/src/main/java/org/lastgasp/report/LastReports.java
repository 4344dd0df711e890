package org.lastgasp.report;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The queries of the report store for the last reports. */
record LastReports(ReportStore store) {
  /** The last reports before a number, in order; of these scopes, or of all if there are none. */
  List<Report> last(int most, long before, Set<String> scopes) {
    String of = scopes.isEmpty() ? "" : "," + String.join(",", scopes) + ",";
    String where = " WHERE r.number < ? AND (? = '' OR instr(?, ',' || r.scope || ',') > 0)";
    String last = where + " ORDER BY r.number DESC LIMIT ?";
    return store.sent(store.reports(last, before, of, of, most).reversed());
  }

  /** The last one of a kind and a scope. */
  Optional<Report> of(String kind, String scope) {
    String last = " WHERE r.kind = ? AND r.scope = ? ORDER BY r.sequence DESC LIMIT 1";
    return store.reports(last, kind, scope).stream().findFirst();
  }
}
