package org.lastgasp.report;

import java.util.List;
import org.lastgasp.hindsight.CaseIndex;

/**
 * A source of hindsight's assessments of suppressed alerts. Its position only grows, and an answer
 * as of a position never changes, so that a report can be built again with the same bytes.
 */
public interface Assessments {

  /** The assessments of the cases. */
  static Assessments of(CaseIndex cases) {
    return new HindsightAssessments(cases);
  }

  /** The position of the last change of an assessment. */
  long position();

  /** The position to continue from: the stored one, or 0 if that is not valid here. */
  default long validPosition(long noted) {
    return noted;
  }

  /** The label of the log record with this number, as of a position: {@code unresolved}, … */
  String of(long seq, long asOf);

  /** The labels that changed up to the later position, of records up to a number; in order. */
  List<Change> changes(long after, long upTo, long lastSeq);

  /** The alerts of these records that were released up to a position; in order. */
  List<Change> releases(long firstSeq, long lastSeq, long upTo);

  /**
   * An assessment that changed, or an alert that was released.
   *
   * @param distributor the alert's distributor, as in the log
   * @param evidence the reason, as text
   */
  record Change(long seq, String distributor, String old, String now, String evidence) {}

  /** The source without hindsight: every alert is {@code unresolved}, and nothing changes. */
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
