package org.lastgasp.process;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.lastgasp.id.Eui64;

/**
 * Many clients of one gateway, each of which sends one message after the other, the same one again
 * until it is acknowledged, whatever happens to the gateway meanwhile. Remembers what was. For
 * tests.
 */
final class Crowd {
  static final int METERS_EACH = 6; // the last one of each client is raced for
  private static final int UNTRACKED = 100_000; // hubs from here on have no meter that is listed

  private final Neighbours neighbours;
  private final int port;
  private final Duration patience;
  private final List<Thread> clients = new ArrayList<>();
  private final Map<String, Sent> acknowledged = new ConcurrentHashMap<>();
  private final AtomicInteger repeats = new AtomicInteger();
  private volatile boolean over;

  /** What has to become of a message. */
  enum Fate {
    HELD,
    TO_SOUTHERN,
    TO_HYDRO,
    TO_SUPPLIER,
    /** Either, as it raced with an activation. */
    HELD_OR_TO_SOUTHERN,
    /** To the DSP, and a window stands. */
    ACTIVATES,
    TO_DSP
  }

  /** An acknowledged message. */
  record Sent(byte[] bytes, Fate fate, String requestId) {}

  /**
   * Clients of the gateway at a port.
   *
   * @param patience how long they wait for an answer before they send again
   */
  Crowd(Neighbours neighbours, int port, Duration patience) {
    this.neighbours = neighbours;
    this.port = port;
    this.patience = patience;
  }

  /** So many clients begin. */
  void begin(int count, int firstClient, long seed) {
    over = false;
    clients.clear();
    for (int i = 0; i < count; i++) {
      Client client = new Client(firstClient + i, seed * 1_000 + i);
      clients.add(Thread.ofPlatform().daemon().name("client-" + i).start(client::run));
    }
  }

  /** Every client ends once its message is acknowledged. */
  void end() {
    over = true;
    Await.until("all is acknowledged", () -> clients.stream().noneMatch(Thread::isAlive));
  }

  /** What was acknowledged, by SHA-256. */
  Map<String, Sent> acknowledged() {
    return acknowledged;
  }

  /** How often a message had to be sent again. */
  int repeats() {
    return repeats.get();
  }

  private final class Client {
    private final int firstMeter;
    private final Random chance;
    private final List<Integer> active = new ArrayList<>();
    private final List<Sent> copies = new ArrayList<>();
    private int nextMeter;
    private long counter;

    Client(int number, long seed) {
      this.firstMeter = number * METERS_EACH;
      this.chance = new Random(seed);
    }

    void run() {
      activate(firstMeter + nextMeter++);
      while (!over) {
        switch (chance.nextInt(12)) {
          case 0 -> activateNext();
          case 1, 2, 3 -> heldAlert();
          case 4, 5 -> untrackedAlert(Mail.SOUTHERN, Fate.TO_SOUTHERN);
          case 6 -> untrackedAlert(Mail.HYDRO, Fate.TO_HYDRO);
          case 7 -> send("receive", Mail.response(firstMeter, ++counter), Fate.TO_SUPPLIER);
          case 8 -> send("serviceS", Mail.otherRequest(firstMeter, ++counter), Fate.TO_DSP);
          case 9 -> race();
          default -> copy();
        }
      }
    }

    private void activateNext() {
      if (nextMeter < METERS_EACH - 1) {
        activate(firstMeter + nextMeter++);
      }
    }

    private void activate(int meter) {
      byte[] request = Mail.activation(meter, ++counter, Optional.empty());
      String id = Mail.requestId(meter, counter).toString();
      deliver("serviceS", new Sent(request, Fate.ACTIVATES, id), 200);
      active.add(meter);
    }

    private void heldAlert() {
      int hub = active.get(chance.nextInt(active.size()));
      send("receive", alert(hub, Mail.SOUTHERN), Fate.HELD);
    }

    private void untrackedAlert(Eui64 distributor, Fate fate) {
      send("receive", alert(UNTRACKED + firstMeter, distributor), fate);
    }

    private byte[] alert(int hub, Eui64 distributor) {
      return Mail.ad1(hub, distributor, ++counter, Instant.EPOCH.plusSeconds(counter));
    }

    /** An activation and an alert of its hub at the same time. */
    private void race() {
      int meter = firstMeter + METERS_EACH - 1;
      byte[] alert = alert(meter, Mail.SOUTHERN);
      Thread other =
          Thread.startVirtualThread(
              () -> send("receive", alert, Fate.HELD_OR_TO_SOUTHERN));
      byte[] request = Mail.activation(meter, ++counter, Optional.empty());
      String id = Mail.requestId(meter, counter).toString();
      deliver("serviceS", new Sent(request, Fate.ACTIVATES, id), 200);
      try {
        other.join();
      } catch (InterruptedException stop) {
        throw new IllegalStateException(stop);
      }
    }

    /** The motorway delivers at least once: a message comes a second time. */
    private void copy() {
      if (!copies.isEmpty()) {
        deliver("receive", copies.get(chance.nextInt(copies.size())), 204);
      }
    }

    private void send(String path, byte[] bytes, Fate fate) {
      Sent message = new Sent(bytes, fate, "");
      deliver(path, message, path.equals("receive") ? 204 : 200);
      if (fate == Fate.HELD || fate == Fate.TO_SOUTHERN) {
        copies.add(message);
      }
    }

    private void deliver(String path, Sent message, int wanted) {
      while (!taken(path, message, wanted)) {
        repeats.incrementAndGet();
        Await.pause(20 + chance.nextInt(60));
      }
      acknowledged.put(Mailbox.sha256(message.bytes()), message);
    }

    private boolean taken(String path, Sent message, int wanted) {
      try {
        int status = neighbours.post(port, path, message.bytes(), patience).statusCode();
        if (status != wanted && status != 503) {
          throw new AssertionError(path + " answered " + status);
        }
        return status == wanted;
      } catch (IOException nobodyAnswers) {
        return false;
      }
    }
  }
}
