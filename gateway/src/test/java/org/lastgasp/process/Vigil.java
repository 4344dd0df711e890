package org.lastgasp.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Alerts of some hubs, one close after the other, each sent again until it is acknowledged, and
 * activations between them, all timed by the monotonic clock. So it can be told from outside,
 * whatever the gateway's clock says, which alerts a window must have suppressed, and which it
 * cannot have. For tests.
 */
final class Vigil {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);
  private static final Duration CLOCKS_AGREE_WITHIN = Duration.ofMillis(100);

  private final Neighbours neighbours;
  private final int port;
  private final Duration window;
  private final AtomicLong counter = new AtomicLong();
  private final Map<String, Sent> alerts = new ConcurrentHashMap<>();
  private final Map<Integer, List<Sent>> activations = new ConcurrentHashMap<>();
  private final List<Thread> watchers = new CopyOnWriteArrayList<>();
  private volatile boolean over;

  /**
   * A message that was acknowledged.
   *
   * @param first when it was sent first, in nanoseconds of the monotonic clock
   * @param again whether it had to be sent more than once
   */
  record Sent(int hub, byte[] bytes, long first, boolean again, long acknowledged) {}

  /** One at the gateway at a port, whose windows have this length. */
  Vigil(Neighbours neighbours, int port, Duration window) {
    this.neighbours = neighbours;
    this.port = port;
    this.window = window;
  }

  /** Alerts of these hubs come from now on. */
  void begin(Collection<Integer> hubs) {
    over = false;
    for (int hub : hubs) {
      watchers.add(Thread.ofPlatform().daemon().name("vigil-" + hub).start(() -> watch(hub)));
    }
  }

  /** No more alerts; what was sent is acknowledged. */
  void end() {
    over = true;
    Await.until("all is acknowledged", () -> watchers.stream().noneMatch(Thread::isAlive));
  }

  private void watch(int hub) {
    while (!over) {
      alert(hub);
      Await.pause(25);
    }
  }

  /** One alert, acknowledged. */
  Sent alert(int hub) {
    long n = counter.incrementAndGet();
    byte[] alert = Mail.ad1(hub, Mail.SOUTHERN, n, Instant.EPOCH.plusSeconds(n));
    Sent sent = send("receive", hub, alert, 204);
    alerts.put(Mailbox.sha256(alert), sent);
    return sent;
  }

  /** The meter of a hub is activated, at once. */
  Sent activate(int hub) {
    byte[] request = Mail.activation(hub, counter.incrementAndGet(), Optional.empty());
    Sent sent = send("serviceS", hub, request, 200);
    activations.computeIfAbsent(hub, h -> new CopyOnWriteArrayList<>()).add(sent);
    return sent;
  }

  /** The meter of a hub is to be activated at an instant, by a clock that is right. */
  Sent activate(int hub, Instant at) {
    byte[] request = Mail.activation(hub, counter.incrementAndGet(), Optional.of(at));
    Sent sent = send("serviceS", hub, request, 200);
    long nanos = System.nanoTime() + Duration.between(Instant.now(), at).toNanos();
    assertThat(nanos).as("acknowledged before it begins").isGreaterThan(sent.acknowledged());
    long unsure = CLOCKS_AGREE_WITHIN.toNanos();
    Sent begins = new Sent(hub, request, nanos - unsure, sent.again(), nanos + unsure);
    activations.computeIfAbsent(hub, h -> new CopyOnWriteArrayList<>()).add(begins);
    return begins;
  }

  private Sent send(String path, int hub, byte[] bytes, int wanted) {
    long first = System.nanoTime();
    for (int tries = 1; ; tries++) {
      if (status(path, bytes) == wanted) {
        return new Sent(hub, bytes, first, tries > 1, System.nanoTime());
      }
      Await.pause(20);
    }
  }

  private int status(String path, byte[] bytes) {
    try {
      return neighbours.post(port, path, bytes, ANSWER_WITHIN).statusCode();
    } catch (IOException nobodyAnswers) {
      return 0;
    }
  }

  /** Waits until no window holds any more, by the monotonic clock, and some alerts came then. */
  void untilAllAreOver() {
    long last =
        activations.values().stream()
            .flatMap(List::stream)
            .mapToLong(Sent::acknowledged)
            .max()
            .orElseThrow();
    Await.until(
        "the windows are over",
        () -> System.nanoTime() - last > window.plus(ANSWER_WITHIN).toNanos());
  }

  Collection<Sent> alerts() {
    return alerts.values();
  }

  /** How many messages had to be sent again. */
  long again() {
    return alerts().stream().filter(Sent::again).count();
  }

  /** Whether a gateway suppressed what it had to, and nothing else; how much that was. */
  int heldBackExactlyInside() {
    Set<String> held =
        neighbours.logged().stream()
            .map(record -> record.path("message_sha256").asText())
            .collect(Collectors.toSet());
    List<Sent> must = new ArrayList<>();
    alerts.forEach(
        (sha256, alert) -> {
          String what = "hub %d: %s".formatted(alert.hub(), sha256);
          boolean delivered = neighbours.southern.has(alert.bytes());
          if (mustBeHeld(alert)) {
            must.add(alert);
            assertThat(held.contains(sha256)).as("came inside the window, " + what).isTrue();
            assertThat(delivered).as("suppressed and delivered, " + what).isFalse();
          } else if (!mayBeHeld(alert)) {
            assertThat(held.contains(sha256)).as("came outside, " + what).isFalse();
          }
          assertThat(held.contains(sha256) || delivered).as("lost, " + what).isTrue();
        });
    assertThat(alerts.keySet()).as("nothing in the log was never sent").containsAll(held);
    return must.size();
  }

  private List<Sent> activationsOf(Sent alert) {
    return activations.getOrDefault(alert.hub(), List.of());
  }

  /** Came wholly after the answer to an activation and before any end of its window. */
  private boolean mustBeHeld(Sent alert) {
    return activationsOf(alert).stream()
        .anyMatch(
            a ->
                alert.first() > a.acknowledged()
                    && alert.acknowledged() < a.first() + window.toNanos());
  }

  /** Was on its way at some moment at which a window may have held. */
  private boolean mayBeHeld(Sent alert) {
    return activationsOf(alert).stream()
        .anyMatch(
            a ->
                alert.acknowledged() > a.first()
                    && alert.first() < a.acknowledged() + window.toNanos());
  }
}
