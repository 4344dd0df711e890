package org.lastgasp.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lastgasp completion}. */
@Command(
    name = "completion",
    description = {
      "Prints what makes bash or zsh complete verbs and options.",
      "For this shell: source <(lastgasp completion). For good: put it into ~/.bashrc or,",
      "behind 'autoload -U compinit && compinit', into ~/.zshrc. With --man it writes a manual",
      "page of each verb instead, from its help."
    },
    footer = {
      "  lastgasp completion > /etc/bash_completion.d/lastgasp",
      "  lastgasp completion --man /usr/local/share/man/man1"
    })
final class CompletionCommand implements Callable<Integer> {
  @Option(names = "--man", paramLabel = "DIR", description = "Write manual pages into this folder.")
  private @Nullable Path pages;

  @Mixin private OutputOption output = new OutputOption();
  @Spec private CommandSpec spec;
  private final Console console;

  CompletionCommand(Console console) {
    this.console = console;
    this.spec = CommandSpec.create(); // picocli puts its own in its place
  }

  @Override
  public Integer call() {
    CommandLine all = spec.root().commandLine();
    Path folder = pages;
    if (folder == null) {
      String script = AutoComplete.bash("lastgasp", all).stripTrailing();
      say(Map.of("script", script), script);
      return Exit.DONE;
    }
    Map<String, String> written = ManualPages.of(all);
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, String> page : written.entrySet()) {
        Files.writeString(folder.resolve(page.getKey()), page.getValue(), StandardCharsets.UTF_8);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("writing manual pages into " + folder, failed);
    }
    say(
        Map.of("folder", folder.toString(), "pages", written.keySet()),
        "wrote " + written.size() + " manual pages into " + folder);
    return Exit.DONE;
  }

  private void say(Map<String, ?> result, String text) {
    if (output.isJson()) {
      console.json(result);
    } else {
      console.say(text);
    }
  }
}
