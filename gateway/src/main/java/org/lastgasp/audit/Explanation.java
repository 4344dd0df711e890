package org.lastgasp.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.hindsight.Case;
import org.lastgasp.policy.Event;

/**
 * An explanation of why the alerts of something were suppressed or not. Immutable.
 *
 * @param id what was asked for
 * @param remarks what else is known of it, in sentences
 * @param alerts in the journal's order
 * @param timeline of the thing itself; empty where the alerts have theirs
 * @param next what to ask for with {@code after}; empty if there are no more alerts
 */
public record Explanation(
    String id,
    List<String> remarks,
    List<Alert> alerts,
    List<Step> timeline,
    OptionalLong next) {

  /** A step of a timeline, for people: one word, one sentence. */
  public record Step(Instant at, String what, String text, OptionalLong number) {}

  /**
   * One alert.
   *
   * @param number of its entry in the journal
   * @param found what was found out afterwards, if it was suppressed
   * @param because the reason of the verdict: rule and values compared, or the nearest miss
   * @param otherwise what would have changed it
   * @param evidence names and digests an auditor needs, in the order to show them
   */
  public record Alert(
      long number,
      Event.AlertJudged entry,
      Optional<Case> found,
      List<Step> timeline,
      String because,
      String otherwise,
      DeliveryLookup.Fate fate,
      List<Evidence> evidence) {}

  /** A piece of evidence. */
  public record Evidence(String name, String value) {}
}
