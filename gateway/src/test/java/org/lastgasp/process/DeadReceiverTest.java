package org.lastgasp.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Receivers that are dead for minutes or an hour of the gateway's time, which runs fast: its
 * timeouts and pauses with it. So does its patience with the disk, three seconds, for which the
 * folder is in memory and the time not faster still.
 */
class DeadReceiverTest {
  private static final Duration MINUTES = Duration.ofMinutes(5); // the longest pause is one
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int SPEED = 15; // then the disk has 200 ms
  private static final int DEVICES = 7;
  private static final int UNTRACKED = 100; // and those above it

  @TempDir(factory = InMemory.class)
  Path folder;

  private Neighbours neighbours;
  private Errands errands;

  @BeforeEach
  void meet() {
    assumeTrue(WallClock.canBeSet(), "skipped: no libfaketime on this machine");
    neighbours = new Neighbours(folder, 1);
    errands = new Errands();
  }

  @AfterEach
  void part() {
    neighbours.close();
  }

  private Program serve(Duration ahead) {
    Path configuration = neighbours.configure("journal: {path: data/journal, segment: 1MiB}");
    return neighbours.ready(Program.serve(WallClock.fast(SPEED, ahead), configuration));
  }

  /** One receiver refuses connections, one answers that it can take nothing now. */
  @Test
  void whatWaitedForMinutesArrivesInOrderAndTheOthersDidNotWait() {
    neighbours.hydro.die();
    neighbours.supplier.answer(body -> Mailbox.Answer.NOT_NOW);
    try (Program gateway = serve(Duration.ZERO)) {
      errands.run(gateway, real(MINUTES));
      assertThat(neighbours.supplier.taken()).isEmpty();
      neighbours.hydro.revive();
      neighbours.supplier.answer(body -> Mailbox.Answer.TAKEN);
      neighbours.settle(gateway);
      assertThat(gateway.terminate().exit()).isZero();
    }
    errands.allAreDone();
    soMuchHasPassed(MINUTES);
  }

  /** One never answers, one refuses; and after half of the hour the gateway dies too. */
  @Test
  @Tag("long")
  void alsoIfTheGatewayDiesMeanwhile() {
    CountDownLatch back = new CountDownLatch(1);
    neighbours.hydro.answer(body -> neverAnswered(back));
    neighbours.supplier.die();
    try (Program gateway = serve(Duration.ZERO)) {
      errands.run(gateway, real(HOUR.dividedBy(2)));
      gateway.kill();
    }
    try (Program gateway = serve(HOUR.dividedBy(2))) {
      errands.run(gateway, real(HOUR.dividedBy(2)));
      neighbours.hydro.answer(body -> Mailbox.Answer.TAKEN);
      back.countDown();
      neighbours.supplier.revive();
      neighbours.settle(gateway);
      assertThat(gateway.terminate().exit()).isZero();
    }
    errands.allAreDone();
    soMuchHasPassed(HOUR);
  }

  private static Mailbox.Answer neverAnswered(CountDownLatch back) {
    try {
      boolean unused = back.await(10, TimeUnit.MINUTES);
      return Mailbox.Answer.NOT_NOW;
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  private void soMuchHasPassed(Duration time) {
    Aftermath after = new Aftermath(neighbours);
    after.theRecordsAreSound();
    List<Aftermath.Row> rows = after.rows();
    assertThat(Duration.between(rows.getFirst().at(), rows.getLast().at()))
        .as("by the gateway's clock")
        .isGreaterThan(time.minusMinutes(1));
  }

  private static Duration real(Duration fast) {
    return fast.dividedBy(SPEED);
  }

  /** A folder whose syncs take no time, where the machine has such a place. */
  static final class InMemory implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");

    @Override
    public Path createTempDirectory(AnnotatedElementContext field, ExtensionContext test)
        throws IOException {
      return Files.isWritable(MEMORY)
          ? Files.createTempDirectory(MEMORY, "lastgasp-test-")
          : Files.createTempDirectory("lastgasp-test-");
    }
  }

  /** Messages for all receivers in turn, and what became of them. */
  private final class Errands {
    private final Map<String, List<String>> forHydro = new LinkedHashMap<>();
    private final Map<String, List<String>> forSupplier = new LinkedHashMap<>();
    private final List<byte[]> forSouthern = new ArrayList<>();
    private long counter;

    void run(Program gateway, Duration real) {
      long end = System.nanoTime() + real.toNanos();
      while (System.nanoTime() < end) {
        int device = (int) (++counter % DEVICES);
        Instant start = Instant.EPOCH.plusSeconds(counter);
        byte[] waits = Mail.ad1(UNTRACKED + device, Mail.HYDRO, counter, start);
        byte[] waitsToo = Mail.response(device, counter);
        byte[] goes = Mail.ad1(UNTRACKED + device, Mail.SOUTHERN, counter, start);
        for (byte[] message : List.of(waits, waitsToo, goes)) {
          assertThat(neighbours.receive(gateway, message)).isEqualTo(204);
        }
        note(forHydro, device, waits);
        note(forSupplier, device, waitsToo);
        forSouthern.add(goes);
        Await.until("the others go on", () -> neighbours.southern.has(goes));
        Await.pause(10);
      }
    }

    private void note(Map<String, List<String>> sent, int device, byte[] message) {
      sent.computeIfAbsent("device " + device, d -> new ArrayList<>())
          .add(Mailbox.sha256(message));
    }

    void allAreDone() {
      arrivedInOrder(neighbours.hydro, forHydro);
      arrivedInOrder(neighbours.supplier, forSupplier);
      assertThat(forSouthern).hasSizeGreaterThan(100).allMatch(neighbours.southern::has);
      System.out.printf(
          "dead receivers: waited=%d arrived=%d%n",
          2 * counter,
          neighbours.hydro.taken().size() + neighbours.supplier.taken().size());
    }

    private static void arrivedInOrder(Mailbox box, Map<String, List<String>> sent) {
      List<String> arrived = box.taken().stream().distinct().toList();
      sent.forEach(
          (device, messages) -> {
            Set<String> wanted = Set.copyOf(messages);
            assertThat(arrived.stream().filter(wanted::contains))
                .as(device)
                .containsExactlyElementsOf(messages);
          });
      assertThat(arrived).hasSize(sent.values().stream().mapToInt(List::size).sum());
    }
  }
}
