package org.lastgasp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class OffloadedWorkTest {
  private final OffloadedWork work = new OffloadedWork("large-message");

  @Test
  void theWorkIsDoneOnAThreadOfTheSystemsOwn() {
    AtomicReference<Thread> thread = new AtomicReference<>();
    work.run(() -> thread.set(Thread.currentThread()));
    assertThat(thread.get().isVirtual()).isFalse();
    assertThat(thread.get().getName()).isEqualTo("large-message");
    assertThat(thread.get()).isNotSameAs(Thread.currentThread());
  }

  @Test
  void whatTheWorkThrowsIsThrown() {
    IllegalStateException mistake = new IllegalStateException("a mistake of ours");
    assertThatThrownBy(() -> work.run(() -> { throw mistake; })).isSameAs(mistake);
    StackOverflowError error = new StackOverflowError();
    assertThatThrownBy(() -> work.run(() -> { throw error; })).isSameAs(error);
  }

  @Test
  void anInterruptReachesTheWorkAndIsNotLost() {
    AtomicBoolean reached = new AtomicBoolean();
    Thread.currentThread().interrupt();
    work.run(
        () -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException stop) {
            reached.set(true);
          }
        });
    assertThat(reached).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }
}
