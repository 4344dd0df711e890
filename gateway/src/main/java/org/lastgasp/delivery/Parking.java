package org.lastgasp.delivery;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.policy.Lane;

/**
 * The bookkeeping of what is parked for one user, apart from the rows themselves, which are in the
 * {@link DeliveryProgressStore}: how many they are, and what is to be written. Of a device that has
 * rows there, everything is there that comes after what is in memory. Not thread-safe.
 */
final class Parking {
  /** The most messages of a device in memory; any further are parked behind them. */
  static final int LONGEST_ROW = 64;

  private final Eui64 user;
  private final Map<Lane, Long> counts = new EnumMap<>(Lane.class);
  private final Set<Place> continued = new HashSet<>();
  private final List<Parked> added = new ArrayList<>();
  private final Set<Place> addedTo = new HashSet<>();
  private final List<Parked> taken = new ArrayList<>();
  private final List<Place> promoted = new ArrayList<>();
  private final Set<Lane> forgiven = new HashSet<>();

  /** A device in a lane. */
  record Place(Lane lane, Eui64 device) {}

  /**
   * The changes that are to be written, in this order.
   *
   * @param forgiven lanes whose endpoint is back: all there may be tried
   * @param taken are no longer parked
   * @param promoted whose first may be tried
   */
  record Changes(
      Set<Lane> forgiven, List<Parked> taken, List<Parked> added, List<Place> promoted) {
    static final Changes NONE = new Changes(Set.of(), List.of(), List.of(), List.of());
  }

  Parking(Eui64 user) {
    this.user = user;
  }

  void restore(Map<Lane, Long> known) {
    counts.clear();
    counts.putAll(known);
  }

  /** Of a device some are in memory, and others behind them. */
  void continues(Lane lane, Eui64 device) {
    continued.add(new Place(lane, device));
  }

  long count(Lane lane) {
    return counts.getOrDefault(lane, 0L);
  }

  long count() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The number of changes not written yet. */
  int unwritten() {
    return added.size();
  }

  /** The unwritten answer to whether one is parked; empty if it is written. */
  Optional<Boolean> unwritten(long number) {
    if (added.stream().anyMatch(each -> each.number() == number)) {
      return Optional.of(true);
    }
    return taken.stream().anyMatch(each -> each.number() == number)
        ? Optional.of(false)
        : Optional.empty();
  }

  /** The numbers of each device that are no longer parked, which is not written yet. */
  Map<Eui64, Set<Long>> unwrittenTaken(Lane lane) {
    Map<Eui64, Set<Long>> numbers = new HashMap<>();
    for (Parked each : taken) {
      each.device()
          .filter(device -> each.lane() == lane)
          .ifPresent(
              device ->
                  numbers.computeIfAbsent(device, d -> new HashSet<>()).add(each.number()));
    }
    return numbers;
  }

  /** Returns true if one of a device was parked and is not written yet. */
  boolean isAdded(Lane lane, Eui64 device) {
    return addedTo.contains(new Place(lane, device));
  }

  /** Parks one that failed, and all that are behind it. */
  void park(List<PendingMessage> row, long due) {
    Parked.Order order = Parked.Order.HEAD;
    for (PendingMessage message : row) {
      add(Parked.of(user, message, order, order == Parked.Order.HEAD ? due : Parked.AT_ONCE));
      order = Parked.Order.BEHIND;
      message.device.ifPresent(device -> continued.remove(new Place(message.lane, device)));
    }
  }

  /** Parks one behind those of its device that are in memory, or parked. */
  void behind(OutboundMessage letter, boolean inMemory) {
    add(Parked.untried(user, letter, Parked.Order.BEHIND, false));
    if (inMemory) {
      letter.device().ifPresent(device -> continued.add(new Place(letter.lane(), device)));
    }
  }

  private void add(Parked parked) {
    added.add(parked);
    noteAdded(parked);
    counts.merge(parked.lane(), 1L, Long::sum);
  }

  /** Parks one that was not read yet, of which there is a copy. */
  void parkUnread(OutboundMessage letter, int inMemory, Set<Eui64> parkedBefore) {
    boolean behind =
        inMemory > 0
            || letter
                .device()
                .filter(d -> parkedBefore.contains(d) || isAdded(letter.lane(), d))
                .isPresent();
    Parked.Order order = behind ? Parked.Order.BEHIND : Parked.Order.HEAD;
    add(Parked.untried(user, letter, order, true));
    if (inMemory > 0) {
      letter.device().ifPresent(device -> continued.add(new Place(letter.lane(), device)));
    }
  }

  /** The lowest number from one on that is not written yet, and only in the journal. */
  OptionalLong firstUnwritten(long from) {
    return added.stream()
        .filter(each -> !each.copied() && each.number() >= from)
        .mapToLong(Parked::number)
        .min();
  }

  private void noteAdded(Parked parked) {
    parked.device().ifPresent(device -> addedTo.add(new Place(parked.lane(), device)));
  }

  /** One is in memory again, perhaps with others of its device behind it that are not. */
  void tookBack(Parked parked, boolean more) {
    taken.add(parked);
    counts.merge(parked.lane(), -1L, Long::sum);
    if (more) {
      parked.device().ifPresent(device -> continued.add(new Place(parked.lane(), device)));
    }
  }

  /** Of a device nothing is in memory any more: the first that is parked may be tried. */
  void emptied(Lane lane, Eui64 device) {
    Place place = new Place(lane, device);
    if (continued.remove(place)) {
      promoted.add(place);
    }
  }

  boolean promotes() {
    return !promoted.isEmpty();
  }

  /** The endpoint is back. */
  void forgive(Lane lane) {
    if (count(lane) > 0) {
      forgiven.add(lane);
    }
  }

  /** The changes not written yet. */
  Changes unwrittenChanges() {
    return new Changes(
        Set.copyOf(forgiven), List.copyOf(taken), List.copyOf(added), List.copyOf(promoted));
  }

  /** The changes to be written; if they could not be, it has to be given back. */
  Changes changes() {
    Changes changes = unwrittenChanges();
    forgiven.clear();
    taken.clear();
    added.clear();
    addedTo.clear();
    promoted.clear();
    return changes;
  }

  /** Could not be written, and comes before all that changed since. */
  void giveBack(Changes changes) {
    forgiven.addAll(changes.forgiven());
    taken.addAll(0, changes.taken());
    added.addAll(0, changes.added());
    changes.added().forEach(this::noteAdded);
    promoted.addAll(0, changes.promoted());
  }
}
