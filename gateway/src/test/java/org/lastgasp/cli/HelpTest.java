package org.lastgasp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help of every verb, on screens of any width, and what is made from it. */
class HelpTest {
  @TempDir Path folder;

  private static List<CommandLine> everyVerb() {
    List<CommandLine> all = new ArrayList<>();
    Console console =
        new Console(
            new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), Map.of());
    add(Verbs.all(console), all);
    return all;
  }

  private static void add(CommandLine command, List<CommandLine> all) {
    all.add(command);
    command.getSubcommands().values().forEach(each -> add(each, all));
  }

  private static String help(CommandLine command, int width) {
    command.getCommandSpec().usageMessage().autoWidth(false);
    command.setUsageHelpWidth(width);
    return command.getUsageMessage(CommandLine.Help.Ansi.OFF);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 100})
  void noLineIsWiderThanTheScreen(int width) {
    assertThat(tooWide(width)).isEmpty();
  }

  /** The lines of help that are wider than a screen, behind the names of their verbs. */
  static List<String> tooWide(int width) {
    List<String> wide = new ArrayList<>();
    for (CommandLine each : everyVerb()) {
      help(each, width)
          .lines()
          .filter(line -> line.length() > width)
          .forEach(line -> wide.add(each.getCommandSpec().qualifiedName() + ": " + line));
    }
    return wide;
  }

  @Test
  void noWordIsCutAtTheEndOfALine() {
    assertThat(cutWords()).isEmpty();
  }

  /** Words of descriptions that a line's end cuts, as a file's name behind its dot. */
  static List<String> cutWords() {
    List<String> cut = new ArrayList<>();
    for (CommandLine each : everyVerb()) {
      String help = help(each, 80);
      CommandSpec spec = each.getCommandSpec();
      Stream.concat(
              Stream.of(spec.usageMessage().description()),
              spec.args().stream().flatMap(arg -> Stream.of(arg.description())))
          .flatMap(text -> Stream.of(text.replace("%%", "%").split("\\s+", -1)))
          .filter(word -> !help.contains(word))
          .forEach(word -> cut.add(spec.qualifiedName() + ": " + word));
    }
    return cut;
  }

  @Test
  void helpIsAVerbToo() {
    Shell.Heard heard = new Shell().run("help", "serve");
    assertThat(heard.exit()).isZero();
    assertThat(heard.out()).isEqualTo(new Shell().run("serve", "--help").out());
    assertThat(new Shell().run("help").out()).isEqualTo(new Shell().run("--help").out());
  }

  @Test
  void everyVerbHasAnExampleThatItUnderstands() {
    for (CommandLine each : everyVerb()) {
      String name = each.getCommandSpec().qualifiedName();
      assertThat(each.getCommandSpec().usageMessage().footer())
          .as(name)
          .anyMatch(line -> line.startsWith("  lastgasp"));
    }
  }

  @Test
  void everyOptionSaysWhatItIs() {
    for (CommandLine each : everyVerb()) {
      for (OptionSpec option : each.getCommandSpec().options()) {
        assertThat(String.join("", option.description()))
            .as(each.getCommandSpec().qualifiedName() + " " + option.longestName())
            .isNotBlank();
      }
    }
  }

  @Test
  void everyVerbPrintsItsResultForPeopleOrForPrograms() {
    assertThat(withoutOutput()).isEmpty();
  }

  /** The names of the verbs that do something and have no {@code -o}. */
  static List<String> withoutOutput() {
    return everyVerb().stream()
        .map(CommandLine::getCommandSpec)
        .filter(spec -> spec.userObject() instanceof Callable<?>)
        .filter(spec -> !spec.optionsMap().containsKey("-o"))
        .map(CommandSpec::qualifiedName)
        .toList();
  }

  @Test
  void anExampleThatIsTooWideIsContinuedAsAShellReadsIt() {
    assertThat(HelpLayout.example("  lastgasp storm on --reason \"gale warning\" --for 6h", 40))
        .containsExactly(
            "  lastgasp storm on --reason \\", "      \"gale warning\" --for 6h");
    assertThat(HelpLayout.example("  lastgasp storm        shows them", 80))
        .containsExactly("  lastgasp storm        shows them");
  }

  @Test
  void completionKnowsVerbsOptionsAndTheirWords() throws IOException, InterruptedException {
    Shell.Heard heard = new Shell().run("completion");
    assertThat(heard.exit()).isZero();
    Path script = Files.writeString(folder.resolve("completion.bash"), heard.out());
    assertThat(Verb.completed(script, "lastgasp dead")).contains("dead-letters");
    assertThat(Verb.completed(script, "lastgasp alerts --fo")).contains("--follow");
    assertThat(Verb.completed(script, "lastgasp alerts --verdict s")).contains("suppressed");
    assertThat(Verb.completed(script, "lastgasp dead-letters re")).contains("resend");
  }

  @Test
  void everyVerbHasAManualPage() throws IOException {
    Shell.Heard heard = new Shell().run("completion", "--man", folder.resolve("man"));
    assertThat(heard.exit()).isZero();
    List<String> pages;
    try (Stream<Path> files = Files.list(folder.resolve("man"))) {
      pages = files.map(file -> file.getFileName().toString()).sorted().toList();
    }
    assertThat(pages)
        .hasSameSizeAs(everyVerb())
        .contains("lastgasp.1", "lastgasp-alerts.1", "lastgasp-dead-letters-resend.1");
    String page = Files.readString(folder.resolve("man/lastgasp-alerts.1"));
    assertThat(page)
        .startsWith(".TH \"LASTGASP-ALERTS\" 1 ")
        .contains(".SH NAME\nlastgasp\\-alerts \\- Lists Power Outage Alerts")
        .contains("\\fB\\-\\-follow\\fR")
        .contains(".SH EXAMPLES");
    assertThat(page.lines())
        .filteredOn(line -> line.startsWith(".") || line.startsWith("'"))
        .allMatch(line -> line.matches("\\.(TH|SH|PP|TP|nf|fi)( .*)?"));
  }
}
