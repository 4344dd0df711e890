package org.lastgasp.hindsight;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;

/** A repository that keeps cases in memory, for simulations; changes are only counted. */
final class InMemoryCaseRepository implements CaseRepository {
  private static final Comparator<Due> ORDER =
      Comparator.comparing(Due::horizon).thenComparing(Due::number);

  private final Map<Long, Case> cases = new HashMap<>();
  private final Map<Eui64, TreeSet<Long>> watched = new HashMap<>();
  private final TreeSet<Due> due = new TreeSet<>(ORDER);
  private final Map<Eui64, Instant> tracked = new HashMap<>();
  private final Map<Eui64, Map<RequestId, Observation.Tracked>> activations = new HashMap<>();
  private final Map<Eui64, TreeMap<Long, List<Observation>>> remembered = new HashMap<>();
  private long opened;
  private long lastChange;

  private record Due(Instant horizon, long number) {}

  @Override
  public long opened() {
    return opened;
  }

  @Override
  public long lastChange() {
    return lastChange;
  }

  @Override
  public Optional<Case> of(long number) {
    return Optional.ofNullable(cases.get(number));
  }

  @Override
  public List<Case> touchedBy(Eui64 device, Observation fact, Duration tolerance) {
    return Optional.ofNullable(watched.get(device)).stream()
        .flatMap(TreeSet::stream)
        .map(cases::get)
        .map(Objects::requireNonNull)
        .filter(about -> about.mayChangeBy(fact))
        .toList();
  }

  @Override
  public int watched(Eui64 hub, int most) {
    return Optional.ofNullable(watched.get(hub)).map(each -> Math.min(most, each.size())).orElse(0);
  }

  @Override
  public void end(Observation.Ended ended) {
    List<Case> some =
        ended.meter().isPresent()
            ? touchedBy(ended.meter().get(), ended, Duration.ZERO)
            : watched().stream().filter(about -> about.mayChangeBy(ended)).toList();
    some.forEach(about -> keep(about.ended(ended.at())));
  }

  @Override
  public void setBack(Observation.ClockSetBack back) {
    watched().forEach(about -> keep(about.setBack(back)));
  }

  @Override
  public void trust(Instant now, Instant horizon) {
    for (Case about : watched()) {
      due.remove(new Due(about.horizon(), about.number()));
      Case counted = about.counted(now, horizon);
      if (!counted.closed()) {
        due.add(new Due(counted.horizon(), counted.number()));
      }
      keep(counted);
    }
  }

  private List<Case> watched() {
    return cases.values().stream().filter(Case::isWatched).toList();
  }

  @Override
  public void keep(Case about) {
    if (cases.put(about.number(), about) == null) {
      opened = Math.max(opened, about.ordinal());
      watch(about.held().hub(), about.number());
      watch(about.held().meter(), about.number());
      due.add(new Due(about.horizon(), about.number()));
    }
    if (about.closed()) {
      due.remove(new Due(about.horizon(), about.number()));
    }
    if (!about.isWatched()) {
      forget(about.held().hub(), about.number());
      forget(about.held().meter(), about.number());
    }
  }

  private void watch(Eui64 device, long number) {
    watched.computeIfAbsent(device, d -> new TreeSet<>()).add(number);
  }

  private void forget(Eui64 device, long number) {
    Optional.ofNullable(watched.get(device))
        .ifPresent(
            numbers -> {
              numbers.remove(number);
              if (numbers.isEmpty()) {
                watched.remove(device);
              }
            });
  }

  @Override
  public void keep(LabelChange change) {
    lastChange = change.position();
  }

  @Override
  public List<Case> due(Instant upTo, int most) {
    return due.stream()
        .limit(most)
        .filter(each -> !each.horizon().isAfter(upTo))
        .map(each -> Objects.requireNonNull(cases.get(each.number())))
        .toList();
  }

  @Override
  public Instant nextHorizon() {
    return due.isEmpty() ? Instant.MAX : due.first().horizon();
  }

  @Override
  public void track(Observation.Tracked activation) {
    Instant until = activation.until().plus(CaseEngine.MEMORY);
    tracked.merge(activation.meter(), until, (one, other) -> one.isAfter(other) ? one : other);
    activations
        .computeIfAbsent(activation.hub(), hub -> new LinkedHashMap<>())
        .putIfAbsent(activation.request(), activation);
  }

  @Override
  public void withdraw(Observation.Tracked withdrawn) {
    activations.values().forEach(all -> all.values().remove(withdrawn));
  }

  @Override
  public void move(Eui64 meter, Eui64 to) {
    List<Observation.Tracked> moved =
        activations(meter).stream().filter(activation -> !activation.hub().equals(to)).toList();
    moved.forEach(this::withdraw);
    moved.forEach(activation -> track(activation.on(to)));
  }

  @Override
  public List<Observation.Tracked> tracked(Eui64 hub) {
    return Optional.ofNullable(activations.get(hub)).stream()
        .flatMap(all -> all.values().stream())
        .toList();
  }

  @Override
  public List<Observation.Tracked> activations(Eui64 meter) {
    return activations.values().stream()
        .flatMap(all -> all.values().stream())
        .filter(activation -> activation.meter().equals(meter))
        .toList();
  }

  @Override
  public boolean isTracked(Eui64 meter, Instant at) {
    return Optional.ofNullable(tracked.get(meter)).filter(at::isBefore).isPresent();
  }

  @Override
  public void remember(Eui64 meter, Observation fact) {
    remembered
        .computeIfAbsent(meter, m -> new TreeMap<>())
        .computeIfAbsent(fact.number(), n -> new ArrayList<>())
        .add(fact);
  }

  @Override
  public List<Observation> remembered(Eui64 meter, Instant since, int most) {
    List<Observation> all =
        Optional.ofNullable(remembered.get(meter)).stream()
            .flatMap(facts -> facts.values().stream())
            .flatMap(List::stream)
            .filter(fact -> !fact.at().isBefore(since))
            .toList();
    return all.subList(Math.max(0, all.size() - most), all.size());
  }
}
