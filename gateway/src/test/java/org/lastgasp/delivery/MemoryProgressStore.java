package org.lastgasp.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Lane;

/** A progress store in memory: what the port asks for, without a file. */
final class MemoryProgressStore implements DeliveryProgressStore, ParkedMessages {
  private record Key(Eui64 user, Lane lane) {}

  private final Map<Key, Progress> progress = new LinkedHashMap<>();
  private final TreeMap<Long, DeadLetter> deadLetters = new TreeMap<>();
  private final TreeSet<Long> dropped = new TreeSet<>();
  private final TreeMap<Long, Parked> rows = new TreeMap<>();

  @Override
  public void write(Changes changes) {
    changes.progress().forEach(one -> progress.put(new Key(one.user(), one.lane()), one));
    changes.resent().forEach(deadLetters::remove);
    changes.deadLetters().forEach(one -> deadLetters.put(one.number(), one));
    changes.parked().forEach(this::park);
  }

  private void park(Eui64 user, Parking.Changes changes) {
    changes(
        row -> row.user().equals(user) && changes.forgiven().contains(row.lane()),
        MemoryProgressStore::forgiven);
    changes.taken().forEach(one -> rows.remove(one.number()));
    changes.added().forEach(one -> rows.put(one.number(), one));
    for (Parking.Place each : changes.promoted()) {
      of(user, each.lane())
          .filter(row -> row.device().equals(Optional.of(each.device())))
          .findFirst()
          .ifPresent(row -> rows.put(row.number(), at(row, true, Parked.AT_ONCE)));
    }
  }

  private Stream<Parked> of(Eui64 user, Lane lane) {
    return rows.values().stream().filter(row -> row.user().equals(user) && row.lane() == lane);
  }

  private void changes(Predicate<Parked> which, UnaryOperator<Parked> change) {
    rows.replaceAll((number, row) -> which.test(row) ? change.apply(row) : row);
  }

  private static Parked forgiven(Parked row) {
    PendingMessage.Failures all = row.failures();
    return new Parked(
        row.user(), row.lane(), row.number(), row.device(), row.recordedAt(), row.head(),
        new PendingMessage.Failures(all.all(), 0, all.ownSince()), Parked.AT_ONCE, row.copied());
  }

  private static Parked at(Parked row, boolean head, long due) {
    return new Parked(
        row.user(), row.lane(), row.number(), row.device(), row.recordedAt(), head,
        row.failures(), due, row.copied());
  }

  private static Parked copied(Parked row, boolean copied) {
    return new Parked(
        row.user(), row.lane(), row.number(), row.device(), row.recordedAt(), row.head(),
        row.failures(), row.due(), copied);
  }

  @Override
  public ParkedMessages parked() {
    return this;
  }

  @Override
  public List<Progress> progress() {
    return List.copyOf(progress.values());
  }

  @Override
  public void sync() {}

  @Override
  public void drop(long number, long first) {
    deadLetters.remove(number);
    dropped.add(number);
    dropped.headSet(first).clear();
  }

  @Override
  public List<Long> dropped(long after, int most) {
    return dropped.tailSet(after, false).stream().limit(most).toList();
  }

  @Override
  public Map<Eui64, Long> deadLetters() {
    return deadLetters.values().stream()
        .collect(Collectors.groupingBy(DeadLetter::user, Collectors.counting()));
  }

  @Override
  public List<DeadLetter> deadLetters(long after, int most) {
    return deadLetters.tailMap(after, false).values().stream().limit(most).toList();
  }

  @Override
  public List<DeadLetter> ofOneWhoIsGone(Eui64 user, long after, int most) {
    return deadLetters.tailMap(after, false).values().stream()
        .filter(one -> one.user().equals(user))
        .filter(one -> one.reason() == DeadLetter.Reason.NO_RECIPIENT)
        .limit(most)
        .toList();
  }

