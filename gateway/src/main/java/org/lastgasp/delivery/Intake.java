package org.lastgasp.delivery;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Lane;

/**
 * A source that refills one user's {@link DeliveryScheduler}: what comes next in the journal, and
 * what is parked. For the reading thread.
 */
final class Intake {
  private static final int LONGEST_CHUNK = 250;
  private static final int MOST_FRESH = 10_000; // dead letters or parked, not yet written down
  private static final int MOST_BACK = 100; // taken back from what is parked at a time

  private final RecipientState state;
  private final RecipientWorker.Means means;
  private final Runnable sendDue;
  private int chunk = 4; // grows while messages are small

  Intake(RecipientState state, RecipientWorker.Means means, Runnable sendDue) {
    this.state = state;
    this.means = means;
    this.sendDue = sendDue;
  }

  /** Reads on from the journal; for the reading thread. True if it is worth reading again. */
  boolean refill() {
    boolean again = false;
    try {
      for (Lane lane : Lane.values()) {
        again |= takeBack(lane);
      }
    } finally { // a disk that is full keeps back what is parked, and nothing else
      for (Lane lane : Lane.values()) {
        again |= refill(lane);
      }
    }
    return again;
  }

  /** Makes dead letters of what is in memory for somebody who is not configured any more. */
  void abandon() {
    state.lock.lock();
    try {
      for (Lane lane : Lane.values()) {
        LaneScheduler own = state.scheduler.lane(lane);
        own.queue().takeOutAll(own.messagesUnderWay()).forEach(this::abandon);
      }
    } finally {
      state.lock.unlock();
    }
  }

  private void abandon(PendingMessage message) {
    message.device.ifPresent(device -> state.parking.emptied(message.lane, device));
    state.addDeadLetter(
        message.number, message.lane, DeadLetter.Reason.NO_RECIPIENT, 0, "", message.copied());
  }

  /** Takes some that are parked and due back into memory. */
  private boolean takeBack(Lane lane) {
    if (!worthTakingBack(lane)) {
      return false;
    }
    int found = means.parked().ask(rows -> takeBack(lane, rows));
    sendDue.run();
    return found == MOST_BACK;
  }

  boolean worthTakingBack(Lane lane) {
    state.lock.lock();
    try {
      return !state.stopped
          && state.user.isPresent()
          && state.parking.count(lane) > 0
          && state.scheduler.queue(lane).failed() < DeliveryScheduler.MOST_FAILED / 2
          && state.scheduler.room(lane) >= DeliveryScheduler.WORTH_READING;
    } finally {
      state.lock.unlock();
    }
  }

  private int takeBack(Lane lane, ParkedMessages rows) {
    List<Parked> due = rows.due(state.id, lane, System.nanoTime(), MOST_BACK);
    for (Parked head : due) {
      List<Parked> row = List.of();
      if (head.device().isPresent()) {
        int most = head.failures().all() == 0 ? Parking.LONGEST_ROW : 1;
        row = rows.row(state.id, lane, head.device().get(), head.number(), most);
      }
      takeBack(head, row);
    }
    state.oldestParked = rows.oldest(state.id);
    return due.size();
  }

  /** One that is parked, and those behind it; one of which shows that there are more. */
  private void takeBack(Parked head, List<Parked> row) {
    state.lock.lock();
    try {
      boolean more = row.size() == (head.failures().all() == 0 ? Parking.LONGEST_ROW : 1);
      List<Parked> taken = more ? row.subList(0, row.size() - 1) : row;
      state.scheduler.put(PendingMessage.of(head));
      state.parking.tookBack(head, more);
      for (Parked each : taken) {
        state.scheduler.put(PendingMessage.of(each));
        state.parking.tookBack(each, more);
      }
      state.dirty = true;
    } finally {
      state.lock.unlock();
    }
  }

  private boolean refill(Lane lane) {
    long after;
    int most;
    state.lock.lock();
    try {
      if (!worthReading(lane)) {
        return false;
      }
      state.unread.remove(lane);
      after = state.scheduler.queue(lane).read();
      most = Math.min(chunk, state.scheduler.room(lane));
    } finally {
      state.lock.unlock();
    }
    List<OutboundMessage> found = List.of();
    boolean ended = false;
    long last = 0;
    try {
      last = means.journal().lastId();
      found = means.journal().pending(state.id, lane, means.journal().behind(after), most);
      ended = found.size() < most;
      take(lane, found);
    } catch (RuntimeException notTaken) {
      ended = false;
      throw notTaken;
    } finally {
      state.lock.lock();
      try {
        if (ended) {
          state.scheduler.queue(lane).readUpTo(last);
        } else {
          state.unread.add(lane);
        }
      } finally {
        state.lock.unlock();
      }
    }
    sendDue.run();
    return !ended;
  }

