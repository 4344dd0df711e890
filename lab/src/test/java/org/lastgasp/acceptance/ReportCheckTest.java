package org.lastgasp.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.SourceTree;
import org.lastgasp.cli.GatewayClient;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigReader;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.log.LogByHand;
import org.lastgasp.sim.LoopbackServer;

/** The report case passes only on reports that are whole; the example is that of the formats. */
class ReportCheckTest {
  private static final String DIGEST =
      "5db7da0fee5abb909974f49bb546d1fdc8b2f648b396bf97ccb4ef01b7d7d795";
  private static final String NAME = "poa-report-consolidated-20300115T090000Z-000001.csv";

  @TempDir Path folder;
  private String report = "";

  @BeforeEach
  void theLogAndItsReport() throws IOException {
    long unused =
        new LogByHand(folder.resolve("log"), Duration.ofDays(1), 1 << 20).writeExample();
    String formats = Files.readString(SourceTree.path("docs/formats.md"));
    String example = formats.substring(formats.indexOf("H,POASL,"));
    report = example.substring(0, example.indexOf("```")).replace("\n", "\r\n");
  }

  @Test
  void aWholeReportPasses() throws Exception {
    arrives("out", report);
    assertThat(step("out").observed()).isEqualTo("all 1 are rows; the reports are whole");
    assertThat(step("out").verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void oneWithoutItsHeaderFails() throws Exception {
    arrives("out", report.replaceFirst("H,[^\r]*\r\n", ""));
    assertThat(step("out").observed()).contains("NOT whole", "malformed");
    assertThat(step("out").verdict()).isEqualTo(Verdict.FAILED);
  }

  @Test
  void oneWithoutItsFooterFails() throws Exception {
    arrives("out", report.replaceFirst("T,[^\r]*\r\n", ""));
    assertThat(step("out").observed()).contains("NOT whole", "torn");
    assertThat(step("out").verdict()).isEqualTo(Verdict.FAILED);
  }

  @Test
  void oneWithAnotherValueThanTheLogsFails() throws Exception {
    arrives("out", report.replace("1712345678909", "1812345678909"));
    assertThat(step("out").observed()).contains("NOT whole", "altered");
    assertThat(step("out").verdict()).isEqualTo(Verdict.FAILED);
  }

  @Test
  void eachFolderHasItsOwn() throws Exception {
    arrives("one", report);
    arrives("two", report.replaceFirst("T,[^\r]*\r\n", ""));
    assertThat(step("one", "two").verdict()).isEqualTo(Verdict.FAILED);
    arrives("two", report);
    assertThat(step("one", "two").verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void reportsOfBeforeTheRunAreNotLookedAt() throws Exception {
    arrives("out", report);
    Files.writeString(
        folder.resolve("out/poa-report-consolidated-20200115T090000Z-000000.csv"), "torn");
    assertThat(step("out").verdict()).isEqualTo(Verdict.PASSED);
  }

  private void arrives(String target, String text) throws IOException {
    Path there = Files.createDirectories(folder.resolve(target)).resolve(NAME);
    Files.writeString(there, text);
  }

  /** The step of the case where the reports go to these folders. */
  private Step step(String... targets) throws IOException, InterruptedException {
    Config config = config(targets);
    Path evidence = Files.createTempDirectory(folder, "evidence");
    JumpingClock clock = new JumpingClock(() -> Instant.EPOCH);
    TestDevices devices = TestDevices.of(Instant.EPOCH, config).orElseThrow();
    byte[] done = "{}".getBytes(StandardCharsets.UTF_8);
    try (LoopbackServer admin =
            new LoopbackServer(
                "127.0.0.1", 0, (path, body) ->
                    new LoopbackServer.Reply(200, "application/json", done));
        Participants stubs = Participants.onFreePorts(clock);
        DuisClient duis = new DuisClient(admin.uri(), PartyTls.NONE)) {
      TestBed bed =
          new TestBed(
              config, admin.uri(), PartyTls.NONE, new GatewayClient(admin.uri(), Optional.empty()),
              clock, stubs, devices, new EvidenceFolder(evidence));
      AcceptanceCase about =
          AcceptanceCases.of(
                  Schedule.of(Duration.ofMinutes(30), Schedule.Extent.FULL), Instant.EPOCH)
              .getLast();
      CaseRecord run =
          new CaseRecord(
              about, bed, duis, new TestMessages(Instant.EPOCH, devices), List.of(DIGEST));
      run.run(about.moments().getFirst());
      return run.result().steps().getFirst();
    }
  }

  private Config config(String... targets) throws IOException {
    List<String> to =
        List.of(targets).stream().map(target -> "{directory: " + target + "}").toList();
    Path file =
        Files.writeString(
            folder.resolve("lastgasp.yaml"),
            """
            dsp: {url: "http://127.0.0.1:1"}
            users:
              - {id: 90-B3-D5-1F-30-02-00-00, name: SSEN, distributors: [20],
                 receive: "http://127.0.0.1:2/duis"}
            default-user: 90-B3-D5-1F-30-02-00-00
            log: {path: log}
            report: {to: %s}
            """
                .formatted(to));
    return switch (ConfigReader.read(Optional.of(file), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.Faulty faulty -> throw new AssertionError(faulty.faults());
    };
  }
}
