package org.lastgasp.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.delivery.Mail.SSEN;
import static org.lastgasp.delivery.Mail.UKPN;
import static org.lastgasp.delivery.Mail.until;
import static org.lastgasp.delivery.Mail.user;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.policy.Lane;

/**
 * Receivers that fail for ever with the messages of some devices, for a while with those of others,
 * and take the rest; crashes and restarts; a user who leaves and comes back. No message is lost,
 * and nobody waits but those behind one that fails.
 */
class PartlyFailingReceiversTest {
  @TempDir Path folder;

  @Test
  void nothingIsLostNorWaitsForWhatFailsForEver() {
    Seeds.each(2, seed -> new World(folder.resolve("seed" + seed), seed).run());
  }

  /** What its receiver does with a message. */
  private enum Fate {
    TAKEN,
    FAILS_FOR_A_WHILE,
    FAILS_UNTIL_THE_RECEIVER_IS_MENDED,
    FAILS_FOR_EVER
  }

  /** How it says that it does not take one. */
  private enum Way {
    ERROR(Receiver.Reply.of(500)),
    AWAY(Receiver.Reply.of(503)),
    BUSY(new Receiver.Reply(429, Map.of("Retry-After", "1"), "")),
    NO_ANSWER(Receiver.Reply.of(503));

    private final Receiver.Reply reply;

    Way(Receiver.Reply reply) {
      this.reply = reply;
    }
  }

  /** One that was written. */
  private record Message(
      String text, long number, Eui64 user, Lane lane, Optional<Eui64> device, Fate fate) {
    String row() {
      return user + " " + lane + " " + device.map(Eui64::toString).orElse(text);
    }
  }

  /** Two users, their receivers and what became of what was written for them. */
  private static final class World {
    private static final int ROUNDS = 16;
    private static final int A_ROUND = 80;
    private static final int DEVICES = 200;
    private static final Duration TIMEOUT = Duration.ofMillis(300);

    private final RandomGenerator chance;
    private final MemoryJournal journal = new MemoryJournal();
    private final Map<String, Message> written = new HashMap<>();
    private final Map<String, Fate> fates = new ConcurrentHashMap<>();
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private final List<String> arrived = new ArrayList<>(); // guarded by itself
    private final CountDownLatch end = new CountDownLatch(1);
    private final DeliverySettings settings;
    private final boolean givesUp;
    private volatile boolean dead;
    private volatile boolean mended;
    private volatile boolean takesAll;
    private boolean bothServed = true;
    private Path folder;
    private int crashes;

    World(Path folder, long seed) {
      this.folder = folder;
      this.chance = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      this.givesUp = seed % 2 == 0;
      this.settings =
          new DeliverySettings(
              TIMEOUT,
              Duration.ofMillis(1),
              Duration.ofMillis(8),
              Duration.ofMillis(5 + chance.nextInt(40)),
              givesUp ? Duration.ofMillis(50) : Duration.ofMinutes(30),
              Optional.empty());
    }

    void run() {
      try (Receiver first = Receiver.open();
          Receiver second = Receiver.open()) {
        first.answering(this::answer);
        second.answering(this::answer);
        Delivery delivery = start(first, second);
        try {
          for (int round = 0; round < ROUNDS; round++) {
            write(round);
            int before = first.asked();
            int tries = chance.nextInt(A_ROUND);
            until("it goes on", () -> first.asked() >= before + tries);
            delivery = happens(delivery, first, second);
            mended |= round == ROUNDS / 2;
          }
          bothServed = true;
          delivery.users(users(first, second));
          Delivery last = delivery;
          until("all arrive that can", () -> waitsFor(last).isEmpty());
          theirOrderIsKept();
          nothingIsPinned(last);
          delivery.close();
          eachIsTakenWaitsOrIsADeadLetter();
          takesAll = true;
          delivery = start(first, second);
          allArrive(delivery);
        } finally {
          end.countDown();
          delivery.close();
        }
      }
    }

    private List<Recipient> users(Receiver first, Receiver second) {
      Recipient always = user(SSEN, first.uri());
      return bothServed ? List.of(always, user(UKPN, second.uri())) : List.of(always);
    }

