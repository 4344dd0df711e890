package org.lastgasp.whatif;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.cli.Exit;
import org.lastgasp.cli.Shell;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.ResponseId;
import org.lastgasp.inventory.Inventory;

class ReplayCommandTest {
  @TempDir Path folder;

  private Shell.Heard replay(Object... more) {
    Path sim = folder.resolve("sim");
    Object[] words = new Object[more.length + 6];
    words[0] = "replay";
    words[1] = sim.resolve("traffic.lgr");
    words[2] = "--inventory";
    words[3] = sim.resolve("inventory.csv");
    words[4] = "--guids";
    words[5] = sim.resolve("guids.txt");
    System.arraycopy(more, 0, words, 6, more.length);
    return new Shell().with("LASTGASP_JOURNAL_PATH", folder + "/none/journal").run(words);
  }

  private void simulate() {
    Shell.Heard made =
        new Shell().run("simulate", "--meters", "3000", "--record", folder.resolve("sim"));
    assertThat(made.exit()).isZero();
  }

  @Test
  void saysWhatWouldHaveBeenHeldBackAndWhatAnotherWindowChanges() throws IOException {
    simulate();
    Shell.Heard heard = replay("--window", "10m", "--diff", "--out", folder.resolve("out"));
    assertThat(heard.exit()).isZero();
    assertThat(heard.err()).isEmpty();
    assertThat(heard.out())
        .contains("AS CONFIGURED", "WINDOW 10M", "alerts change", "WHY FORWARDED");
    String changes = Files.readString(folder.resolve("out/changes.csv"));
    assertThat(changes).contains("suppressed", "after-window", " after the window ");
    Shell.Heard again = replay("--window", "10m", "--diff", "--out", folder.resolve("again"));
    assertThat(again.out()).isEqualTo(heard.out());
    assertThat(folder.resolve("again/alerts.csv"))
        .hasSameTextualContentAs(folder.resolve("out/alerts.csv"));
    assertThat(replay("-o", "json").out()).contains("\"suppressed\"");
  }

  @Test
  void theListsOfTheConfigurationCountUntilTheGatewayHasSomeInForce() throws IOException {
    simulate();
    Inventory.open(folder.resolve("data/inventory"), InstantSource.system()).close();
    Path config = Files.writeString(folder.resolve("c.yaml"), "journal: {path: data/journal}\n");
    Path traffic = folder.resolve("sim/traffic.lgr");
    Shell.Heard without = new Shell().run("replay", traffic, "--config", config);
    assertThat(without.err()).contains("no inventory", "so no activation is tracked");

    Files.copy(folder.resolve("sim/inventory.csv"), folder.resolve("inventory.csv"));
    Files.copy(folder.resolve("sim/guids.txt"), folder.resolve("guids.txt"));
    Shell.Heard with = new Shell().run("replay", traffic, "--config", config);
    assertThat(with.err()).isEmpty();
    assertThat(with.out()).isEqualTo(replay().out());
  }

  @Test
  void saysWhatAGuardSawAndCountsEveryChange() throws IOException {
    simulate();
    Path guards =
        Files.writeString(
            folder.resolve("guards.yaml"),
            """
            guards: {other-premises: on, coincident-outage: on, breaker: on}
            guard-settings: {breaker: {suppressions: 3, within: 30m, percent: 1}}
            """);
    Shell.Heard heard =
        replay("--diff", "--diff-config", guards, "--out", folder.resolve("out"));
    assertThat(heard.err()).isEmpty();
    assertThat(heard.exit()).isZero();
    List<String> rows = Files.readAllLines(folder.resolve("out/changes.csv"));
    assertThat(heard.out()).contains((rows.size() - 1) + " alerts change");
    assertThat(counted(heard.out())).isEqualTo(rows.size() - 1L);
    assertThat(rows)
        .anySatisfy(row -> assertThat(row).contains("guard-other-premises", "of other premises"))
        .anySatisfy(
            row -> assertThat(row).contains("guard-breaker", "alerts suppressed in 1800 s"));
    replay("--diff", "--diff-config", guards, "--out", folder.resolve("again"));
    assertThat(folder.resolve("again/changes.csv"))
        .hasSameBinaryContentAs(folder.resolve("out/changes.csv"));
  }

