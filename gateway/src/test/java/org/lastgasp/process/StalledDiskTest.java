package org.lastgasp.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose disk does not answer: no error, only a sync that does not return. */
class StalledDiskTest {
  private static final int ANSWERED = 2; // kinds in docs/formats.md
  private static final int JUDGED = 3;
  private static final int GAP = 11;
  private static final int HANDED_OVER = 20;
  private static final int TRACKED = 0;
  private static final int DATED = 1;
  private static final int UNTRACKED = 4;
  private static final Duration BOUND = Duration.ofSeconds(6); // three, and a busy machine

  @TempDir Path folder;
  private Neighbours neighbours;
  private SlowDisk disk;
  private long counter;

  @BeforeEach
  void meet() {
    assumeTrue(SlowDisk.canBeMade(), "skipped: no compiler on this machine");
    neighbours = new Neighbours(folder, 5);
    disk = SlowDisk.in(folder);
  }

  @AfterEach
  void part() {
    neighbours.close();
  }

  @Test
  void alertsAreHandedOverAndWhatCanWaitIsRefusedInTime() {
    byte[] late;
    byte[] later;
    try (Program gateway = serve()) {
      Instant soon = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
      neighbours.request(gateway, Mail.activation(TRACKED, 1, Optional.empty()));
      neighbours.request(gateway, Mail.activation(DATED, 2, Optional.of(soon)));

      disk.hang();
      late = alert(TRACKED);
      byte[] first = late;
      assertThat(inTime(() -> neighbours.receive(gateway, first))).isEqualTo(204);
      assertThat(neighbours.southern.has(late)).as("taken before it is acknowledged").isTrue();
      whileItHangs(gateway);
      disk.answer();
      Await.until("ready without a message", () -> isReady(gateway));

      later = hangingWith(gateway, Mail.activation(2, 5, Optional.empty()));
      byte[] cancelled = hangingWith(gateway, Mail.cancellation(DATED, 6));
      assertThat(neighbours.dsp.has(later) || neighbours.dsp.has(cancelled)).isFalse();
      byte[] passed = alert(2);
      assertThat(neighbours.receive(gateway, passed)).isEqualTo(204);
      Await.until("forwarded", () -> neighbours.southern.has(passed));
      Await.until("told", () -> explained(gateway).contains("withdrawn at"));
      assertThat(explained(gateway))
          .contains("was answered 503 and never relayed")
          .doesNotContain("refused");
      assertThat(windows(gateway)).containsEntry("pending", 1).containsEntry("withdrawn", 1);
      neighbours.settle(gateway);
      assertThat(neighbours.southern.taken().stream().filter(Mailbox.sha256(late)::equals))
          .as("not delivered again")
          .hasSize(1);
      booksBalance(gateway);
      assertThat(gateway.terminate().exit()).isZero();
    }
    recorded(new Aftermath(neighbours));
  }

  private void whileItHangs(Program gateway) {
    assertThat(isReady(gateway)).isFalse();
    assertThat(neighbours.status(gateway).path("degraded").toString())
        .contains("journal-stalled");
    for (int hub : List.of(TRACKED, UNTRACKED)) {
      byte[] alert = alert(hub);
      assertThat(inTime(() -> neighbours.receive(gateway, alert))).isEqualTo(204);
      assertThat(neighbours.southern.has(alert)).isTrue();
    }
    assertThat(inTime(() -> neighbours.receive(gateway, Mail.response(1, 1)))).isEqualTo(503);
    var refused = neighbours.send(gateway, "serviceS", Mail.activation(3, 3, Optional.empty()));
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(inTime(() -> neighbours.request(gateway, Mail.otherRequest(1, 4)))).isEqualTo(200);
    assertThat(gateway.log()).anyMatch(line -> line.contains("event=journal-stalled"));
  }

  /** A request that the disk has, late, and its user was told to come again with. */
  private byte[] hangingWith(Program gateway, byte[] request) {
    disk.hang();
    assertThat(inTime(() -> neighbours.request(gateway, request))).isEqualTo(503);
    disk.answer();
    Await.until("ready", () -> isReady(gateway));
    return request;
  }

