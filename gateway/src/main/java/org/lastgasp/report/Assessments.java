package org.lastgasp.report;

import java.util.List;
import org.lastgasp.hindsight.CaseIndex;

/**
 * A source of hindsight's assessments of suppressed alerts, as of a position of its own that only
 * grows. What it says as of a position never changes, so that a report can be made again.
 */
public interface Assessments {

  /** The assessments of the cases. */
  static Assessments of(CaseIndex cases) {
    return new HindsightAssessments(cases);
  }

  /** The position it has come to. */
  long position();

  /** The position to go on from after one that was noted: that, or 0 if it cannot be one. */
  default long validPosition(long noted) {
    return noted;
  }

  /** The label, at a position, of the record of this number: {@code unresolved}, … */
  String of(long seq, long asOf);

  /** The labels that changed up to the later position, of records up to a number; in order. */
  List<Change> changes(long after, long upTo, long lastSeq);

  /** The alerts of these records that were released up to a position; in order. */
  List<Change> releases(long firstSeq, long lastSeq, long upTo);

  /**
   * An assessment that changed, or an alert that was released.
   *
   * @param distributor whose it is, as the log says
   * @param evidence why, in words
   */
  record Change(long seq, String distributor, String old, String now, String evidence) {}

  /** While nobody looks back: nothing is resolved, nothing changes. */
  Assessments NONE =
      new Assessments() {
        @Override
        public long position() {
          return 0;
        }

        @Override
        public String of(long seq, long asOf) {
          return "unresolved";
        }

        @Override
        public List<Change> changes(long after, long upTo, long lastSeq) {
          return List.of();
        }

        @Override
        public List<Change> releases(long firstSeq, long lastSeq, long upTo) {
          return List.of();
        }
      };
}
