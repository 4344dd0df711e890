package org.lastgasp.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lastgasp.journal.sqlite.AppendQueue.Append;

/** What nobody awaits may wait for others to be written with it, and never for ever. */
@Timeout(60)
class AppendQueueTest {
  private static final Duration FOR_EVER = Duration.ofDays(1);
  private static final int FULL_BATCH = 2_000;
  private static final Executor WRITER = task -> Thread.ofPlatform().daemon().start(task);

  private final List<Append<?>> put = new ArrayList<>();

  private static CompletableFuture<List<Append<?>>> taking(AppendQueue queue) {
    return CompletableFuture.supplyAsync(queue::take, WRITER);
  }

  private void putUnawaited(AppendQueue queue, int many) {
    for (int i = 0; i < many; i++) {
      put(queue, Append.unawaited(100, pen -> 0L));
    }
  }

  private void put(AppendQueue queue, Append<?> append) {
    assertThat(queue.put(append)).isEmpty();
    put.add(append);
  }

  private static void assertLingers(CompletableFuture<List<Append<?>>> taken) {
    assertThatThrownBy(() -> taken.get(100, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void whatSomebodyAwaitsTakesAlongAllThatLingersBeforeIt() {
    AppendQueue queue = new AppendQueue(FOR_EVER);
    CompletableFuture<List<Append<?>>> taken = taking(queue);
    putUnawaited(queue, 3);
    assertLingers(taken);

    put(queue, Append.of(100, pen -> 0L));

    assertThat(taken.join()).isEqualTo(put);
    putUnawaited(queue, 1);
    assertLingers(taking(queue));
  }

  @Test
  void afterAMomentItIsTakenAlone() {
    AppendQueue queue = new AppendQueue(Duration.ofMillis(1));
    putUnawaited(queue, 2);
    assertThat(taking(queue).join()).isEqualTo(put);
  }

  @Test
  void aFullBatchLingersNoLonger() {
    AppendQueue queue = new AppendQueue(FOR_EVER);
    CompletableFuture<List<Append<?>>> taken = taking(queue);
    putUnawaited(queue, FULL_BATCH - 1);
    assertLingers(taken);
    putUnawaited(queue, 1);
    assertThat(taken.join()).isEqualTo(put);
  }

  @Test
  void nothingLingersInAQueueThatIsClosed() {
    AppendQueue queue = new AppendQueue(FOR_EVER);
    CompletableFuture<List<Append<?>>> taken = taking(queue);
    putUnawaited(queue, 1);
    queue.close();
    assertThat(taken.join()).isEqualTo(put);
    assertThat(queue.take()).isEmpty();
  }
}
