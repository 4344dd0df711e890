package org.lastgasp.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;

/**
 * A gateway that the system lets stand still for a while (SIGSTOP) and then go on (SIGCONT), while
 * many send to it, lose patience and send again.
 */
class StandstillTest {
  private static final Duration WINDOW = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int HUBS = 6; // the last one's meter is never activated

  @TempDir Path folder;

  @Test
  void nothingIsLostUnderLoad() {
    Seeds.each(1, seed -> underLoad(seed, 2));
  }

  @Test
  @Tag("long")
  void norInManyStandstills() {
    Seeds.each(2, seed -> underLoad(seed, 12));
  }

  @Test
  void noWindowHoldsLongerForIt() {
    Seeds.each(1, seed -> acrossWindows(seed, 2));
  }

  @Test
  @Tag("long")
  void norDoAnyOfMany() {
    Seeds.each(2, seed -> acrossWindows(seed, 12));
  }

  private void underLoad(long seed, int standstills) {
    Random chance = new Random(seed);
    int clients = 16;
    try (Neighbours neighbours =
            new Neighbours(made("load-" + seed), clients * Crowd.METERS_EACH);
        Program gateway = neighbours.serve(neighbours.configure())) {
      Crowd crowd = new Crowd(neighbours, gateway.duisPort(), PATIENCE);
      crowd.begin(clients, 0, seed);
      for (int n = 0; n < standstills; n++) {
        int wanted = crowd.acknowledged().size() + 100 + chance.nextInt(300);
        Await.until("load", () -> crowd.acknowledged().size() >= wanted);
        standStill(gateway, 1_200 + chance.nextInt(2_000));
      }
      int before = crowd.acknowledged().size();
      Await.until("load again", () -> crowd.acknowledged().size() >= before + 200);
      crowd.end();
      neighbours.settle(gateway);
      assertThat(gateway.terminate().exit()).isZero();
      Aftermath after = new Aftermath(neighbours);
      after.theRecordsAreSound();
      after.everyAcknowledgedMessageHasItsFate(crowd.acknowledged());
      after.nothingHeldWasDelivered(crowd.acknowledged());
      assertThat(crowd.repeats()).as("some lost patience").isGreaterThanOrEqualTo(clients);
      System.out.printf(
          "standstill seed=%d times=%d acknowledged=%d repeats=%d %s%n",
          seed, standstills, crowd.acknowledged().size(), crowd.repeats(), after.figures());
    }
  }

  private void acrossWindows(long seed, int standstills) {
    Random chance = new Random(seed);
    try (Neighbours neighbours = new Neighbours(made("windows-" + seed), HUBS);
        Program gateway =
            neighbours.serve(neighbours.configure("window: " + WINDOW.toSeconds() + "s"))) {
      Vigil vigil = new Vigil(neighbours, gateway.duisPort(), WINDOW);
      vigil.begin(IntStream.range(0, HUBS).boxed().toList());
      for (int n = 0; n < standstills; n++) {
        int hub = 2 * n % (HUBS - 1);
        vigil.activate(hub);
        Await.pause(chance.nextLong(WINDOW.toMillis()));
        Thread meanwhile =
            Thread.ofPlatform()
                .daemon()
                .unstarted(() -> vigil.activate((hub + 1) % (HUBS - 1)));
        gateway.standStill();
        meanwhile.start();
        Await.pause(500 + chance.nextLong(WINDOW.toMillis()));
        gateway.goOn();
        Await.until("it was activated", () -> !meanwhile.isAlive());
      }
      vigil.untilAllAreOver();
      vigil.end();
      neighbours.settle(gateway);
      assertThat(gateway.terminate().exit()).isZero();
      assertThat(vigil.heldBackExactlyInside()).isGreaterThan(10 * standstills);
      assertThat(vigil.again()).as("some lost patience").isPositive();
      new Aftermath(neighbours).theRecordsAreSound();
    }
  }

  private static void standStill(Program gateway, long millis) {
    gateway.standStill();
    Await.pause(millis);
    gateway.goOn();
  }

  private Path made(String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