  private static void recorded(Aftermath after) {
    after.theChainHolds();
    assertThat(after.rows(HANDED_OVER)).as("suppressed, and released").hasSize(1);
    assertThat(after.rows(JUDGED).stream().map(r -> r.facts().path("reason").asText("held")))
        .containsExactly("held", "withdrawn");
    assertThat(after.rows(ANSWERED).stream().map(row -> row.facts().path("code").asText()))
        .containsExactly("I99", "I99", "not-relayed", "not-relayed");
    assertThat(after.rows(GAP).stream().mapToInt(r -> r.facts().path("alerts_relayed").asInt()))
        .as("the late one counts as suppressed")
        .containsExactly(2, 0, 0);
  }

  private void booksBalance(Program gateway) {
    Instant now = Instant.now();
    var books =
        neighbours.get(
            gateway, "reconcile?from=" + now.minusSeconds(600) + "&to=" + now.plusSeconds(60));
    assertThat(books.path("balances").asBoolean()).as(books.toPrettyString()).isTrue();
  }

  @Test
  void anAlertThatIsHandedOverOnlyWhenItComesAgainIsToldAsWell() {
    try (Program gateway = serve()) {
      neighbours.request(gateway, Mail.activation(TRACKED, 1, Optional.empty()));
      neighbours.southern.die();
      disk.hang();
      byte[] alert = alert(TRACKED);
      assertThat(inTime(() -> neighbours.receive(gateway, alert))).isEqualTo(503);
      neighbours.southern.revive();
      Await.until("handed over", () -> neighbours.receive(gateway, alert) == 204);
      assertThat(neighbours.southern.has(alert)).isTrue();
      disk.answer();
      Await.until("ready without a message", () -> isReady(gateway));
      neighbours.settle(gateway);
      booksBalance(gateway);
      assertThat(gateway.terminate().exit()).isZero();
      assertThat(neighbours.southern.taken()).hasSize(1);
    }
    Aftermath after = new Aftermath(neighbours);
    after.theChainHolds();
    assertThat(after.rows(HANDED_OVER)).as("suppressed, and released").hasSize(1);
  }

  @Test
  void theProcessEndsThoughASyncHangs() {
    try (Program gateway = serve()) {
      disk.hang();
      assertThat(inTime(() -> neighbours.receive(gateway, alert(UNTRACKED)))).isEqualTo(204);
      long began = System.nanoTime();
      int exit = gateway.terminate().exit();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
      assertThat(exit).isEqualTo(1);
      assertThat(gateway.log()).anyMatch(line -> line.contains("event=stop-cut-short"));
    }
  }

  @Test
  void anotherProgramThatLocksTheNewestSegmentHoldsNothingUp() throws IOException {
    assumeTrue(Program.said("sqlite3", "-version").isPresent(), "skipped: no sqlite3");
    try (Program gateway = serve()) {
      neighbours.request(gateway, Mail.activation(TRACKED, 1, Optional.empty()));
      Process shell =
          new ProcessBuilder("sqlite3", "data/journal/journal-0000000000000001.db")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .start();
      try (Writer orders = shell.outputWriter()) {
        orders.write("BEGIN IMMEDIATE;\n.print locked\n");
        orders.flush();
        assertThat(shell.inputReader().readLine()).isEqualTo("locked");
        for (int hub : List.of(TRACKED, UNTRACKED)) {
          byte[] alert = alert(hub);
          assertThat(inTime(() -> neighbours.receive(gateway, alert))).isEqualTo(204);
          assertThat(neighbours.southern.has(alert)).isTrue();
        }
      } finally {
        shell.destroy();
      }
      Await.until("ready without a message", () -> isReady(gateway));
    }
  }

  private Program serve() {
    return neighbours.ready(Program.serve(disk.starter(), neighbours.configure()));
  }

  private boolean isReady(Program gateway) {
    return neighbours.status(gateway).path("ready").asBoolean()
        && neighbours.status(gateway).path("degraded").isEmpty();
  }

  private String explained(Program gateway) {
    return neighbours.get(gateway, "explain/" + Mail.hub(2)).toString();
  }

  private Map<String, Integer> windows(Program gateway) {
    Map<String, Integer> counts = new HashMap<>();
    neighbours
        .status(gateway)
        .path("windows")
        .properties()
        .forEach(each -> counts.put(each.getKey(), each.getValue().asInt()));
    return counts;
  }

  private static int inTime(IntSupplier sending) {
    long began = System.nanoTime();
    int status = sending.getAsInt();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);
    return status;
  }

  private byte[] alert(int hub) {
    counter++;
    return Mail.ad1(hub, Mail.SOUTHERN, counter, Instant.EPOCH.plusSeconds(counter));
  }
}
