package org.lastgasp.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.SourceTree;

/** Backups and restores as an operator makes them, beside a gateway that is a process. */
class BackupProcessTest {
  private static final long LARGE = 96L << 20; // bytes, of a sparse file: takes a while to copy
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  @TempDir Path folder;
  private Neighbours neighbours;
  private Path configuration;
  private Path target;
  private long counter;

  @BeforeEach
  void meet() {
    neighbours = new Neighbours(folder, 5);
    configuration = neighbours.configure();
    target = folder.resolve("copy");
  }

  @AfterEach
  void part() {
    neighbours.close();
  }

  private byte[] alert(Program gateway) {
    counter++;
    byte[] alert = Mail.ad1(0, Mail.SOUTHERN, counter, Instant.EPOCH.plusSeconds(counter));
    assertThat(neighbours.receive(gateway, alert)).isEqualTo(204);
    return alert;
  }

  private void activate(Program gateway) {
    assertThat(neighbours.request(gateway, Mail.activation(0, 1, Optional.empty())))
        .isEqualTo(200);
  }

  /** The commands of a section of the manual, with the places of this machine. */
  private List<List<String>> commands() throws IOException {
    String manual = Files.readString(SourceTree.path("docs/operations.md"));
    String section = manual.substring(manual.indexOf("\n## Backups\n") + 1);
    List<List<String>> commands = new ArrayList<>();
    for (String line : section.lines().filter(l -> l.startsWith("./lastgasp ")).toList()) {
      List<String> words = new ArrayList<>();
      Matcher word = WORD.matcher(line);
      while (word.find()) {
        words.add(word.group(1) == null ? word.group(2) : word.group(1));
      }
      words.replaceAll(
          text ->
              text.startsWith("/var/backups/") ? target.toString()
                  : text.equals("lastgasp.yaml") ? configuration.toString() : text);
      commands.add(words.subList(1, words.size()));
    }
    return commands;
  }

  @Test
  void theManualsCommandsBringALostGatewayBack() throws IOException {
    List<List<String>> commands = commands();
    assertThat(commands).extracting(List::getFirst)
        .containsExactly("backup", "restore", "serve");
    byte[] held;
    try (Program gateway = neighbours.serve(configuration)) {
      activate(gateway);
      held = alert(gateway);
      Await.until("logged", () -> neighbours.logLines().size() == 1);
      Program.Ended made = Program.run(List.of(), commands.get(0));
      assertThat(made.exit()).as("%s", made.err()).isZero();
      assertThat(made.out().getFirst()).contains("log up to record 1");
      gateway.kill();
    }
    assertThat(Program.said("sh", "-c", "cd '" + target + "' && sha256sum -c --quiet SHA256SUMS"))
        .as("all digests are right without Lastgasp").isPresent();
    Files.move(folder.resolve("data"), folder.resolve("lost"));
    Program.Ended restored = Program.run(List.of(), commands.get(1));
    assertThat(restored.exit()).as("%s", restored.err()).isZero();
    try (Program gateway = neighbours.ready(Program.serve(configuration))) {
      assertThat(neighbours.receive(gateway, held)).isEqualTo(204);
      alert(gateway);
      Await.until("the log goes on", () -> neighbours.logLines().size() == 2);
      assertThat(neighbours.southern.has(held)).isFalse();
      assertThat(gateway.terminate().exit()).isZero();
    }
    new Aftermath(neighbours).theChainHolds();
  }

  @Test
  void aBackupThatIsKilledHasNoNameAndIsMadeAnew() throws IOException {
    try (Program gateway = neighbours.serve(configuration)) {
      activate(gateway);
      alert(gateway);
      large();
      try (Program backup =
          Program.begin("backup", target.toString(), "--config", configuration.toString())) {
        Path under = folder.resolve("copy.part/data/large");
        Await.until("it copies", () -> Files.exists(under) || !backup.alive());
        backup.kill();
      }
      assertThat(target).doesNotExist();
      assertThat(folder.resolve("copy.part/backup-under-way")).exists();
      Files.delete(folder.resolve("data/large"));
      Program.Ended again =
          Program.run("backup", target.toString(), "--config", configuration.toString());
      assertThat(again.exit()).as("%s", again.err()).isZero();
      assertThat(target.resolve("manifest.json")).exists();
      assertThat(folder.resolve("copy.part")).doesNotExist();
      assertThat(gateway.terminate().exit()).isZero();
    }
  }

  @Test
  void noGatewayStartsOnARestoreThatWasKilled() throws IOException {
    try (Program gateway = neighbours.serve(configuration)) {
      activate(gateway);
      alert(gateway);
      assertThat(gateway.terminate().exit()).isZero();
    }
    large();
    assertThat(
            Program.run("backup", target.toString(), "--config", configuration.toString()).exit())
        .as("of a gateway that is stopped").isZero();
    Files.move(folder.resolve("data"), folder.resolve("lost"));
    String[] words = {"restore", target.toString(), "--config", configuration.toString()};
    try (Program restore = Program.begin(words)) {
      Path mark = folder.resolve("data/restore-unfinished");
      Await.until("it copies", () -> Files.exists(mark) || !restore.alive());
      restore.kill();
    }
    Program.Ended refused = Program.run("serve", "--config", configuration.toString());
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(String.join("\n", refused.err())).contains("was not finished", "run 'lastgasp");
    assertThat(Program.run(words).exit()).as("it is not restored into either").isEqualTo(1);
    remove(folder.resolve("data"));
    Program.Ended again = Program.run(words);
    assertThat(again.exit()).as("%s", again.err()).isZero();
    try (Program gateway = neighbours.ready(Program.serve(configuration))) {
      assertThat(gateway.terminate().exit()).isZero();
    }
  }

  @Test
  void aBackupThatFindsNoRoomSaysSoAndLeavesNothing() throws IOException {
    assumeTrue(Program.said("prlimit", "--version").isPresent(), "skipped: no prlimit here");
    try (Program gateway = neighbours.serve(configuration)) {
      activate(gateway);
      for (int i = 0; i < 5; i++) {
        alert(gateway);
      }
      Program.Ended failed =
          Program.run(
              List.of("prlimit", "--fsize=30000"),
              List.of("backup", target.toString(), "--config", configuration.toString()));
      assertThat(failed.exit()).isEqualTo(1);
      assertThat(String.join("\n", failed.err())).contains("backup:");
      assertThat(target).doesNotExist();
      assertThat(folder.resolve("copy.part")).doesNotExist();
      assertThat(neighbours.status(gateway).path("degraded")).isEmpty();
      assertThat(gateway.terminate().exit()).isZero();
    }
  }

  private void large() throws IOException {
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("data/large").toFile(), "rw")) {
      file.setLength(LARGE);
    }
  }

  private static void remove(Path top) throws IOException {
    try (Stream<Path> all = Files.walk(top)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
