package org.lastgasp.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lastgasp.report.Period;
import org.lastgasp.report.Report;
import org.lastgasp.report.SkippedRange;
import org.lastgasp.report.Target.Status;

/** A page of the list of reports, and the records that are in none by an order. */
public record ReportsResponse(List<Item> reports, @Nullable String next, List<Passed> passed)
    implements Paged<ReportsResponse> {

  /** The reports that an order built. */
  public record Built(List<Item> reports, List<Passed> passed) {
    /** Reports that pass no record. */
    public static Built of(List<Report> built) {
      return of(built, Optional.empty());
    }

    static Built of(List<Report> built, Optional<SkippedRange> passed) {
      return new Built(
          built.stream().map(Item::of).toList(), passed.stream().map(Passed::of).toList());
    }
  }

  /** The targets, after an order to send. */
  public record Sent(List<Target> targets) {}

  /** A report. */
  public record Item(
      long number,
      String name,
      String kind,
      String scope,
      long sequence,
      String state,
      Instant from,
      Instant to,
      Instant generatedAt,
      @Nullable Long firstSeq,
      @Nullable Long lastSeq,
      @Nullable Long rows,
      @Nullable Long bytes,
      @Nullable String sha256,
      @Nullable Instant builtAt,
      @Nullable Instant removedAt,
      List<Transfer> sent) {
    private static Item of(Report report) {
      Period period = report.period();
      boolean empty = period.records() == 0;
      Optional<Report.Built> built = report.built();
      return new Item(
          report.number(),
          report.name(),
          report.kind(),
          report.scope(),
          report.sequence(),
          report.removed().isPresent() ? "removed" : built.isPresent() ? "built" : "planned",
          period.from(),
          period.to(),
          period.generated(),
          empty ? null : period.first(),
          empty ? null : period.last(),
          built.map(Report.Built::rows).orElse(null),
          built.map(Report.Built::bytes).orElse(null),
          built.map(Report.Built::sha256).orElse(null),
          built.map(Report.Built::at).orElse(null),
          report.removed().orElse(null),
          report.sent().stream().map(each -> new Transfer(each.target(), each.at())).toList());
    }
  }

  /** A transfer to a target. */
  public record Transfer(String target, Instant at) {}

  /** The records that are in no report, as somebody ordered. */
  public record Passed(
      long firstSeq,
      long lastSeq,
      Instant at,
      String by,
      String reason,
      String found,
      String text) {
    private static Passed of(SkippedRange gap) {
      return new Passed(
          gap.first(), gap.last(), gap.at(), gap.who(), gap.reason(), gap.what(), gap.toString());
    }
  }

  /** The state of a target. */
  public record Target(
      String target,
      long waiting,
      double oldestSeconds,
      @Nullable Instant lastSuccess,
      @Nullable String fault) {
    static List<Target> of(List<Status> targets, Instant now) {
      return targets.stream()
          .map(
              each ->
                  new Target(
                      each.name(),
                      each.waiting(),
                      StatusResponse.seconds(each.oldest(), now),
                      each.lastSuccess().orElse(null),
                      each.fault().orElse(null)))
          .toList();
    }
  }

  /** A page of at most so many, of reports found beyond it. */
  public static ReportsResponse of(List<Report> found, List<SkippedRange> passed, int limit) {
    boolean more = found.size() > limit;
    return new ReportsResponse(
        found.stream().limit(limit).map(Item::of).toList(),
        more ? String.valueOf(found.get(limit - 1).number()) : null,
        passed.stream().map(Passed::of).toList());
  }

  /** Those of one distributor's reports, without what tells of others or of the targets. */
  ReportsResponse own() {
    return new ReportsResponse(
        reports.stream()
            .map(
                each ->
                    new Item(
                        each.number, each.name, each.kind, each.scope, each.sequence, each.state,
                        each.from, each.to, each.generatedAt, null, null, each.rows, each.bytes,
                        each.sha256, each.builtAt, each.removedAt, List.of()))
            .toList(),
        next,
        List.of());
  }

  @Override
  public ReportsResponse plus(ReportsResponse more) {
    return new ReportsResponse(Text.joined(reports, more.reports), more.next, more.passed);
  }
}
