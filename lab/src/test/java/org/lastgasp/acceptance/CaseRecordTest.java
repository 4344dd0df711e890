package org.lastgasp.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.cli.GatewayClient;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigReader;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.files.Sha256;
import org.lastgasp.id.Eui64;
import org.lastgasp.sim.LoopbackServer;

/** The cases fail on a gateway that does not do what they certify. */
class CaseRecordTest {
  private static final Instant NOW = Instant.parse("2030-01-15T09:00:00Z");
  private static final Duration WINDOW = Duration.ofMinutes(30);
  private static final Schedule PLAN = Schedule.of(WINDOW, Schedule.Extent.FULL);

  @TempDir Path folder;
  private Optional<Config> config = Optional.empty();
  private String window = "";
  private List<String> toUsers = List.of();
  private byte[] added = new byte[0];

  @BeforeEach
  void configure() throws IOException {
    Files.createDirectories(folder.resolve("log"));
    Path file =
        Files.writeString(
            folder.resolve("lastgasp.yaml"),
            """
            dsp: {url: "http://127.0.0.1:1"}
            users:
              - {id: 90-B3-D5-1F-30-02-00-00, name: operator, distributors: [20],
                 receive: "http://127.0.0.1:2/duis"}
            default-user: 90-B3-D5-1F-30-02-00-00
            log: {path: log}
            """);
    config =
        switch (ConfigReader.read(Optional.of(file), Map.of())) {
          case ConfigResult.Loaded loaded -> Optional.of(loaded.config());
          case ConfigResult.Faulty faulty -> throw new AssertionError(faulty.faults());
        };
  }

  @Test
  void aWindowThatDoesNotBeginWithTheRequestFails() throws Exception {
    window("on-demand", NOW);
    assertThat(step("on-demand", "windows").verdict()).isEqualTo(Verdict.PASSED);
    window("on-demand", NOW.minusSeconds(1));
    assertThat(step("on-demand", "windows").verdict()).isEqualTo(Verdict.FAILED);
    window("on-demand", NOW.plusSeconds(1));
    assertThat(step("on-demand", "windows").verdict()).isEqualTo(Verdict.FAILED);
  }

  @Test
  void aFutureDatedWindowThatDoesNotBeginAtItsDateFails() throws Exception {
    toUsers = List.of("operator");
    window("future-dated", NOW.plusSeconds(21));
    assertThat(step("future-dated", "windows").verdict()).isEqualTo(Verdict.PASSED);
    window("future-dated", NOW.plusSeconds(22));
    assertThat(step("future-dated", "windows").verdict()).isEqualTo(Verdict.FAILED);
  }

  @Test
  void aSuppressedAlertThatAUserGetsWithOtherBytesFails() throws Exception {
    assertThat(step("on-demand", "end of the run").verdict()).isEqualTo(Verdict.PASSED);
    toUsers = List.of("operator");
    added = new byte[] {'\n'};
    assertThat(step("on-demand", "end of the run").observed()).isEqualTo("1 arrived at a user");
    assertThat(step("on-demand", "end of the run").verdict()).isEqualTo(Verdict.FAILED);
  }

  @Test
  void aForwardedAlertThatAnotherUserGetsTooFails() throws Exception {
    toUsers = List.of("operator", "supplier");
    assertThat(step("not-listed", "Send an AD1").observed())
        .contains("operator, supplier has it byte for byte");
  }

  private void window(String mode, Instant from) {
    Config given = config.orElseThrow();
    Eui64 hub = TestDevices.of(NOW, given).orElseThrow().of(mode).hub();
    window =
        "{\"mode\":\"%s\",\"hub\":\"%s\",\"from\":\"%s\",\"until\":\"%s\"}"
            .formatted(mode, hub, from, from.plus(WINDOW));
  }

  /** The last step of this kind of a case, by its first moment and the look at the end. */
  private Step step(String id, String kind) throws IOException, InterruptedException {
    Config given = config.orElseThrow();
    JumpingClock clock = new JumpingClock(() -> NOW);
    TestDevices devices = TestDevices.of(NOW, given).orElseThrow();
    EvidenceFolder evidence = new EvidenceFolder(Files.createTempDirectory(folder, "evidence"));
    AcceptanceCase about =
        AcceptanceCases.of(PLAN, NOW).stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow();
    try (Participants stubs = Participants.onFreePorts(clock);
        DuisClient users = new DuisClient(stubs.user("operator"), PartyTls.NONE);
        LoopbackServer gateway =
            new LoopbackServer("127.0.0.1", 0, (path, body) -> answer(path, body, users));
        DuisClient duis = new DuisClient(gateway.uri(), PartyTls.NONE)) {
      TestBed bed =
          new TestBed(
              given, gateway.uri(), PartyTls.NONE,
              new GatewayClient(gateway.uri(), Optional.empty()), clock, stubs, devices, evidence);
      CaseRecord run =
          new CaseRecord(
              about, bed, duis, new TestMessages(NOW, devices), new ArrayList<>());
      run.run(about.moments().getFirst());
      run.suppressedStaySuppressed();
      return run.result().steps().stream()
          .filter(each -> each.action().contains(kind))
          .toList()
          .getLast();
    }
  }

  /** A gateway that logs each alert, and hands it to whom it is told to. */
  private LoopbackServer.Reply answer(String path, byte[] body, DuisClient users)
      throws InterruptedException {
    if (!path.equals("/api/v1/receive")) {
      byte[] json = "{\"windows\":[%s]}".formatted(window).getBytes(StandardCharsets.UTF_8);
      return new LoopbackServer.Reply(200, "application/json", json);
    }
    byte[] altered = Arrays.copyOf(body, body.length + added.length);
    System.arraycopy(added, 0, altered, body.length, added.length);
    for (String user : toUsers) {
      DuisClient.Answer unused = users.post("/" + user, altered);
    }
    try {
      Path log = folder.resolve("log/poa-suppression-20300115T000000Z-000001.jsonl");
      String line = "\"message_sha256\":\"" + Sha256.of(body) + "\"\n";
      Path unused =
          Files.writeString(log, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return LoopbackServer.Reply.empty(204);
  }
}