    private Delivery start(Receiver first, Receiver second) {
      Delivery delivery = Mail.open(journal, folder, users(first, second), settings);
      assertThat(delivery.faults()).isEmpty();
      delivery.start();
      return delivery;
    }

    private Delivery happens(Delivery delivery, Receiver first, Receiver second) {
      switch (chance.nextInt(6)) {
        case 0 -> {
          crash(delivery);
          return start(first, second);
        }
        case 1 -> {
          delivery.close();
          return start(first, second);
        }
        case 2, 3 -> {
          bothServed = !bothServed;
          delivery.users(users(first, second));
        }
        case 4 -> delivery.keepCopies(
            journal.behind(Math.max(0, journal.lastId() - chance.nextInt(2 * A_ROUND))));
        default -> {}
      }
      return delivery;
    }

    /** Goes on with what was on disk; whatever the process does afterwards, nobody hears of. */
    private void crash(Delivery delivery) {
      dead = true;
      Path next = folder.resolveSibling(folder.getFileName() + "-" + ++crashes);
      try {
        Files.createDirectories(next);
        for (String file : List.of("delivery.db", "set-aside.db")) {
          copy(folder.resolve(file), next.resolve(file));
        }
      } catch (IOException | SQLException broken) {
        throw new IllegalStateException("copying " + folder, broken);
      }
      delivery.close();
      folder = next;
      dead = false;
    }

    private static void copy(Path from, Path to) throws SQLException {
      try (var connection = DriverManager.getConnection("jdbc:sqlite:" + from);
          var statement = connection.createStatement()) {
        statement.execute("PRAGMA busy_timeout=10000");
        statement.execute("VACUUM INTO '" + to + "'");
      }
    }

    private void write(int round) {
      Fate[] ofDevices = {Fate.FAILS_FOR_EVER, Fate.FAILS_UNTIL_THE_RECEIVER_IS_MENDED};
      for (int i = 0; i < A_ROUND; i++) {
        int device = chance.nextInt(4) == 0 ? 0 : chance.nextInt(DEVICES);
        Fate own = chance.nextInt(5) == 0 ? Fate.FAILS_FOR_A_WHILE : Fate.TAKEN;
        boolean without = chance.nextInt(3) == 0;
        boolean fails = device % 4 < 2 && chance.nextInt(3) > 0;
        Fate fate = fails ? ofDevices[device % 2] : own;
        Lane lane = without || chance.nextInt(2) == 0 ? Lane.OTHERS : Lane.ALERTS;
        Eui64 user = chance.nextInt(3) == 0 ? UKPN : SSEN;
        write("m" + (round * A_ROUND + i), user, lane, without ? -1 : device, fate);
      }
    }

    private void write(String text, Eui64 user, Lane lane, int device, Fate fate) {
      fates.put(text, fate);
      Optional<Eui64> of = device < 0 ? Optional.empty() : Optional.of(Mail.device(device));
      long number =
          Mail.write(
              journal,
              lane == Lane.ALERTS
                  ? Mail.alert(user, of.orElseThrow(), text)
                  : Mail.other(user, of, text));
      written.put(text, new Message(text, number, user, lane, of, fate));
    }

    private Receiver.Reply answer(String text) {
      if (dead) {
        return Receiver.Reply.of(503);
      }
      int tries = asked.merge(text, 1, Integer::sum);
      boolean takes =
          takesAll
              || switch (fates.getOrDefault(text, Fate.TAKEN)) {
                case TAKEN -> true;
                case FAILS_FOR_A_WHILE -> tries > 1 + text.hashCode() % 5;
                case FAILS_UNTIL_THE_RECEIVER_IS_MENDED -> mended;
                case FAILS_FOR_EVER -> false;
              };
      if (takes) {
        synchronized (arrived) {
          arrived.add(text);
        }
        return Receiver.Reply.of(204);
      }
      return fail(text);
    }

