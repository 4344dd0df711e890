package org.lastgasp.log;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The result of a verification. Immutable.
 *
 * @param files how many were looked at
 * @param records how many records have the right form
 * @param first the number of the first of them, 0 if there is none
 * @param last the number of the last of them, 0 if there is none
 * @param lastHash its hash: whoever notes it can tell later whether the end was cut off
 * @param findings the first hundred, in the order of the log
 * @param found how many there were
 */
public record Verification(
    int files,
    long records,
    long first,
    long last,
    String lastHash,
    List<Finding> findings,
    long found) {

  public Verification {
    findings = List.copyOf(findings);
  }

  /**
   * Returns true if nothing is wrong from the first to the last record; both ends may lack some.
   */
  public boolean isWhole() {
    return found == 0;
  }

  /** Returns true if what comes before the first record was not there to be verified. */
  public boolean beginsInMidChain() {
    return first > 1;
  }

  /** The first thing that is wrong. */
  public Optional<Finding> firstFinding() {
    return findings.stream().findFirst();
  }

  /**
   * One thing that is wrong with a log. Immutable.
   *
   * @param line counts from 1; 0 if it is about the file as a whole
   * @param seq the record it is about: the number that the line has, or has to have
   * @param what in words: what was found, and what belongs there
   */
  public record Finding(Kind kind, Path file, long line, long seq, String what) {

    /** The kinds, from the files as such to the finest. */
    public enum Kind {
      /** The file cannot be read. */
      UNREADABLE,
      /** The last line of a file has no end. In the file being written it may be under way. */
      TORN,
      /** The line has not the form of a record. */
      MALFORMED,
      /** The bytes of the line are not those its hash was made of. */
      ALTERED,
      /** Records are missing before it. */
      MISSING,
      /** Its number was given before. */
      REPEATED,
      /** It does not continue the record before it. */
      BROKEN_CHAIN;

      /** The word used in JSON: {@code broken-chain}. */
      public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
      }
    }

    /** The text of a gap: {@code records 3 to 5 are missing}. */
    public static String missing(String what, long first, long last) {
      return first == last
          ? String.format(Locale.ROOT, "%s %d is missing", what, first)
          : String.format(Locale.ROOT, "%ss %d to %d are missing", what, first, last);
    }

    /** One line for a person. */
    @Override
    public String toString() {
      String place = line > 0 ? file + ":" + line : file.toString();
      return place + " record " + seq + " " + kind.code() + ": " + what;
    }
  }
}
