package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.api.IntegrityResponse;
import org.lastgasp.worker.HealthIssue;

/** The gateway's checks of its own records: of a whole log, and of one that was changed. */
class IntegrityCheckTest {
  @TempDir Path folder;
  private Operator operator;

  @BeforeEach
  void start() throws IOException {
    operator = new Operator(folder);
    operator.start("");
    operator.activated(1);
    operator.at("10:04:00");
    assertThat(operator.alerted()).isEqualTo("in-window");
    await("logged", () -> operator.get("status").at("/log/last_seq").asLong() == 1);
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  private IntegrityResponse checked(IntegrityCheck check) {
    await("all hours", () -> check.step().compareTo(Duration.ofSeconds(1)) > 0);
    return check.now();
  }

  private static IntegrityResponse.Chain chain(IntegrityResponse found) {
    return Objects.requireNonNull(found.chain(), "verified");
  }

  @Test
  void aWholeLogAndBalancedBooksAreNoIssue() {
    operator.at("11:05:00");
    IntegrityCheck check = operator.gateway().integrityCheck();
    IntegrityResponse found = checked(check);
    IntegrityResponse.Chain chain = chain(found);
    assertThat(chain.whole()).isTrue();
    assertThat(chain.records()).isEqualTo(1);
    assertThat(found.books()).hasSize(1);
    IntegrityResponse.Hour hour = found.books().getFirst();
    assertThat(hour.from()).isEqualTo(Instant.parse("2030-01-15T10:00:00Z"));
    assertThat(hour.balances()).isTrue();
    assertThat(hour.suppressed()).isEqualTo(1);
    assertThat(check.issues()).isEmpty();
    assertThat(operator.get("integrity").at("/chain/last_seq").asLong()).isEqualTo(1);
  }

  @Test
  void aChangedRecordIsDegraded() throws IOException {
    Path log;
    try (var files = Files.list(folder.resolve("data/log"))) {
      log = files.filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow();
    }
    String whole = Files.readString(log);
    Files.writeString(log, whole.replace(Town.MPAN, "2012345678904"));
    operator.at("11:05:00");
    IntegrityCheck check = operator.gateway().integrityCheck();
    assertThat(chain(checked(check)).whole()).isFalse();
    assertThat(check.issues()).extracting(HealthIssue::reason).contains("log-not-whole");
    assertThat(operator.degraded()).contains("log-not-whole", "lastgasp log verify");

    Files.writeString(log, whole);
    operator.at("12:04:59");
    assertThat(chain(checked(check)).whole()).as("not looked at again").isFalse();
    operator.at("12:05:00");
    assertThat(chain(checked(check)).whole()).as("an hour later").isTrue();
    assertThat(check.issues()).extracting(HealthIssue::reason).doesNotContain("log-not-whole");
  }

  @Test
  void booksThatDidNotBalanceAreComparedAgainAnHourLater() throws IOException {
    Path log;
    try (var files = Files.list(folder.resolve("data/log"))) {
      log = files.filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow();
    }
    String whole = Files.readString(log);
    Files.writeString(log, whole.replace(Town.MPAN, "2012345678904"));
    IntegrityCheck check = operator.gateway().integrityCheck();
    for (String at : List.of("11:05:00", "12:04:59")) {
      operator.at(at);
      checked(check);
      assertThat(check.issues()).as(at).extracting(HealthIssue::reason).contains("books-imbalance");
      Files.writeString(log, whole);
    }

    operator.at("12:05:00");
    assertThat(checked(check).books()).hasSize(2).allMatch(hour -> hour.imbalances() == 0);
    assertThat(check.issues()).isEmpty();
  }

  @Test
  void aLogIsReadAPortionEachSecond() throws IOException {
    operator.activated(2);
    assertThat(operator.alerted()).isEqualTo("in-window");
    await("logged", () -> operator.get("status").at("/log/last_seq").asLong() == 2);
    IntegrityCheck check = operator.gateway().integrityCheck().inPortionsOf(1);
    assertThat(check.step()).isEqualTo(Duration.ofSeconds(1));
    assertThat(check.now().chain()).as("after the first record").isNull();
    assertThat(check.step()).isEqualTo(Duration.ofSeconds(1));
    assertThat(check.step()).isEqualTo(Duration.ofMinutes(1));
    assertThat(chain(check.now()).records()).isEqualTo(2);
    check.close();
  }

  @Test
  void aLogWhoseEndWasCutOffIsDegraded() throws IOException {
    Path log;
    try (var files = Files.list(folder.resolve("data/log"))) {
      log = files.filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow();
    }
    Files.writeString(log, "");
    IntegrityCheck check = operator.gateway().integrityCheck();
    assertThat(chain(checked(check)).firstFinding()).contains("ends with record 0");
  }
}
