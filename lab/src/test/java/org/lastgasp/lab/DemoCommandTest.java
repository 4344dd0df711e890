package org.lastgasp.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.cli.CliJson;
import org.lastgasp.cli.Exit;
import org.lastgasp.cli.Shell;

/** The demo, small and fast: the real gateway, in this process, in the middle of the world. */
class DemoCommandTest {
  @TempDir Path folder;
  private final Shell shell = new Shell();

  @Test
  void everyPromiseHoldsAndTheEvidenceIsLeftBehind() throws IOException {
    Path evidence = folder.resolve("the evidence");
    Shell.Heard heard =
        shell.run(
            "demo", "--meters", 120, "--speed", 1_000, "-o", "json", "--evidence", evidence);
    assertThat(heard.exit()).as(heard.out() + heard.err()).isEqualTo(Exit.DONE);
    JsonNode score = CliJson.MAPPER.readTree(heard.out());
    assertThat(score.path("kept").asBoolean()).isTrue();
    assertThat(score.path("regions").path("NORTH").path("held").asInt()).isPositive();
    assertThat(heard.err().lines().findFirst().orElseThrow())
        .startsWith("The gateway's console: http://127.0.0.1:");
    assertThat(evidence.resolve("scoreboard.txt")).content().contains("All 13 promises held.");
    assertThat(evidence)
        .isDirectoryContaining("glob:**/lastgasp.yaml")
        .isDirectoryContaining("glob:**/scoreboard.json")
        .isDirectoryContaining("glob:**/gateway.log");
    assertThat(evidence.resolve("data/log"))
        .isDirectoryContaining("glob:**/poa-suppression-*.jsonl");
    assertThat(evidence.resolve("data/journal")).isNotEmptyDirectory();
    String config = " --config '" + evidence.resolve("lastgasp.yaml") + "'";
    assertThat(heard.err())
        .contains("See it: lastgasp campaign" + config + "; lastgasp reconcile" + config + "\n");
    assertThat(heard.err()).contains("reports of the", evidence.resolve("data/reports").toString())
        .contains("they are whole.");
  }

  @Test
  void everyPromiseHoldsWhereEverybodyProvesWhoHeIs() throws IOException {
    Path evidence = folder.resolve("evidence");
    Shell.Heard heard =
        shell.run(
            "demo", "--secure", "--meters", 40, "--speed", 300, "-o", "json", "--evidence",
            evidence);
    assertThat(heard.exit()).as(heard.out() + heard.err()).isEqualTo(Exit.DONE);
    assertThat(heard.err().lines().findFirst().orElseThrow())
        .startsWith("The gateway's console: https://127.0.0.1:");
    assertThat(evidence.resolve("scoreboard.txt"))
        .content()
        .contains("All 15 promises held.")
        .containsPattern("who does not prove who he is opens no window +8 checked")
        .containsPattern("who has no role for it reads and orders nothing +5 checked");
    assertThat(Files.getPosixFilePermissions(evidence.resolve("operator.token")))
        .containsExactlyInAnyOrder(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    assertThat(heard.err()).contains("they are whole.");
  }

  @Test
  void aFolderInUseIsNotTouched() throws IOException {
    Files.writeString(folder.resolve("letter.txt"), "dear all");
    Shell.Heard heard = shell.run("demo", "--evidence", folder);
    assertThat(heard.exit()).isEqualTo(Exit.WRONG_USE);
    assertThat(heard.err()).contains("is not empty");
    assertThat(folder).isDirectoryContaining("glob:**/letter.txt");
  }

  @Test
  void numbersOutOfReachAreRefused() {
    for (String[] wrong :
        new String[][] {{"--meters", "0"}, {"--speed", "0"}, {"--speed", "x"}, {"--north", "up"}}) {
      Shell.Heard heard = shell.run("demo", wrong[0], wrong[1]);
      assertThat(heard.exit()).as(Arrays.toString(wrong)).isEqualTo(Exit.WRONG_USE);
      assertThat(heard.err()).contains(wrong[0]);
    }
  }
}
