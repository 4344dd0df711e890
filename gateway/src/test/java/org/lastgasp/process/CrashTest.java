package org.lastgasp.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;

/**
 * {@code kill -9} under the load of many clients, with one receiver dead meanwhile and another that
 * fails with the messages of some devices for ever; then a start on the same folder. Nothing
 * acknowledged is lost, nothing suppressed is delivered, and no more than what fails still waits.
 */
class CrashTest {
  private static final int CLIENTS = 16;
  private static final int ROUNDS_A_TOWN = 20; // with one look at what is left, at the end

  /** Of the hubs without a window, every eighth. */
  private static final Pattern STUCK =
      Pattern.compile("00-DB-00-00-00-01-[0-9A-F]{2}-[0-9A-F]0");

  @TempDir Path folder;

  @Test
  void nothingAcknowledgedIsLostAndNothingHeldIsDelivered() {
    Seeds.each(1, seed -> new Town(seed, 1).run());
  }

  /** {@code -Dcrash.rounds=N} for another number of crashes than 200. */
  @Tag("long")
  @Test
  void norInManyCrashes() {
    int rounds = Integer.getInteger("crash.rounds", 200);
    int towns = Math.ceilDiv(rounds, ROUNDS_A_TOWN);
    Seeds.each(towns, seed -> new Town(seed, Math.min(rounds, ROUNDS_A_TOWN)).run());
  }

  /** One gateway, its neighbours, and what befalls them. */
  private final class Town {
    private final long seed;
    private final int rounds;
    private final Random chance;
    private final int duisPort = Mailbox.freePort();
    private final int adminPort = Mailbox.freePort();
    private Duration lastDead = Duration.ZERO; // for so long, since the last start, was a receiver
    private Duration longestStart = Duration.ZERO;

    Town(long seed, int rounds) {
      this.seed = seed;
      this.rounds = rounds;
      this.chance = new Random(seed);
    }

    void run() {
      Path place = folder.resolve("town-" + seed);
      try (Neighbours neighbours = new Neighbours(made(place), meters())) {
        live(neighbours);
      }
    }

    private int meters() {
      return rounds * CLIENTS * Crowd.METERS_EACH;
    }

    private void live(Neighbours neighbours) {
      Path configuration =
          neighbours.configure(
              duisPort,
              adminPort,
              "journal: {path: data/journal, segment: 2MiB}",
              "log: {path: data/log, rotate-at: 64KiB}");
      neighbours.southern.answer(
          body -> failsForEver(body) ? Mailbox.Answer.FAILS : Mailbox.Answer.TAKEN);
      Crowd crowd = new Crowd(neighbours, duisPort, Duration.ofSeconds(30));
      Program gateway = neighbours.serve(configuration);
      try {
        for (int round = 0; round < rounds; round++) {
          gateway = crash(neighbours, crowd, gateway, configuration, round);
        }
        Set<String> stuck = forSouthernAndStuck(crowd);
        Duration settling = neighbours.settle(gateway, recorded(neighbours, stuck));
        System.out.printf(
            "crash seed=%d start=%dms dead=%ds settling=%ds%n",
            seed, longestStart.toMillis(), lastDead.toSeconds(), settling.toSeconds());
        assertThat(crowd.acknowledged()).isNotEmpty();
        assertThat(gateway.terminate().exit()).isZero();
      } finally {
        gateway.close();
      }
      Aftermath after = new Aftermath(neighbours);
      after.theRecordsAreSound();
      Map<String, Crowd.Sent> fated = new HashMap<>(crowd.acknowledged());
      fated.keySet().removeAll(forSouthernAndStuck(crowd));
      after.everyAcknowledgedMessageHasItsFate(fated);
      Set<String> taken = Set.copyOf(neighbours.southern.taken());
      crowd.acknowledged().forEach(
          (sha256, sent) -> {
            if (sent.fate() == Crowd.Fate.TO_SOUTHERN) {
              assertThat(taken.contains(sha256)).isEqualTo(!failsForEver(sent.bytes()));
            }
          });
      after.nothingHeldWasDelivered(crowd.acknowledged());
      assertThat(crowd.repeats()).as("the crash came under load").isPositive();
      System.out.printf(
          "crash seed=%d rounds=%d acknowledged=%d repeats=%d %s%n",
          seed, rounds, crowd.acknowledged().size(), crowd.repeats(), after.figures());
    }

    private Program crash(
        Neighbours neighbours, Crowd crowd, Program gateway, Path configuration, int round) {
      neighbours.hydro.die();
      crowd.begin(CLIENTS, round * CLIENTS, seed * 100 + round);
      int before = crowd.acknowledged().size();
      int wanted = before + 50 + chance.nextInt(400);
      Await.until("load", () -> crowd.acknowledged().size() >= wanted);
      Await.pause(chance.nextInt(20));
      gateway.kill();
      Set<String> activations = activations(crowd);
      if (round % 3 == 2) { // and once more while it recovers
        try (Program beginning = Program.launch(List.of(), configuration)) {
          Await.pause(chance.nextInt(2_500));
          beginning.kill();
        }
      }
      long begun = System.nanoTime();
      Program again = Program.serve(configuration);
      long started = System.nanoTime();
      longestStart = longer(longestStart, Duration.ofNanos(started - begun));
      try {
        theWindowsAreBack(neighbours, again, activations);
        int recovered = crowd.acknowledged().size();
        Await.until("load again", () -> crowd.acknowledged().size() >= recovered + 200);
        crowd.end();
        lastDead = Duration.ofNanos(System.nanoTime() - started);
        neighbours.hydro.revive();
        return again;
      } catch (RuntimeException | Error failed) {
        again.close();
        throw failed;
      }
    }

    private static boolean failsForEver(byte[] body) {
      return STUCK.matcher(new String(body, StandardCharsets.UTF_8)).find();
    }

    private static Set<String> forSouthernAndStuck(Crowd crowd) {
      return crowd.acknowledged().entrySet().stream()
          .filter(each -> each.getValue().fate() == Crowd.Fate.TO_SOUTHERN)
          .filter(each -> failsForEver(each.getValue().bytes()))
          .map(Map.Entry::getKey)
          .collect(Collectors.toSet());
    }

    /** How many entries these are: some came more than once. */
    private static long recorded(Neighbours neighbours, Set<String> wanted) {
      return Aftermath.journal(neighbours.folder.resolve("data/journal")).stream()
          .filter(row -> row.toDeliver() && wanted.contains(row.sha256()))
          .count();
    }

    private static Duration longer(Duration one, Duration other) {
      return one.compareTo(other) < 0 ? other : one;
    }

    private Set<String> activations(Crowd crowd) {
      return crowd.acknowledged().values().stream()
          .filter(sent -> sent.fate() == Crowd.Fate.ACTIVATES)
          .map(Crowd.Sent::requestId)
          .collect(Collectors.toSet());
    }

    private void theWindowsAreBack(Neighbours neighbours, Program gateway, Set<String> wanted) {
      Set<String> open =
          neighbours.list(gateway, "windows").stream()
              .filter(window -> window.path("state").asText().equals("open"))
              .map(window -> window.path("request_id").asText())
              .collect(Collectors.toSet());
      assertThat(open).containsAll(wanted);
    }
  }

  private static Path made(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
