package org.lastgasp.report;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A generator of digests: for each UTC day one for each distributor and one for all, as text and as
 * HTML. Days missed while the gateway was down are written one by one. Digests of future days come
 * from a clock that was ahead. They delay no other digest once the clock is trusted.
 */
final class DailySummaryGenerator implements DocumentGenerator {
  /** The time after a day's end until its alerts are delivered and in the log. */
  static final Duration SETTLING = Duration.ofMinutes(2);

  private static final int MOST_QUESTIONS = 20; // named in one digest
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final ReportStore store;
  private final ReportSettings settings;
  private final SuppressionRecords log;
  private final SupplementaryDocumentSettings.DigestSources sources;

  DailySummaryGenerator(
      ReportStore store,
      ReportSettings settings,
      SuppressionRecords log,
      SupplementaryDocumentSettings.DigestSources sources) {
    this.store = store;
    this.settings = settings;
    this.log = log;
    this.sources = sources;
  }

  @Override
  public List<SupplementaryDocument> due(Instant now) {
    Optional<Instant> day = next(now);
    Optional<Instant> end = day.map(begun -> begun.plus(1, ChronoUnit.DAYS));
    if (end.isEmpty() || now.isBefore(end.get().plus(SETTLING))) {
      return List.of();
    }
    return switch (sources.books().reconcile(day.orElseThrow(), end.get())) {
      case ReconciliationService.Order.Done done -> documents(done.books(), now);
      case ReconciliationService.Order.NotNow notNow -> List.of();
    };
  }

  /** The day after the last digest's; if that is in the future, the day the clock was corrected. */
  private Optional<Instant> next(Instant now) {
    Optional<Instant> next =
        store.lastEnd(Report.DIGEST).or(() -> store.begun().map(DailySummaryGenerator::day));
    boolean isAhead = next.filter(now.plus(SETTLING)::isBefore).isPresent();
    return isAhead && log.isClockTrusted()
        ? store
            .firstEnd(store.lastPeriodOf(Report.DIGEST), now)
            .map(DailySummaryGenerator::day)
        : next;
  }

  private static Instant day(Instant instant) {
    return instant.truncatedTo(ChronoUnit.DAYS);
  }

  private List<SupplementaryDocument> documents(Reconciliation books, Instant now) {
    List<SupplementaryDocument> documents = new ArrayList<>();
    documents.addAll(documents(books, ReportScope.ALL, now));
    distributors(books).forEach(each -> documents.addAll(documents(books, each, now)));
    return documents;
  }

  private Set<String> distributors(Reconciliation books) {
    Set<String> all = new TreeSet<>(Distributors.ORDER);
    settings.distributors().get().forEach(id -> all.add(String.valueOf(id)));
    all.addAll(store.scopes(Report.DIGEST));
    all.addAll(books.byDistributor().keySet());
    all.remove(ReportScope.ALL);
    return all;
  }

  private List<SupplementaryDocument> documents(Reconciliation books, String scope, Instant now) {
    Optional<String> distributor = Optional.of(scope).filter(s -> !s.equals(ReportScope.ALL));
    OpenCases open = OpenCases.of(sources.open(), distributor, now, MOST_QUESTIONS);
    DailySummary digest = DailySummary.of(books, distributor, sources.name(), open, now);
    String stem = "digest-" + scope + "-" + DAY.format(books.from());
    return List.of(
        document(Report.DIGEST, scope, books, stem, "txt", DailySummaryText.of(digest)),
        document(Report.DIGEST_HTML, scope, books, stem, "html", HtmlPage.of(digest)));
  }

  private static SupplementaryDocument document(
      String kind, String scope, Reconciliation books, String stem, String ending, String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    return new SupplementaryDocument(kind, scope, books.from(), books.to(), stem, ending, content);
  }
}
