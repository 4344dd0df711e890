package org.lastgasp.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.SourceTree;
import org.lastgasp.cli.Shell;

/** Every command that makes a figure of docs/whatif.md works, in small. */
class WhatIfPageTest {
  private static final Path PAGE = SourceTree.path("docs/whatif.md");
  private static final String COMMAND = "./lastgasp ";

  @TempDir Path folder;

  @Test
  void everyCommandOfThePageWorksInSmall() throws IOException {
    List<List<String>> commands = commands();
    assertThat(commands).hasSizeGreaterThanOrEqualTo(4);
    for (List<String> command : commands) {
      Shell.Heard heard =
          new Shell()
              .with("LASTGASP_JOURNAL_PATH", folder + "/none/journal")
              .run(command.toArray());
      assertThat(heard.exit()).as(command + ": " + heard.err()).isZero();
      assertThat(heard.out()).isNotBlank();
    }
  }

  /** The commands of the page, fewer meters in them, and every folder a temporary one. */
  private List<List<String>> commands() throws IOException {
    List<List<String>> commands = new ArrayList<>();
    String page = Files.readString(PAGE).replace("\\\n", " ");
    for (String line : page.lines().toList()) {
      if (line.startsWith(COMMAND)) {
        commands.add(inSmall(line.substring(COMMAND.length())));
      }
    }
    return commands;
  }

  private List<String> inSmall(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.strip().split(" +")) {
      boolean meters = !words.isEmpty() && words.getLast().equals("--meters");
      boolean path = word.startsWith("sim") && !word.equals("simulate");
      words.add(meters ? "2000" : path ? folder.resolve(word).toString() : word);
    }
    return words;
  }
}
