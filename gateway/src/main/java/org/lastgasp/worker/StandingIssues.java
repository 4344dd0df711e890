package org.lastgasp.worker;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The issues that stand now, each with the time since when its reason stands. A reason that is
 * asked for and does not stand is forgotten: so this is to be asked often. Safe for any number of
 * threads.
 */
public final class StandingIssues implements Supplier<List<StandingIssues.Issue>> {
  private final Supplier<List<HealthIssue>> issues;
  private final InstantSource clock;
  private final Map<String, Instant> since = new HashMap<>(); // by reason

  /** Those of a list that changes. */
  public StandingIssues(Supplier<List<HealthIssue>> issues, InstantSource clock) {
    this.issues = issues;
    this.clock = clock;
  }

  @Override
  public synchronized List<Issue> get() {
    List<HealthIssue> all = issues.get();
    Instant now = clock.instant();
    Set<String> standing = new HashSet<>();
    all.forEach(each -> standing.add(each.reason()));
    since.keySet().retainAll(standing);
    standing.forEach(reason -> since.putIfAbsent(reason, now));
    return all.stream()
        .map(
            each ->
                new Issue(
                    each.reason(), each.detail(), since.getOrDefault(each.reason(), now)))
        .toList();
  }

  /**
   * An issue that stands now.
   *
   * @param since when it was noticed, in this run of the process
   */
  public record Issue(String reason, String detail, Instant since) {}
}
