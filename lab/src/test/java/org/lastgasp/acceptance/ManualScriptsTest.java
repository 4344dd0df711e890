package org.lastgasp.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.SourceTree;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigReader;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;

/** The scripts for a person: every message can be read, every script runs, the guide names all. */
class ManualScriptsTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final String USERS =
      "[{id: 90-B3-D5-1F-30-02-00-00, distributors: [20], receive: 'http://127.0.0.1:9081/x'}]";

  @TempDir Path folder;

  @BeforeEach
  void write() {
    assertThat(ManualScripts.write(new EvidenceFolder(folder), config(USERS), START)).isTrue();
  }

  @Test
  void everyMessageIsAnActivationOrAnAlertThatCanBeRead() throws IOException {
    assertThat(files(".xml"))
        .hasSizeGreaterThan(20)
        .allSatisfy(
            file -> {
              Message message = new MessageReader().read(Files.readAllBytes(file));
              boolean alert = file.toString().endsWith("-alert.xml");
              assertThat(message)
                  .as(file.toString())
                  .isInstanceOf(alert ? Message.Ad1.class : Message.Request.class);
            });
  }

  @Test
  void everyScriptSendsFilesThatAreThereAndIsAScript() throws Exception {
    for (Path script : files(".sh")) {
      assertThat(new ProcessBuilder("sh", "-n", script.toString()).start().waitFor())
          .as(script.toString())
          .isZero();
      Files.readString(script)
          .lines()
          .filter(line -> line.contains("--data-binary @") && line.contains(".xml"))
          .map(line -> line.replaceAll(".*--data-binary @(\\S+).*", "$1"))
          .forEach(name -> assertThat(folder.resolve(name)).exists());
    }
  }

  @Test
  void theListsAreJoinedThoughTheOneInForceHasNoLastLineEnd() throws Exception {
    Path inForce = Files.writeString(folder.resolve("in-force.txt"), "00-DB-12-34-56-78-90-A0");
    Path tools = Files.createDirectory(folder.resolve("tools"));
    Files.createSymbolicLink(tools.resolve("curl"), Path.of("/bin/true"));
    ProcessBuilder prepare = new ProcessBuilder("sh", folder.resolve("prepare.sh").toString());
    prepare.environment().put("GUIDS", inForce.toString());
    prepare.environment().merge("PATH", tools + ":", (path, first) -> first + path);
    prepare.redirectOutput(ProcessBuilder.Redirect.DISCARD);

    assertThat(prepare.start().waitFor()).isZero();

    assertThat(Files.readAllLines(folder.resolve("guids-with-ours.txt")))
        .startsWith("00-DB-12-34-56-78-90-A0")
        .containsAll(Files.readAllLines(folder.resolve("guids.txt")));
  }

  @Test
  void everyCaseHasAScriptAndAChapterOfTheGuide() throws IOException {
    String guide = Files.readString(SourceTree.path("docs/acceptance.md"));
    Schedule plan = Schedule.of(Duration.ofMinutes(30), Schedule.Extent.FULL);
    assertThat(AcceptanceCases.of(plan, START))
        .hasSize(10)
        .allSatisfy(
            each -> {
              assertThat(folder.resolve(each.id() + ".sh")).exists();
              assertThat(guide).contains("\n### `" + each.id() + "`: " + each.title() + "\n");
            });
  }

  @Test
  void everyCaseNamesRequirementsThatAreOnTheList() throws IOException {
    String list = Files.readString(SourceTree.path("docs/requirements.yaml"));
    Schedule plan = Schedule.of(Duration.ofMinutes(30), Schedule.Extent.FULL);
    assertThat(AcceptanceCases.of(plan, START))
        .allSatisfy(
            each ->
                assertThat(each.requirements())
                    .isNotEmpty()
                    .allMatch(id -> list.contains("- id: " + id + "\n")));
  }

  @Test
  void withoutAUserThereIsNothingToSend() {
    assertThat(ManualScripts.write(new EvidenceFolder(folder), config("[]"), START)).isFalse();
  }

  private List<Path> files(String ending) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private static Config config(String users) {
    return switch (ConfigReader.read(Optional.empty(), Map.of("LASTGASP_USERS", users))) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.Faulty faulty -> throw new AssertionError(faulty.faults());
    };
  }
}
