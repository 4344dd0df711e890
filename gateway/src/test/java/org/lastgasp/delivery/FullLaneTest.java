package org.lastgasp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Lane;

/** Devices whose first message fails for ever, with more behind them than a lane holds. */
class FullLaneTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int GOOD = 2_000;

  @Test
  void manyShortRowsHoldUpNobody() {
    goesOn(60, 16, 700);
  }

  @Test
  void fewLongRowsHoldUpNobody() {
    goesOn(15, 64, 700);
  }

  @Test
  void largeDocumentsBehindOneThatFailsHoldUpNobody() {
    goesOn(1, 3, 3_000_000);
  }

  @Test
  void rowsThatFitIntoMemoryStayThere() {
    for (Lane lane : Lane.values()) {
      World world = new World(lane, 5, 16, 700);
      assertThat(world.takesAll()).isLessThan(Duration.ofMinutes(1));
      assertThat(world.parked).isEmpty();
    }
  }

  private static void goesOn(int devices, int messages, int bytes) {
    for (Lane lane : Lane.values()) {
      World world = new World(lane, devices, messages, bytes);
      assertThat(world.takesAll()).as(lane.name()).isLessThan(Duration.ofMinutes(1));
      world.goesOnTaking(Duration.ofHours(1));
      assertThat(world.givenUp).as(lane.name()).isPositive();
    }
  }

  /** A scheduler, the journal it is filled from, and what is parked of it. */
  private static final class World {
    private static final int CHUNK = 250;

    private final Lane lane;
    private final DeliveryScheduler scheduler = DeliverySchedulerTest.scheduler(16);
    private final List<OutboundMessage> journal = new ArrayList<>();
    private final Map<Eui64, ArrayDeque<PendingMessage>> parked = new HashMap<>();
    private final int bad;
    private int read;
    private int taken;
    private int givenUp;
    private long now = Long.MAX_VALUE - 10 * SECOND;

    World(Lane lane, int devices, int messages, int bytes) {
      this.lane = lane;
      this.bad = devices * messages;
      for (int i = 0; i < bad; i++) {
        write(i % devices, "x".repeat(bytes));
      }
      for (int i = 0; i < GOOD; i++) {
        write(1_000 + i, "good");
      }
    }

    private void write(int device, String text) {
      Eui64 of = Mail.device(device);
      Event event =
          lane == Lane.ALERTS
              ? Mail.alert(Mail.SSEN, of, text)
              : Mail.other(Mail.SSEN, Optional.of(of), text);
      journal.add(OutboundMessage.of(new Entry(journal.size() + 1, event)).orElseThrow());
    }

    /** The time until all are taken that may be; two days if they never are. */
    Duration takesAll() {
      long begin = now;
      while (taken < GOOD && now - begin < 172_800 * SECOND) {
        step(begin + 172_800 * SECOND);
      }
      return Duration.ofNanos(now - begin);
    }

    /** Two more are written each second, and taken. */
    void goesOnTaking(Duration time) {
      long end = now + time.toNanos();
      while (now - end < 0) {
        write(10_000 + journal.size(), "good");
        long next = now + SECOND / 2;
        while (now - next < 0) {
          step(next);
        }
      }
    }

    private void step(long end) {
      takeBack();
      readOn();
      Optional<PendingMessage> next = scheduler.take(now);
      if (next.isEmpty()) {
        long due = earlier(end, due());
        now = due - now > 0 ? due : now + SECOND / 1_000;
      } else if (next.get().number <= bad) {
        fail(next.get());
      } else {
        now += SECOND / 1_000;
        scheduler.taken(lane, next.get().taken(), now);
        scheduler.done(next.get());
        taken++;
        makeRoom();
      }
    }

    private static long earlier(long end, OptionalLong due) {
      return due.isPresent() && due.getAsLong() - end < 0 ? due.getAsLong() : end;
    }

    private OptionalLong due() {
      OptionalLong due = scheduler.due(now);
      for (ArrayDeque<PendingMessage> row : parked.values()) {
        long own = row.getFirst().notBefore();
        boolean waits = !isDue(row.getFirst()) && scheduler.queue(lane).row(device(row)) == 0;
        due = waits ? OptionalLong.of(earlier(own, due)) : due;
      }
      return due;
    }

    private static Eui64 device(ArrayDeque<PendingMessage> row) {
      return row.getFirst().device.orElseThrow();
    }

    private void fail(PendingMessage message) {
      scheduler.failed(lane, message.turn(), message.taken(), now, Optional.empty());
      scheduler.parked(lane, parked.size());
      switch (scheduler.later(message, now, Optional.empty())) {
        case DeliveryScheduler.Next.Waits waits -> makeRoom();
        case DeliveryScheduler.Next.Parks parks -> park(parks);
        case DeliveryScheduler.Next.GivenUp gone -> givenUp++;
      }
    }

    private void makeRoom() {
      scheduler.makeRoom(lane).forEach(this::park);
    }

    private void park(DeliveryScheduler.Next.Parks parks) {
      ArrayDeque<PendingMessage> row = new ArrayDeque<>(parks.row());
      row.addAll(parked.getOrDefault(device(row), new ArrayDeque<>()));
      parked.put(device(row), row);
    }

    /** The first of a device comes back when it is due, the others once nothing is before them. */
    private void takeBack() {
      for (ArrayDeque<PendingMessage> row : List.copyOf(parked.values())) {
        boolean room =
            scheduler.room(lane) >= DeliveryScheduler.WORTH_READING
                && scheduler.queue(lane).failed() < DeliveryScheduler.MOST_FAILED / 2;
        Eui64 device = device(row);
        boolean first = scheduler.queue(lane).row(device) == 0;
        if (room && first && isDue(row.getFirst())) {
          scheduler.put(row.removeFirst());
        }
        if (row.isEmpty()) {
          parked.remove(device);
        }
      }
    }

    private boolean isDue(PendingMessage message) {
      return message.failures().all() == 0 || message.notBefore() - now <= 0;
    }

    private void readOn() {
      while (read < journal.size() && scheduler.room(lane) >= DeliveryScheduler.WORTH_READING) {
        int upTo = Math.min(journal.size(), read + Math.min(CHUNK, scheduler.room(lane)));
        journal.subList(read, upTo).forEach(this::put);
        read = upTo;
        makeRoom();
      }
    }

    private void put(OutboundMessage letter) {
      Eui64 device = letter.device().orElseThrow();
      PendingMessage message = PendingMessage.of(letter);
      if (parked.containsKey(device)) {
        parked.getOrDefault(device, new ArrayDeque<>()).add(message);
      } else {
        scheduler.put(message);
      }
    }
  }
}
