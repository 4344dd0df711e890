package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.DocumentedCommands;
import org.lastgasp.cli.Shell;
import org.lastgasp.cli.Verb;

/** Every command that docs/operations.md shows, run against a gateway that has one of each. */
class OperationsDocumentTest {
  /** What there is no reason for here, and what the command then says. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "breaker close", "the breaker is closed",
          "clock trust", "the clock is not behind the journal",
          "report build", "nothing was suppressed since the last report");

  @TempDir Path folder;
  private final Shell shell = new Shell();
  private Operator operator;

  @AfterEach
  void stop() {
    operator.close();
  }

  @Test
  void everyCommandDoesWhatItIsShownFor() throws Exception {
    seed();
    List<String> wrong = new ArrayList<>();
    int run = 0;
    for (List<String> shown : DocumentedCommands.of("docs/operations.md")) {
      if (shown.getFirst().equals("serve")) {
        continue; // ServeCommandTest runs it
      }
      List<String> words = here(shown);
      Shell.Heard heard = shell.run(words.toArray());
      String said = heard.out() + heard.err();
      String refusal = REFUSED.get(String.join(" ", shown.subList(0, Math.min(2, shown.size()))));
      boolean right =
          refusal == null ? heard.exit() == 0 : heard.exit() == 1 && said.contains(refusal);
      if (!right) {
        wrong.add(String.join(" ", words) + " -> " + heard.exit() + "\n" + said);
      }
      run++;
    }
    assertThat(wrong).isEmpty();
    assertThat(run).isGreaterThan(30);
    assertThat(folder.resolve("other/data/journal")).isNotEmptyDirectory();
  }

  /** A suppressed alert that is a suspect, a dead letter, a report, a signed statement. */
  private void seed() throws Exception {
    sign();
    operator = new Operator(folder);
    operator.start(
        """
        guards: {other-premises: shadow}
        report: {to: [{directory: data/reports}]}
        """);
    Files.writeString(
        folder.resolve("lastgasp.yaml"),
        Files.readString(folder.resolve("lastgasp.yaml"))
            .replace("log: {path: data/log}", "log: {path: data/log, signing-key: signing.pem}"));
    operator.restart();
    operator.town.distributorAnswers.set(body -> new Town.Answer(400, new byte[0]));
    operator.alerted();
    operator.activated(1);
    operator.at("10:04:00");
    operator.alerted();
    operator.at("11:05:00");
    assertThat(deadLetter()).isNotEmpty();
    await("on the work-list", () -> !item().isEmpty());
    await("reported", () -> operator.post("reports/build", "").status() == 200);
    await("a statement", () -> !found("data/reports/poa-statement-*").isEmpty());
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.copy(folder.resolve("lastgasp.yaml"), other.resolve("lastgasp.yaml"));
    for (String file : List.of("guids.txt", "inventory.csv", "signing.pem")) {
      Files.copy(folder.resolve(file), other.resolve(file));
    }
    shell
        .with("LASTGASP_LISTEN_ADMIN", "127.0.0.1:" + operator.gateway().adminPort())
        .with("LASTGASP_TOKEN", operator.town.token().orElseThrow());
  }

  private void sign() throws Exception {
    for (String[] words :
        new String[][] {
          {"genpkey", "-algorithm", "ed25519", "-out", "signing.pem"},
          {"pkey", "-in", "signing.pem", "-pubout", "-out", "log-public.pem"}
        }) {
      List<String> command = new ArrayList<>(List.of("openssl"));
      command.addAll(List.of(words));
      Process openssl = new ProcessBuilder(command).directory(folder.toFile()).start();
      assertThat(openssl.waitFor()).isZero();
    }
  }

  /** The command with the files and numbers that are here. */
  private List<String> here(List<String> shown) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      String after = i == 0 ? "" : shown.get(i - 1);
      words.addAll(here(shown.getFirst(), after, shown.get(i)));
    }
    List<String> named = new ArrayList<>(words);
    named.addAll(List.of("--config", folder.resolve("lastgasp.yaml").toString()));
    return Verb.fault(named).isEmpty() ? named : words;
  }

  private List<String> here(String verb, String after, String word) {
    return switch (word) {
      case "4711" -> List.of(verb.equals("worklist") ? item() : deadLetter());
      case "lastgasp.yaml" ->
          List.of(folder.resolve(verb.equals("restore") ? "other" : ".").resolve(word).toString());
      case "/var/backups/lastgasp-20261121" -> List.of(folder.resolve("backup").toString());
      case "2030-01-15T10:00:00Z" -> List.of(after.equals("--to") ? "2030-01-15T11:00:00Z" : word);
      case "folder", "guids.txt", "log-public.pem" -> List.of(folder.resolve(word).toString());
      case "data/reports/poa-report-*.csv", "data/log/*.jsonl" -> found(word);
      default -> word.startsWith("poa-statement-") ? statement() : List.of(word);
    };
  }

  private List<String> statement() {
    return found("data/reports/poa-statement-*").subList(0, 1);
  }

  private String item() {
    return operator.get("worklist").at("/worklist/0/number").asText();
  }

  /** One that was sent again is refused again. */
  private String deadLetter() {
    await("a dead letter", () -> letters().at("/0/number").isNumber());
    return letters().at("/0/number").asText();
  }

  private JsonNode letters() {
    return operator.get("dead-letters").path("dead_letters");
  }

  private List<String> found(String pattern) {
    Path within = folder.resolve(pattern).getParent();
    PathMatcher matcher =
        FileSystems.getDefault().getPathMatcher("glob:" + folder.resolve(pattern));
    try (Stream<Path> files = Files.exists(within) ? Files.list(within) : Stream.empty()) {
      return files.filter(matcher::matches).map(Path::toString).sorted().toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
