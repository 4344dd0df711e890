package org.lastgasp.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lastgasp.logging.EventLog;

/** The loop of all workers: steps by hand, on a clock that rests move, and its thread. */
class WorkLoopTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Backoff BACKOFF =
      new Backoff(SECOND, SECOND.multipliedBy(60), new SplittableRandom(7));
  private static final EventLog LOG = EventLog.of(WorkLoopTest.class);
  private static final Logger LINES = Logger.getLogger(WorkLoopTest.class.getName());

  private final Deque<WorkLoop.Step> steps = new ArrayDeque<>();
  private final List<String> lines = new ArrayList<>();
  private final ActiveFault fault = ActiveFault.error(LOG, "thing-not-done", "thing", "one");
  private final WorkLoop loop =
      new WorkLoop("worker", fault, BACKOFF, () -> steps.remove().run(), OutOfReach.class);
  private Duration now = Duration.ZERO;
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private static final class OutOfReach extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfReach(String message) {
      super(message);
    }
  }

  @BeforeEach
  void listen() {
    LINES.setLevel(Level.ALL);
    LINES.setUseParentHandlers(false);
    LINES.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    LINES.removeHandler(handler);
    loop.close();
  }

  private Duration then(WorkLoop.Step step) {
    steps.add(step);
    Duration rest = loop.turn();
    now = now.plus(rest);
    return rest;
  }

  private static WorkLoop.Step failing(RuntimeException failure) {
    return () -> {
      throw failure;
    };
  }

  @Test
  void aStepSaysHowLongToRest() {
    assertThat(then(() -> SECOND)).isEqualTo(SECOND);
    assertThat(fault.issues()).isEmpty();
    assertThat(lines).isEmpty();
  }

  @Test
  void pausesDoubleUpToTheLongestAndBeginAnewAfterASuccess() {
    for (int failures = 1; failures <= 12; failures++) {
      Duration whole = SECOND.multipliedBy(Math.min(60, 1L << (failures - 1)));
      assertThat(then(failing(new OutOfReach("it is away"))))
          .isBetween(whole.dividedBy(2), whole);
    }
    assertThat(now).isBetween(SECOND.multipliedBy(211), SECOND.multipliedBy(423));
    Duration unused = then(() -> SECOND);
    assertThat(then(failing(new OutOfReach("it is away")))).isLessThanOrEqualTo(SECOND);
  }

  @Test
  void whoAsksForMoreTimeGetsItUpToTheLongest() {
    Optional<Duration> asked = Optional.of(SECOND.multipliedBy(30));
    assertThat(then(failing(new StepFailed("busy", asked)))).isEqualTo(asked.get());
    assertThat(then(failing(new StepFailed("busy", Optional.of(SECOND.multipliedBy(999))))))
        .isEqualTo(SECOND.multipliedBy(60));
  }

  @Test
  void aFaultIsShownAndToldOnceUntilAStepSucceeds() {
    Duration unused = then(failing(new OutOfReach("it is away")));
    Duration again = then(failing(new OutOfReach("it is away")));
    assertThat(fault.issues()).containsExactly(new HealthIssue("thing-not-done", "it is away"));
    assertThat(fault.mistakes()).isEmpty();
    Duration other = then(failing(new UncheckedIOException("x", new AccessDeniedException("x"))));
    assertThat(fault.text().orElseThrow()).startsWith("x: no right to it");
    Duration well = then(() -> SECOND);
    assertThat(fault.issues()).isEmpty();
    assertThat(lines)
        .containsExactly(
            "event=thing-not-done thing=one why=\"it is away\" action=tried-again-by-itself",
            "event=thing-not-done thing=one why=\"x: no right to it; let the user that the gateway"
                + " runs as read and write there\" action=tried-again-by-itself",
            "event=thing-done-again thing=one");
  }

  @Test
  void whatNobodyExpectedIsAFaultAndTheLoopGoesOn() throws InterruptedException {
    CountDownLatch recovered = new CountDownLatch(1);
    steps.add(failing(new IllegalArgumentException("our mistake")));
    steps.add(
        () -> {
          assertThat(fault.mistakes().getFirst().reason()).isEqualTo("worker-failed");
          assertThat(fault.issues().getFirst().detail()).contains("a mistake of ours");
          throw new StackOverflowError();
        });
    steps.add(
        () -> {
          recovered.countDown();
          return WorkLoop.UNTIL_WOKEN;
        });
    loop.start();
    loop.retry(); // in place of the pause
    while (!recovered.await(1, TimeUnit.MILLISECONDS)) {
      loop.retry();
    }
    assertThat(loop.await(() -> fault.text().isEmpty(), SECOND.multipliedBy(20))).isTrue();
  }

  @Test
  void aWakeEndsARestHoweverLongAndIsNotLostWhileAStepRuns() {
    Semaphore done = new Semaphore(0);
    WorkLoop.Step step =
        () -> {
          loop.wake(); // as another thread would
          done.release();
          return steps.isEmpty() ? WorkLoop.UNTIL_WOKEN : SECOND.multipliedBy(3_600);
        };
    steps.addAll(List.of(step, step));
    steps.add(
        () -> {
          done.release();
          return WorkLoop.UNTIL_WOKEN;
        });
    loop.start();
    done.acquireUninterruptibly(3);
    steps.add(
        () -> {
          done.release();
          return WorkLoop.UNTIL_WOKEN;
        });
    loop.wake();
    done.acquireUninterruptibly(1);
  }

  @Test
  void aWakeDoesNotEndThePauseAfterAFailure() {
    Semaphore failed = new Semaphore(0);
    steps.add(
        () -> {
          failed.release();
          throw new StepFailed("busy", Optional.of(SECOND.multipliedBy(60)));
        });
    loop.start();
    failed.acquireUninterruptibly();
    loop.wake();
    assertThat(loop.stop(SECOND.multipliedBy(20))).isTrue(); // another step would have thrown
    assertThat(fault.text()).contains("busy");
  }

  @Test
  void whoWaitsForSomethingSparesTheRests() {
    int[] left = {5};
    for (int i = 0; i < 5; i++) {
      steps.add(
          () -> {
            left[0]--;
            return SECOND.multipliedBy(3_600);
          });
    }
    loop.start();
    assertThat(loop.await(() -> left[0] == 0, SECOND.multipliedBy(20))).isTrue();
  }

  @Test
  void aStopWaitsForTheStepUnderWayAndNoLongerThanItIsTold() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    steps.add(
        () -> {
          begun.countDown();
          awaited(over);
          return SECOND;
        });
    loop.start();
    awaited(begun);
    assertThat(loop.stop(Duration.ofMillis(1))).isFalse();
    over.countDown();
    assertThat(loop.stop(SECOND.multipliedBy(20))).isTrue();
    assertThat(loop.isStopped()).isTrue();
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
