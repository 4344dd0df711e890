package org.lastgasp.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose disk takes nothing more, and then takes something again. */
class FullDiskTest {
  private static final int GAP = 11; // the kind in docs/formats.md
  private static final int TRACKED = 0;
  private static final int UNTRACKED = 9;

  @TempDir Path folder;
  private Neighbours neighbours;
  private long counter;

  @BeforeEach
  void meet() {
    neighbours = new Neighbours(folder, 5);
  }

  @AfterEach
  void part() {
    neighbours.close();
  }

  /** No file may be written at all, by a limit of the system on the running process. */
  @Test
  void forwardsAlertsRefusesWhatCanWaitAndCountsTheGap() {
    assumeTrue(Program.said("prlimit", "--version").isPresent(), "skipped: no prlimit here");
    try (Program gateway = neighbours.serve(neighbours.configure())) {
      assertThat(neighbours.request(gateway, Mail.activation(TRACKED, 1, Optional.empty())))
          .isEqualTo(200);
      byte[] held = alert(TRACKED);
      assertThat(neighbours.receive(gateway, held)).isEqualTo(204);
      Await.until("suppressed", () -> neighbours.logLines().size() == 1);

      limit(gateway, "0:");
      whileNothingCanBeWritten(gateway);
      limit(gateway, "unlimited:");
      Await.until(
          "ready without a message",
          () -> neighbours.status(gateway).path("ready").asBoolean());

      byte[] heldAgain = alert(TRACKED);
      Await.until("written again", () -> neighbours.receive(gateway, Mail.response(1, 9)) == 204);
      assertThat(neighbours.receive(gateway, heldAgain)).isEqualTo(204);
      Await.until("suppressed again", () -> neighbours.logLines().size() == 2);
      assertThat(neighbours.southern.has(heldAgain)).isFalse();
      Await.until("healthy", () -> neighbours.status(gateway).path("degraded").isEmpty());
      Await.until("delivered", () -> neighbours.supplier.has(Mail.response(1, 9)));
      assertThat(gateway.terminate().exit()).isZero();
    }
    Aftermath after = new Aftermath(neighbours);
    after.theChainHolds();
    List<Aftermath.Row> gaps = after.rows(GAP);
    assertThat(gaps).hasSize(1);
    JsonNode facts = gaps.getFirst().facts();
    assertThat(facts.path("alerts_relayed").asInt()).isEqualTo(3);
    assertThat(facts.path("refused").asInt()).isGreaterThanOrEqualTo(3);
    assertThat(facts.path("relayed").asInt()).isEqualTo(1);
  }

  private void whileNothingCanBeWritten(Program gateway) {
    for (int hub : List.of(TRACKED, UNTRACKED, TRACKED)) {
      byte[] direct = alert(hub);
      assertThat(neighbours.receive(gateway, direct)).isEqualTo(204);
      assertThat(neighbours.southern.has(direct)).as("taken before it is acknowledged").isTrue();
    }
    assertThat(neighbours.receive(gateway, Mail.response(1, 1))).isEqualTo(503);
    var refused =
        neighbours.send(gateway, "serviceS", Mail.activation(1, 2, Optional.empty()));
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(neighbours.dsp.has(Mail.activation(1, 2, Optional.empty()))).isFalse();
    assertThat(neighbours.request(gateway, Mail.otherRequest(1, 3))).isEqualTo(200);
    neighbours.southern.die();
    assertThat(neighbours.receive(gateway, alert(TRACKED))).isEqualTo(503);
    neighbours.southern.revive();
    assertThat(neighbours.status(gateway).path("degraded").toString())
        .contains("journal-unwritable");
    assertThat(neighbours.logLines()).hasSize(1);
  }

  private static void limit(Program gateway, String bytes) {
    assertThat(Program.said("prlimit", "--pid", "" + gateway.pid(), "--fsize=" + bytes))
        .as("the limit is set")
        .isPresent();
  }

  private byte[] alert(int hub) {
    counter++;
    return Mail.ad1(hub, Mail.SOUTHERN, counter, Instant.EPOCH.plusSeconds(counter));
  }

  /** The journal alone on a disk of eight megabytes that something else fills up. */
  @Tag("long")
  @Test
  void aDiskThatFillsUpLosesNothingAndHidesNothing() throws IOException {
    Path disk = Files.createDirectories(folder.resolve("data/journal"));
    String mount = "mount -t tmpfs -o size=8m none " + disk + " && ";
    assumeTrue(
        Program.said("unshare", "-m", "sh", "-c", mount + "true").isPresent(),
        "skipped: no disk may be mounted here");
    List<String> starter = List.of("unshare", "-m", "sh", "-c", mount + "exec \"$0\" \"$@\"");
    Path copy = Files.createDirectories(folder.resolve("copy"));
    List<byte[]> taken = new ArrayList<>();
    int direct;
    try (Program gateway = Program.serve(starter, neighbours.configure())) {
      neighbours.ready(gateway);
      neighbours.request(gateway, Mail.activation(TRACKED, 1, Optional.empty()));
      Path inside = Path.of("/proc/" + gateway.pid() + "/root" + disk.toRealPath());
      fill(inside.resolve("ballast"));
      Await.until("the disk is full", () -> !sendsAlert(gateway, taken));
      for (int n = 0; n < 200; n++) {
        boolean unused = sendsAlert(gateway, taken);
      }
      direct = neighbours.southern.arrived().size();
      assertThat(direct).isPositive();
      Files.delete(inside.resolve("ballast"));
      Await.until(
          "ready without a message",
          () -> neighbours.status(gateway).path("ready").asBoolean());
      Await.until("written again", () -> sendsAlert(gateway, taken));
      Await.until("healthy", () -> neighbours.status(gateway).path("degraded").isEmpty());
      Await.until("logged", () -> neighbours.logLines().size() >= taken.size() - direct);
      assertThat(gateway.log()).noneMatch(line -> line.contains("exception"));
      copy(inside, copy);
    }
    assertThat(neighbours.southern.arrived()).as("handed over meanwhile").hasSize(direct);
    List<String> logged =
        neighbours.logged().stream().map(r -> r.path("message_sha256").asText()).toList();
    for (byte[] alert : taken) {
      assertThat(logged.contains(Mailbox.sha256(alert)))
          .as("in the log or delivered, never both")
          .isNotEqualTo(neighbours.southern.has(alert));
    }
    int counted =
        Aftermath.journal(copy).stream()
            .filter(row -> row.kind() == GAP)
            .mapToInt(row -> row.facts().path("alerts_relayed").asInt())
            .sum();
    assertThat(counted).isEqualTo(direct);
  }

  /** Sends a tracked hub's alert; true if it was suppressed. */
  private boolean sendsAlert(Program gateway, List<byte[]> taken) {
    byte[] alert = alert(TRACKED);
    assertThat(neighbours.receive(gateway, alert)).isEqualTo(204);
    taken.add(alert);
    return !neighbours.southern.has(alert);
  }

  private static void fill(Path ballast) {
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException full) {
      assertThat(ballast).isNotEmptyFile();
    }
  }

  private static void copy(Path from, Path to) {
    try (var files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
