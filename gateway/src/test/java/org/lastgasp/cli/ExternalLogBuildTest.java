package org.lastgasp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.log.LogByHand;

/** Reports of another gateway's log, from the command line. */
class ExternalLogBuildTest {
  private static final Instant NINE = Instant.parse("2020-01-15T09:00:00Z");

  @TempDir Path folder;
  private final Shell shell = new Shell();
  private Path logs;
  private Path out;

  @BeforeEach
  void anotherGatewayWritesALog() {
    LogByHand log = new LogByHand(folder.resolve("log"), Duration.ofHours(1), 64L << 20);
    log.write(NINE.plusSeconds(1), "1712345678909");
    log.write(NINE.plusSeconds(2), "1712345678909");
    logs = log.folder();
    out = folder.resolve("out");
  }

  @Test
  void reportsAreMadeAndVerifiedByTheConfiguration() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("l.yaml"),
            """
            report:
              for-people: [csv, xlsx]
              scope: [consolidated, per-distributor]
              header: "ESI|{sequence:6}|{scope}"
              footer: "END|{rows}|{sha256}"
            """);
    Shell.Heard built =
        shell.run("report", "build", "--from-logs", logs, "--out", out, "--config", config);
    assertThat(built.err()).isEmpty();
    assertThat(built.exit()).isZero();
    assertThat(built.out()).contains("poa-report-17-20200115T090000Z-000001.csv");

    assertThat(names("poa-report-.*")).hasSize(3);
    assertThat(names("poa-table-.*")).hasSize(9);
    Path report = out.resolve("poa-report-consolidated-20200115T090000Z-000001.csv");
    assertThat(Files.readString(report)).startsWith("ESI|000001|consolidated\r\nD,1,");
    assertThat(shell.run("report", "verify", report, "--config", config).out())
        .endsWith("1 file, 2 rows: whole\n");
    assertThat(shell.run("report", "verify", report).exit()).isEqualTo(Exit.FAILED);

    Shell.Heard again =
        shell.run("report", "build", "--from-logs", logs, "--out", out, "--config", config);
    assertThat(again.exit()).isZero();
    assertThat(again.err()).contains("nothing is new");
  }

  @Test
  void aBrokenChainIsRefusedWithFileAndRecord() throws IOException {
    Path file = files(logs).getFirst();
    Files.writeString(file, Files.readString(file).replaceFirst("1712345678909", "1712345678910"));
    Shell.Heard heard = shell.run("report", "build", "--from-logs", logs, "--out", out);
    assertThat(heard.exit()).isEqualTo(Exit.FAILED);
    assertThat(heard.out()).isEmpty();
    assertThat(heard.err()).contains("no report was built", file + ":1 record 1 altered");
    assertThat(out).doesNotExist();
  }

  @Test
  void aFolderWithoutALogIsWrongUse() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    for (Path wrong : List.of(empty, folder.resolve("nowhere"), files(logs).getFirst())) {
      Shell.Heard heard = shell.run("report", "build", "--from-logs", wrong, "--out", out);
      assertThat(heard.exit()).isEqualTo(Exit.WRONG_USE);
      assertThat(heard.err()).contains("--from-logs: " + wrong);
    }
    assertThat(shell.run("report", "build", "--from-logs", logs).exit()).isEqualTo(Exit.WRONG_USE);
  }

  private List<String> names(String pattern) throws IOException {
    return files(out).stream()
        .map(file -> file.getFileName().toString())
        .filter(name -> name.matches(pattern))
        .toList();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }
}
