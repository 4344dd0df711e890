package org.lastgasp.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.cli.CliJson;
import org.lastgasp.cli.Exit;
import org.lastgasp.cli.Shell;
import org.lastgasp.files.Sha256;

/** The acceptance cases against a gateway of the program's own, and the pack they leave. */
class AcceptCommandTest {
  @TempDir Path folder;
  private final Shell shell = new Shell();

  @Test
  void everyCasePassesAgainstAGatewayOfItsOwnAndThePackIsWhole() throws IOException {
    Path pack = folder.resolve("pack");
    Shell.Heard heard = shell.run("accept", "--evidence", pack);
    assertThat(heard.exit()).as(heard.out() + heard.err()).isEqualTo(Exit.DONE);
    assertThat(heard.out()).contains("10 of 10 cases passed, 0 failed, 0 skipped");
    assertThat(pack.resolve("acceptance.html")).content().contains("Signatures", "sit/01-");
    assertThat(pack.resolve("junit.xml"))
        .content()
        .contains("tests=\"10\" failures=\"0\" errors=\"0\" skipped=\"0\"");
    assertThat(pack.resolve("on-demand"))
        .isDirectoryContaining("glob:**/*-alert.xml")
        .isDirectoryContaining("glob:**/*-log-record.jsonl");
    assertThat(Files.readAllLines(pack.resolve("SHA256SUMS")))
        .hasSizeGreaterThan(30)
        .allSatisfy(
            line ->
                assertThat(Sha256.of(pack.resolve(line.substring(66))))
                    .isEqualTo(line.substring(0, 64)));
  }

  @Test
  void aFolderIsNamedAndEmpty() throws IOException {
    assertThat(shell.run("accept").exit()).isEqualTo(Exit.WRONG_USE);
    Files.writeString(folder.resolve("letter.txt"), "dear all");
    Shell.Heard heard = shell.run("accept", "--evidence", folder);
    assertThat(heard.exit()).isEqualTo(Exit.WRONG_USE);
    assertThat(heard.err()).contains("is not empty");
  }

  @Test
  void programsGetTheResultAsJson() throws IOException {
    Path pack = folder.resolve("pack");
    Shell.Heard heard = shell.run("accept", "--quick", "--evidence", pack, "-o", "json");
    assertThat(heard.exit()).as(heard.out() + heard.err()).isEqualTo(Exit.FAILED);
    JsonNode said = CliJson.MAPPER.readTree(heard.out());
    assertThat(said.path("passed").asBoolean(true)).isFalse();
    assertThat(said.path("cases")).hasSize(10);
    assertThat(said.path("cases").get(0).path("id").asText()).isEqualTo("on-demand");
    assertThat(said.path("cases").get(0).path("verdict").asText()).isEqualTo("passed");
    assertThat(said.path("faults")).isEmpty();
    assertThat(said.path("page").asText()).isEqualTo(pack.resolve("acceptance.html").toString());

    Path scripts = folder.resolve("scripts");
    Shell.Heard written = shell.run("accept", "--manual", scripts, "-o", "json");
    assertThat(CliJson.MAPPER.readTree(written.out()).path("folder").asText())
        .isEqualTo(scripts.toString());
  }

  @Test
  void whatCannotBeWrittenIsSaidInWords() throws IOException {
    Path letter = Files.writeString(folder.resolve("letter.txt"), "dear all");
    Shell.Heard heard = shell.run("accept", "--evidence", letter.resolve("pack"));
    assertThat(heard.exit()).isEqualTo(Exit.FAILED);
    assertThat(heard.err()).contains("letter.txt").doesNotContain("Exception", "\tat ");
  }
}
