package org.lastgasp.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.CaseIndex;
import org.lastgasp.hindsight.Evidence;
import org.lastgasp.hindsight.Label;
import org.lastgasp.id.Mpan;

/**
 * The assessments from the index of hindsight's cases. A record's number in the log is its alert's
 * ordinal there: both count suppressed alerts from 1. Safe for any number of threads.
 */
final class HindsightAssessments implements Assessments {
  private static final int AT_ONCE = 1_000;
  private static final long BLOCK = 10_000; // records of a report, whose labels are read at once

  private final CaseIndex caseIndex;
  private Known known = new Known(-1, -1, Map.of());

  private record Known(long block, long asOf, Map<Long, Label> labels) {}

  HindsightAssessments(CaseIndex caseIndex) {
    this.caseIndex = caseIndex;
  }

  @Override
  public long position() {
    return caseIndex.lastChange();
  }

  @Override
  public long validPosition(long noted) {
    return caseIndex.validPosition(noted);
  }

  @Override
  public synchronized String of(long seq, long asOf) {
    long block = seq / BLOCK;
    if (known.block() != block || known.asOf() != asOf) {
      known = new Known(block, asOf, caseIndex.labels(block * BLOCK, BLOCK, asOf));
    }
    return known.labels().getOrDefault(seq, Label.UNRESOLVED).code();
  }

  @Override
  public List<Change> changes(long after, long upTo, long lastSeq) {
    List<Change> all = new ArrayList<>();
    List<org.lastgasp.hindsight.LabelChange> some = caseIndex.changes(after, upTo, AT_ONCE);
    while (!some.isEmpty()) {
      some.stream().filter(c -> c.ordinal() <= lastSeq).map(this::row).forEach(all::add);
      some = caseIndex.changes(some.getLast().position(), upTo, AT_ONCE);
    }
    return all;
  }

  @Override
  public List<Change> releases(long firstSeq, long lastSeq, long upTo) {
    return caseIndex.releases(firstSeq, lastSeq, upTo).stream().map(this::row).toList();
  }

  private Change row(org.lastgasp.hindsight.LabelChange change) {
    OptionalInt distributor =
        caseIndex.of(change.number()).map(Case::held).map(h -> h.distributor())
            .orElse(OptionalInt.empty());
    return new Change(
        change.ordinal(),
        Mpan.distributorName(distributor),
        change.from().code(),
        change.because().kind() == Evidence.Kind.RELEASED ? "released" : change.to().code(),
        change.because().kind().code() + ": " + change.because().compared());
  }
}
