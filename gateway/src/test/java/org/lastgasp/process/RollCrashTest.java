package org.lastgasp.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;

/** {@code kill -9} just after a segment was begun, while its state is written in pieces. */
class RollCrashTest {
  private static final int METERS = 6_000; // a state of twelve parts
  private static final int SENDERS = 8;
  private static final int ROUNDS = 12;

  @TempDir Path folder;

  @Tag("long")
  @Test
  void noWindowIsLostWhileTheStateOfANewSegmentIsInPieces() {
    Seeds.each(
        1,
        seed -> {
          try (Neighbours neighbours = new Neighbours(folder, METERS)) {
            new Life(neighbours, new Random(seed)).live();
          }
        });
  }

  private final class Life {
    private final Neighbours neighbours;
    private final Random chance;
    private final Path configuration;
    private final AtomicLong counter = new AtomicLong(METERS);
    private int inPieces;

    Life(Neighbours neighbours, Random chance) {
      this.neighbours = neighbours;
      this.chance = chance;
      this.configuration = neighbours.configure("journal: {path: data/journal, segment: 2MiB}");
    }

    void live() {
      Program gateway = neighbours.serve(configuration);
      try {
        activateAll(gateway);
        for (int round = 0; round < ROUNDS; round++) {
          fillASegment(gateway);
          Await.pause(chance.nextInt(100));
          gateway.kill();
          gateway = Program.serve(configuration);
          String incomplete = "event=snapshot-incomplete";
          inPieces += gateway.log().stream().anyMatch(l -> l.contains(incomplete)) ? 1 : 0;
          assertThat(openWindows(gateway)).hasSize(METERS);
        }
        neighbours.settle(gateway);
        assertThat(gateway.terminate().exit()).isZero();
      } finally {
        gateway.close();
      }
      new Aftermath(neighbours).theRecordsAreSound();
      System.out.printf("roll crash rounds=%d in-pieces=%d%n", ROUNDS, inPieces);
      assertThat(inPieces).as("crashes while a state was in pieces").isPositive();
    }

    private void activateAll(Program gateway) {
      AtomicInteger next = new AtomicInteger();
      allSend(
          () -> {
            for (int n = next.getAndIncrement(); n < METERS; n = next.getAndIncrement()) {
              byte[] request = Mail.activation(n, n + 1, Optional.empty());
              assertThat(neighbours.request(gateway, request)).isEqualTo(200);
            }
          });
    }

    private void fillASegment(Program gateway) {
      int before = segments();
      allSend(
          () -> {
            while (segments() == before) {
              long number = counter.incrementAndGet();
              Instant start = Instant.EPOCH.plusSeconds(number);
              byte[] alert =
                  Mail.ad1((int) (number % METERS), Mail.SOUTHERN, number, start);
              assertThat(neighbours.receive(gateway, alert)).isEqualTo(204);
            }
          });
    }

    private int segments() {
      try (Stream<Path> files = Files.list(folder.resolve("data/journal"))) {
        return (int) files.filter(f -> f.toString().matches(".*journal-\\d+\\.db")).count();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    private void allSend(Runnable sender) {
      List<Thread> senders =
          IntStream.range(0, SENDERS)
              .mapToObj(n -> Thread.ofPlatform().daemon().name("sender-" + n).start(sender))
              .toList();
      try {
        for (Thread each : senders) {
          each.join();
        }
      } catch (InterruptedException stop) {
        throw new IllegalStateException(stop);
      }
    }

    private Set<String> openWindows(Program gateway) {
      return neighbours.list(gateway, "windows").stream()
          .filter(window -> window.path("state").asText().equals("open"))
          .map(window -> window.path("request_id").asText())
          .collect(Collectors.toSet());
    }
  }
}