  @Override
  public List<DeadLetter> deadLettersUncopied(long from, int most) {
    return deadLetters.tailMap(from, true).values().stream()
        .filter(one -> !one.copied())
        .limit(most)
        .toList();
  }

  @Override
  public void copied(Collection<Long> numbers) {
    deadLetters.replaceAll((number, one) -> numbers.contains(number) ? one.withCopy() : one);
    changes(row -> numbers.contains(row.number()), row -> copied(row, true));
  }

  @Override
  public void copiesLost() {
    deadLetters.replaceAll(
        (number, one) ->
            new DeadLetter(
                number, one.user(), one.lane(), one.at(), one.reason(), one.status(),
                one.answer()));
    changes(row -> true, row -> copied(row, false));
  }

  @Override
  public int abandon(Eui64 user, Instant at) {
    List<Parked> gone =
        rows.values().stream().filter(row -> row.user().equals(user)).toList();
    for (Parked row : gone) {
      rows.remove(row.number());
      deadLetters.put(
          row.number(),
          new DeadLetter(
              row.number(), user, row.lane(), at, DeadLetter.Reason.NO_RECIPIENT, 0, "",
              row.copied()));
    }
    return gone.size();
  }

  @Override
  public void beginRun() {
    Map<List<Object>, Long> first = new HashMap<>();
    rows.values().stream()
        .filter(row -> row.device().isPresent())
        .forEach(row -> first.putIfAbsent(List.of(row.user(), row.lane(), row.device()),
            row.number()));
    changes(row -> true, MemoryProgressStore::forgiven);
    changes(row -> first.containsValue(row.number()), row -> at(row, true, Parked.AT_ONCE));
  }

  @Override
  public Set<Eui64> putBehind(Eui64 user, Lane lane, Set<Eui64> devices) {
    Set<Eui64> here = devices(user, lane, devices);
    changes(
        row ->
            row.user().equals(user) && row.lane() == lane
                && row.device().filter(here::contains).isPresent(),
        row -> at(row, false, row.due()));
    return here;
  }

  @Override
  public Map<Eui64, Map<Lane, Long>> counts() {
    return rows.values().stream()
        .collect(
            Collectors.groupingBy(
                Parked::user,
                Collectors.groupingBy(
                    Parked::lane, () -> new EnumMap<>(Lane.class), Collectors.counting())))
        .entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public Set<Eui64> devices(Eui64 user, Lane lane, Set<Eui64> of) {
    return of(user, lane)
        .flatMap(row -> row.device().stream())
        .filter(of::contains)
        .collect(Collectors.toSet());
  }

  @Override
  public List<Parked> due(Eui64 user, Lane lane, long now, int most) {
    return of(user, lane)
        .filter(row -> row.head() && row.due() <= now)
        .sorted(Comparator.comparingLong(Parked::due).thenComparingLong(Parked::number))
        .limit(most)
        .toList();
  }

  @Override
  public List<Parked> row(Eui64 user, Lane lane, Eui64 device, long after, int most) {
    return of(user, lane)
        .filter(row -> row.device().equals(Optional.of(device)) && row.number() > after)
        .limit(most)
        .toList();
  }

  @Override
  public Optional<Instant> oldest(Eui64 user) {
    return rows.values().stream()
        .filter(row -> row.user().equals(user))
        .map(Parked::recordedAt)
        .findFirst();
  }

  @Override
  public List<Long> numbers(Lane lane, long after, int most) {
    return rows.tailMap(after, false).values().stream()
        .filter(row -> row.lane() == lane)
        .map(Parked::number)
        .limit(most)
        .toList();
  }

  @Override
  public boolean has(long number) {
    return rows.containsKey(number);
  }

  @Override
  public List<Long> uncopied(long from, int most) {
    List<Long> found = new ArrayList<>();
    rows.tailMap(from, true).values().stream()
        .filter(row -> !row.copied())
        .limit(most)
        .forEach(row -> found.add(row.number()));
    return found;
  }

  @Override
  public void close() {}
}
