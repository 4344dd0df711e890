package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.DocumentedCommands;
import org.lastgasp.cli.Shell;
import org.lastgasp.cli.Verb;

/** The commands of the guides for operators and auditors, given to a gateway that runs. */
class DocumentedOperationTest {
  /** Verbs that start a gateway, end one, belong to the lab, or need what is not there. */
  private static final Set<String> ELSEWHERE =
      Set.of("serve", "restore", "replay", "simulate", "demo", "new", "stubs", "accept");

  /** Verbs that ask no gateway. */
  private static final Set<String> OFFLINE =
      Set.of("log verify", "report verify", "identity", "completion", "validate", "backup");

  /** Orders that this gateway has no reason to carry out, and says so. */
  private static final Set<String> REFUSED =
      Set.of("clock trust", "breaker close", "report build --past-break");

  @TempDir Path folder;
  private Operator operator;

  @BeforeEach
  void start() throws IOException {
    operator = new Operator(folder);
    operator.start("report: {to: [{directory: data/reports}]}\n");
    operator.activated(1);
    operator.at("10:04:00");
    operator.alerted();
    operator.town.distributorAnswers.set(
        body -> new Town.Answer(400, "no".getBytes(StandardCharsets.UTF_8)));
    operator.at("10:40:00");
    operator.alerted();
    operator.at("11:10:00");
    operator.alerted();
    await("dead letters", () -> operator.get("dead-letters").path("dead_letters").size() == 2);
    await("the log is written", () -> operator.get("status").at("/log/last_seq").asLong() == 1);
    String reports = said("report", "build");
    await("a report is sent", () -> !files("data/reports").isEmpty());
    assertThat(reports).contains("poa-report");
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  private String said(Object... words) {
    Shell.Heard heard = run(List.of(words).stream().map(Object::toString).toList());
    return heard.out() + heard.err();
  }

  private Shell.Heard run(List<String> words) {
    List<Object> all = new ArrayList<>();
    words.forEach(all::add);
    String text = String.join(" ", words);
    if (OFFLINE.stream().noneMatch(text::startsWith)) {
      all.addAll(List.of("--url", "http://127.0.0.1:" + operator.gateway().adminPort()));
    }
    return Verb.heard(operator.town.token(), all.toArray());
  }

  private List<String> files(String under) {
    try (Stream<Path> all = Files.list(folder.resolve(under))) {
      return all.map(Path::toString).filter(f -> f.matches(".*\\.(csv|jsonl)")).sorted().toList();
    } catch (IOException notYet) {
      return List.of();
    }
  }

  /** The words with what they stand for in this folder. */
  private List<String> here(List<String> words) {
    List<String> here = new ArrayList<>();
    for (String word : words) {
      if (word.endsWith("*.jsonl") || word.endsWith("*.csv")) {
        here.addAll(files(word.substring(0, word.lastIndexOf('/'))));
      } else if (word.equals("4711")) {
        here.add(number(words.getFirst()));
      } else if (word.equals("lastgasp.yaml") || word.equals("guids.txt")) {
        here.add(folder.resolve(word).toString());
      } else if (word.startsWith("/var/backups/") || word.equals("folder")) {
        here.add(folder.resolve(word.replaceAll(".*/", "")).toString());
      } else {
        here.add(word);
      }
    }
    return here;
  }

  private String number(String verb) {
    JsonNode list =
        verb.equals("worklist")
            ? operator.get("worklist").path("worklist")
            : operator.get("dead-letters").path("dead_letters");
    return list.path(0).path("number").asText("0");
  }

  private void follow(String guide) throws IOException {
    int ran = 0;
    List<String> faults = new ArrayList<>();
    for (List<String> shown : DocumentedCommands.of(guide)) {
      String text = String.join(" ", shown);
      if (ELSEWHERE.contains(shown.getFirst()) || text.contains("--statement")) {
        continue;
      }
      if (text.startsWith("dead-letters drop") && letters() == 0) {
        operator.alerted();
        await("another dead letter", () -> letters() > 0);
      }
      Shell.Heard heard = run(here(shown));
      boolean refused = REFUSED.stream().anyMatch(text::startsWith);
      String said = heard.out() + heard.err();
      boolean asExpected =
          refused ? heard.exit() == 1 && said.contains("refused: ") : heard.exit() == 0;
      if (!asExpected || said.contains("Exception")) {
        faults.add(text + " ended with " + heard.exit() + ": " + said);
      }
      ran++;
    }
    assertThat(faults).isEmpty();
    assertThat(ran).isGreaterThan(4);
  }

  private int letters() {
    return operator.get("dead-letters").path("dead_letters").size();
  }

  @Test
  void everyCommandOfTheOperationsGuideDoesWhatItIsShownFor() throws IOException {
    follow("docs/operations.md");
  }

  @Test
  void everyCommandOfTheAuditorsGuideDoesWhatItIsShownFor() throws IOException {
    follow("docs/audit.md");
  }
}
