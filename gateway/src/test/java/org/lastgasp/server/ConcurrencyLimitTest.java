package org.lastgasp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lastgasp.access.Role;

@Timeout(60)
class ConcurrencyLimitTest {
  private final ConcurrencyLimit limit = new ConcurrencyLimit();
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger inside = new AtomicInteger();
  private final List<Thread> callers = new ArrayList<>();
  private final AtomicReference<ServerRequest> any = new AtomicReference<>();

  /** A request, since nobody looks at it: only the path of its route counts. */
  @BeforeEach
  void capture() {
    try (OpenListener listener =
        new OpenListener(
            new RouteTable().get("/", Role.VIEWER, (request, response) -> any.set(request)))) {
      assertThat(listener.get("/").status()).isEqualTo(200);
    }
  }

  @AfterEach
  void letGo() throws InterruptedException {
    release.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
  }

  private void pass(String path, Router.Onward onward) {
    RouteTable.Route route =
        new RouteTable.Route(
            "GET", path, List.of(), RouteTable.Content.ANY, Optional.empty(),
            (request, response) -> {});
    limit.pass(route, any.get(), new ServerResponse(), onward);
  }

  /** Starts callers that stay inside until they are released. */
  private void enter(String path, int count) {
    for (int i = 0; i < count; i++) {
      callers.add(Thread.ofVirtual().start(() -> pass(path, this::stay)));
    }
  }

  private void stay() {
    inside.incrementAndGet();
    try {
      release.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitInside(int count) {
    while (inside.get() < count) {
      Thread.onSpinWait();
    }
  }

  /** Whether a further caller has to wait: it parks in place of entering. */
  private boolean waits(String path) {
    AtomicInteger entered = new AtomicInteger();
    Thread caller = Thread.ofVirtual().start(() -> pass(path, entered::incrementAndGet));
    callers.add(caller);
    while (entered.get() == 0 && caller.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return entered.get() == 0;
  }

  @Test
  void sixteenQuestionsAreAnsweredAtOnceAndTheNextOneWaits() {
    enter("/api/v1/alerts", 16);
    awaitInside(16);
    assertThat(waits("/api/v1/audit")).isTrue();
  }

  @Test
  void fourPagesAreAnsweredAtOnceAndTheNextOneWaits() {
    enter("/metrics", 4);
    awaitInside(4);
    assertThat(waits("/status")).isTrue();
  }

  @Test
  void theSwitchWaitsForNoQuestion() {
    enter("/api/v1/alerts", 16);
    awaitInside(16);
    assertThat(waits("/api/v1/switch")).isFalse();
    assertThat(waits("/api/v1/storm")).isFalse();
    assertThat(waits("/api/v1/breaker")).isFalse();
  }

  @Test
  void ordersOfOneKindWaitForEachOtherOnly() {
    enter("/api/v1/switch", 4);
    awaitInside(4);
    assertThat(waits("/api/v1/switch")).isTrue();
    assertThat(waits("/api/v1/storm")).isFalse();
  }

  @Test
  void thatTheProcessIsAliveIsSaidAtAnyTime() {
    enter("/metrics", 4);
    awaitInside(4);
    assertThat(waits("/-/healthy")).isFalse();
  }

  @Test
  void whoWaitsEntersWhenAnotherLeaves() throws InterruptedException {
    enter("/metrics", 5);
    awaitInside(4);
    release.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(inside).hasValue(5);
  }

  @Test
  void aMistakeGivesItsPlaceBack() {
    for (int i = 0; i < 5; i++) {
      try {
        pass("/metrics", () -> {
          throw new IllegalStateException("a mistake of ours");
        });
      } catch (IllegalStateException expected) {
        assertThat(expected).hasMessage("a mistake of ours");
      }
    }
    assertThat(waits("/metrics")).isFalse();
  }
}