  private boolean worthReading(Lane lane) {
    return state.unread.contains(lane)
        && !state.stopped
        && (state.begun || state.id.equals(Event.NOBODY))
        && state.unwritten() < MOST_FRESH
        && state.scheduler.room(lane) >= DeliveryScheduler.WORTH_READING;
  }

  /** Takes messages in; where something is parked, those behind it are parked too. */
  private void take(Lane lane, List<OutboundMessage> letters) {
    state.lock.lock();
    try {
      if (state.parking.count(lane) == 0) {
        take(lane, letters, Set.of());
        return;
      }
    } finally {
      state.lock.unlock();
    }
    Set<Eui64> devices = new HashSet<>();
    letters.forEach(letter -> letter.device().ifPresent(devices::add));
    means
        .parked()
        .askAsWritten(
            rows -> {
              Set<Eui64> parked = parked(lane, devices, rows);
              state.lock.lock();
              try {
                take(lane, letters, parked);
              } finally {
                state.lock.unlock();
              }
              return parked;
            });
  }

  /** Those of the devices that have rows which are not in memory again. */
  private Set<Eui64> parked(Lane lane, Set<Eui64> devices, ParkedMessages rows) {
    Map<Eui64, Set<Long>> back;
    state.lock.lock();
    try {
      back = state.parking.unwrittenTaken(lane);
    } finally {
      state.lock.unlock();
    }
    Set<Eui64> parked = new HashSet<>(rows.devices(state.id, lane, devices));
    parked.removeIf(device -> areBack(device, back.getOrDefault(device, Set.of()), lane, rows));
    return parked;
  }

  private boolean areBack(Eui64 device, Set<Long> back, Lane lane, ParkedMessages rows) {
    return !back.isEmpty()
        && rows.row(state.id, lane, device, 0, back.size() + 1).stream()
            .allMatch(row -> back.contains(row.number()));
  }

  private void take(Lane lane, List<OutboundMessage> letters, Set<Eui64> parked) {
    LaneQueue queue = state.scheduler.queue(lane);
    long bytes = 0;
    for (OutboundMessage letter : letters) {
      bytes += letter.document().length();
      if (letter.number() > queue.read()) { // or it was parked meanwhile
        take(queue, letter, parked);
        queue.readUpTo(letter.number());
      }
    }
    state.makeRoom(lane);
    state.dirty |= !letters.isEmpty();
    boolean large = bytes > DeliveryScheduler.MOST_BYTES / 2;
    chunk = large ? Math.max(1, chunk / 4) : Math.min(LONGEST_CHUNK, chunk * 2);
  }

  private void take(LaneQueue queue, OutboundMessage letter, Set<Eui64> parked) {
    int row = letter.device().map(queue::row).orElse(0);
    boolean behind =
        letter
            .device()
            .filter(d -> parked.contains(d) || state.parking.isAdded(letter.lane(), d))
            .isPresent();
    if (state.user.isEmpty()) {
      state.addDeadLetter(
          letter.number(), letter.lane(), DeadLetter.Reason.NO_RECIPIENT, 0, "", false);
    } else if (behind || row >= Parking.LONGEST_ROW) {
      state.parking.behind(letter, row > 0);
    } else {
      state.scheduler.put(PendingMessage.of(letter));
    }
  }

  boolean wantsReading() {
    return state.parking.promotes() || worthReading(Lane.ALERTS) || worthReading(Lane.OTHERS);
  }

  /** Parks what comes next in the journal, of which there are copies; for whoever may ask rows. */
  void parkUnread(Lane lane, List<OutboundMessage> letters, ParkedMessages rows) {
    Set<Eui64> devices = new HashSet<>();
    letters.forEach(letter -> letter.device().ifPresent(devices::add));
    Set<Eui64> parked = rows.devices(state.id, lane, devices);
    state.lock.lock();
    try {
      LaneQueue queue = state.scheduler.queue(lane);
      for (OutboundMessage letter : letters) {
        if (letter.number() > queue.read()) {
          state.parking.parkUnread(letter, letter.device().map(queue::row).orElse(0), parked);
          queue.readUpTo(letter.number());
        }
      }
      state.dirty = true;
    } finally {
      state.lock.unlock();
    }
  }
}