  /** The sum of the changes by kind. */
  private static long counted(String out) {
    return out.lines()
        .dropWhile(line -> !line.startsWith("ALERTS "))
        .skip(1)
        .takeWhile(line -> !line.isEmpty())
        .mapToLong(line -> Long.parseLong(line.split(" ")[0]))
        .sum();
  }

  @Test
  void writesNoCellThatASpreadsheetWouldEvaluate() throws IOException {
    Eui64 hub = Eui64.of("00-DB-12-34-56-78-90-A1");
    Eui64 operator = Eui64.of("90-B3-D5-1F-30-02-00-00");
    Instant at = Instant.parse("2030-01-15T09:00:00Z");
    Path alert =
        Files.write(
            folder.resolve("alert.xml"),
            MessageBuilder.ad1(
                new ResponseId(hub, operator, 1), hub, at, "=HYPERLINK(A1)",
                OptionalLong.empty(), at));
    Shell.Heard heard =
        new Shell()
            .with("LASTGASP_JOURNAL_PATH", folder + "/none/journal")
            .run("replay", alert, "--out", folder.resolve("out"));

    assertThat(heard.exit()).isZero();
    assertThat(heard.out()).startsWith("1 message, ");
    assertThat(Files.readString(folder.resolve("out/alerts.csv"))).contains(",'=HYPERLINK(A1),");
  }

  @Test
  void saysFromTheEarliestToTheLatestTimeInWhateverOrderTheyCome() throws IOException {
    Path alerts =
        Files.write(
            folder.resolve("alerts.xml"),
            List.of(alertOf("2030-01-15T10:00:00Z"), alertOf("2030-01-15T09:00:00Z")));
    Shell.Heard heard =
        new Shell().with("LASTGASP_JOURNAL_PATH", folder + "/none/journal").run("replay", alerts);

    assertThat(heard.out())
        .startsWith("2 messages, 2030-01-15T09:00:00Z to 2030-01-15T10:00:00Z; ");
  }

  private static String alertOf(String time) {
    Eui64 hub = Eui64.of("00-DB-12-34-56-78-90-A1");
    Eui64 operator = Eui64.of("90-B3-D5-1F-30-02-00-00");
    Instant at = Instant.parse(time);
    return new String(
        MessageBuilder.ad1(
            new ResponseId(hub, operator, 1), hub, at, "2000000000010",
            OptionalLong.empty(), at),
        UTF_8);
  }

  @Test
  void endsWithOneIfThereIsNothingAndWith64IfItIsCalledWrongly() throws IOException {
    Path nothing = Files.createFile(folder.resolve("nothing.xml"));
    Shell.Heard empty = new Shell().run("replay", nothing);
    assertThat(empty.exit()).isEqualTo(Exit.FAILED);
    assertThat(empty.err()).contains("the recording is empty: no document in " + nothing);
    Path junk = Files.writeString(folder.resolve("junk.xml"), "junk");
    Shell.Heard unread = new Shell().run("replay", junk);
    assertThat(unread.exit()).isEqualTo(Exit.FAILED);
    assertThat(unread.err()).contains("not read: " + junk + ":1: ", "nothing in the recording");
    assertThat(new Shell().run("replay", junk, "--diff").exit()).isEqualTo(Exit.WRONG_USE);
    assertThat(new Shell().run("replay").exit()).isEqualTo(Exit.WRONG_USE);
    assertThat(new Shell().run("replay", junk, "--window", "3h").exit())
        .isEqualTo(Exit.WRONG_USE);
  }
}
