package org.lastgasp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What every list takes: since when, and how many. */
class ListOptionsTest {
  private static ListOptions of(String... words) {
    ListOptions options = new ListOptions();
    new CommandLine(new Holder(options)).parseArgs(words);
    return options;
  }

  @CommandLine.Command
  private static final class Holder {
    @CommandLine.Mixin private ListOptions list;

    Holder(ListOptions list) {
      this.list = list;
    }

    ListOptions list() {
      return list;
    }
  }

  @Test
  void theLastOnesAreCutFromTheEndAndTheFirstOnesFromTheBeginning() {
    List<Integer> all = List.of(1, 2, 3, 4, 5);
    assertThat(of().cut(all)).isEqualTo(all);
    assertThat(of("--last", "2").cut(all)).containsExactly(4, 5);
    assertThat(of("--limit", "2").cut(all)).containsExactly(1, 2);
    assertThat(of("--last", "3", "--limit", "1").cut(all)).containsExactly(5);
    assertThat(of("--last", "9").cut(all)).isEqualTo(all);
  }

  @Test
  void sinceIsATimeOrHowLongAgo() {
    assertThat(of("--since", "2030-01-15T10:00:00Z").since())
        .contains(Instant.parse("2030-01-15T10:00:00Z"));
    assertThat(of("--since", "2h").since().orElseThrow())
        .isCloseTo(
            Instant.now().minus(2, ChronoUnit.HOURS),
            new org.assertj.core.data.TemporalUnitWithinOffset(1, ChronoUnit.MINUTES));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alerts", "blind", "windows", "dead-letters", "changes", "worklist", "audit", "report list"
      })
  void everyListTakesThem(String verb) {
    Console console =
        new Console(
            new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), Map.of());
    CommandLine command = Verbs.all(console);
    for (String word : verb.split(" ")) {
      command = command.getSubcommands().get(word);
    }
    assertThat(command.getCommandSpec().optionsMap())
        .containsKeys("--since", "--last", "--limit", "--output");
    Shell.Heard heard = new Shell().run((Object[]) (verb + " --last 0").split(" "));
    assertThat(heard.exit()).isEqualTo(Exit.WRONG_USE);
    assertThat(heard.err()).contains("--last: expected 1 or more but was '0'");
    Shell.Heard soon = new Shell().run((Object[]) (verb + " --since soon").split(" "));
    assertThat(soon.err()).contains("--since: expected a time", "how long ago, such as 2h");
  }

  @Test
  void theAuditTrailTakesOneBeginning() {
    Shell.Heard both =
        new Shell().run("audit", "--from", "2030-01-15T10:00:00Z", "--since", "2h");
    assertThat(both.exit()).isEqualTo(Exit.WRONG_USE);
    assertThat(both.err()).contains("--from and --since mean the same");
  }
}
