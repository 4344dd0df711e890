package org.lastgasp.report;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.lastgasp.audit.AlertOutcomes;
import org.lastgasp.log.SuppressionRecord;

/**
 * A matcher that pairs suppressed alerts with records of the log: the same bytes, judged at the
 * same instant. Two that agree in both are interchangeable. For one thread.
 */
final class RecordMatcher {
  private final Map<Mark, Deque<AlertOutcomes.Outcome.Suppressed>> held = new LinkedHashMap<>();
  private final Map<Mark, Deque<SuppressionRecord>> records = new LinkedHashMap<>();

  private record Mark(Instant judged, String sha256) {
    static Mark of(AlertOutcomes.Outcome.Suppressed held) {
      return new Mark(held.judged(), held.sha256());
    }

    static Mark of(SuppressionRecord record) {
      return new Mark(record.suppressedAt(), record.messageSha256());
    }
  }

  void add(
      AlertOutcomes.Outcome.Suppressed one,
      BiConsumer<AlertOutcomes.Outcome.Suppressed, SuppressionRecord> pair) {
    Optional<SuppressionRecord> other = take(records, Mark.of(one));
    other.ifPresentOrElse(record -> pair.accept(one, record), () -> put(held, Mark.of(one), one));
  }

  void add(
      SuppressionRecord one, BiConsumer<AlertOutcomes.Outcome.Suppressed, SuppressionRecord> pair) {
    Optional<AlertOutcomes.Outcome.Suppressed> other = take(held, Mark.of(one));
    other.ifPresentOrElse(alert -> pair.accept(alert, one), () -> put(records, Mark.of(one), one));
  }

  /** Returns true if a record that was added has no counterpart yet. */
  boolean misses(SuppressionRecord record) {
    return Optional.ofNullable(records.get(Mark.of(record)))
        .filter(waiting -> waiting.contains(record))
        .isPresent();
  }

  private static <T> void put(Map<Mark, Deque<T>> waiting, Mark mark, T one) {
    waiting.computeIfAbsent(mark, m -> new ArrayDeque<>(1)).add(one);
  }

  private static <T> Optional<T> take(Map<Mark, Deque<T>> waiting, Mark mark) {
    Optional<Deque<T>> found = Optional.ofNullable(waiting.get(mark));
    Optional<T> first = found.map(Deque::remove);
    if (found.filter(Deque::isEmpty).isPresent()) {
      waiting.remove(mark);
    }
    return first;
  }

  /** The alerts that no record was found for, in the journal's order. */
  List<AlertOutcomes.Outcome.Suppressed> unlogged() {
    return all(held.values(), Comparator.comparingLong(AlertOutcomes.Outcome.Suppressed::number));
  }

  /** The records that no alert was found for, in the log's order. */
  List<SuppressionRecord> unindexed() {
    return all(records.values(), Comparator.comparingLong(SuppressionRecord::seq));
  }

  private static <T> List<T> all(Collection<Deque<T>> waiting, Comparator<T> order) {
    List<T> all = new ArrayList<>();
    waiting.forEach(all::addAll);
    all.sort(order);
    return all;
  }
}