    /** Mostly by an error, since silence and wishes to wait take so long. */
    private Receiver.Reply fail(String text) {
      Way way =
          switch (Math.floorMod(text.hashCode(), 40)) {
            case 0 -> Way.NO_ANSWER;
            case 1 -> givesUp ? Way.AWAY : Way.BUSY;
            case 2, 3, 4, 5 -> Way.AWAY;
            default -> Way.ERROR;
          };
      if (way == Way.NO_ANSWER && !takesAll) {
        try {
          var _ = end.await(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
          Thread.currentThread().interrupt();
        }
      }
      return way.reply;
    }

    private Set<String> arrived() {
      synchronized (arrived) {
        return new HashSet<>(arrived);
      }
    }

    /**
     * What could have arrived by now and did not: nothing of its device before it fails, and of the
     * second user's nothing at all, since what was called back has another place in its row.
     */
    private List<Message> waitsFor(Delivery delivery) {
      Set<String> here = arrived();
      Set<Long> givenUp =
          delivery.deadLetters(0, 10_000).stream()
              .filter(one -> one.reason() == DeadLetter.Reason.GIVEN_UP)
              .map(DeadLetter::number)
              .collect(Collectors.toSet());
      Map<String, Long> stopped = new HashMap<>();
      written.values().stream()
          .filter(m -> m.fate() == Fate.FAILS_FOR_EVER && !givenUp.contains(m.number()))
          .forEach(m -> stopped.merge(m.row(), m.user().equals(SSEN) ? m.number() : 0, Math::min));
      return written.values().stream()
          .filter(m -> m.fate() != Fate.FAILS_FOR_EVER && !here.contains(m.text()))
          .filter(m -> !givenUp.contains(m.number()))
          .filter(m -> m.number() < stopped.getOrDefault(m.row(), Long.MAX_VALUE))
          .toList();
    }

    /**
     * Of the first user's devices; the other's were set aside when it left, and what was given up
     * is overtaken by those behind it.
     */
    private void theirOrderIsKept() {
      Map<String, Long> last = new HashMap<>();
      List<String> all;
      synchronized (arrived) {
        all = arrived.stream().distinct().toList();
      }
      for (String text : all) {
        Message message = Optional.ofNullable(written.get(text)).orElseThrow();
        if (message.user().equals(SSEN) && (!givesUp || message.fate() == Fate.TAKEN)) {
          assertThat(last.getOrDefault(message.row(), 0L))
              .as(message.toString())
              .isLessThan(message.number());
          last.put(message.row(), message.number());
        }
      }
    }

    private void nothingIsPinned(Delivery delivery) {
      until(
          "the journal is not needed",
          () -> {
            delivery.keepCopies(journal.last());
            return delivery.passed().equals(journal.last());
          });
    }

    private void eachIsTakenWaitsOrIsADeadLetter() {
      Set<Long> waits = new HashSet<>();
      Set<Long> deadLetters = new HashSet<>();
      try (SqliteProgressStore progressStore = SqliteProgressStore.readOnly(folder).orElseThrow()) {
        for (DeliveryProgressStore.Progress each : progressStore.progress()) {
          assertThat(written.values())
              .filteredOn(m -> m.user().equals(each.user()) && m.lane() == each.lane())
              .allMatch(m -> m.number() <= each.read());
          waits.addAll(each.pending());
        }
        long inMemory = waits.size();
        for (Lane lane : Lane.values()) {
          waits.addAll(progressStore.parked().numbers(lane, 0, 10_000));
        }
        assertThat(waits.size() > inMemory || givesUp).as("some are parked").isTrue();
        progressStore.deadLetters(0, 10_000).forEach(one -> deadLetters.add(one.number()));
      }
      assertThat(waits).filteredOn(deadLetters::contains).isEmpty();
      if (!givesUp) {
        assertThat(deadLetters).isEmpty();
      }
      Set<String> here = arrived();
      for (Message each : written.values()) {
        boolean kept = waits.contains(each.number()) || deadLetters.contains(each.number());
        assertThat(here.contains(each.text()) || kept).as(each.toString()).isTrue();
        if (each.fate() == Fate.FAILS_FOR_EVER) {
          assertThat(kept).as(each.toString()).isTrue();
        }
      }
    }

    private void allArrive(Delivery delivery) {
      until(
          "all arrive after all",
          () -> {
            delivery
                .deadLetters(0, 10_000)
                .forEach(
                    one ->
                        delivery.deadLetters()
                            .resend(one.number(), Optional.empty(), to -> {}));
            return arrived().equals(written.keySet());
          });
    }
  }
}
