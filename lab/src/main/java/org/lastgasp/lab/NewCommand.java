package org.lastgasp.lab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.lastgasp.cli.CliJson;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.Console;
import org.lastgasp.cli.Exit;
import org.lastgasp.cli.OutputOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastgasp new}. */
@Command(
    name = "new",
    description = {
      "Makes a folder to start from: a configuration, lists, sample messages.",
      "Its DSP and receivers are stubs on this machine: 'lastgasp stubs' runs them. It prints what",
      "to do next, up to the first suppressed alert. Each message can be posted once: a repeated",
      "request opens no second window. --messages writes new ones."
    },
    footer = {"  lastgasp new example", "  lastgasp new example --messages"})
final class NewCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The folder; made if it is not there.")
  private Path folder = Path.of("");

  @Option(names = "--messages", description = "Only write new messages into the folder.")
  private boolean messages;

  @Mixin private OutputOption output = new OutputOption();
  private final Console console;
  private final InstantSource clock;

  NewCommand(Console console) {
    this(console, InstantSource.system());
  }

  NewCommand(Console console, InstantSource clock) {
    this.console = console;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    ExampleFolder example = new ExampleFolder(folder, clock.instant());
    boolean made = Files.exists(folder.resolve("lastgasp.yaml"));
    if (messages && !made) {
      throw new CommandFailed(
          Exit.FAILED,
          folder + " is no folder of an example",
          "make one with: lastgasp new " + ShellWord.of(folder));
    }
    if (!messages && !isEmpty()) {
      throw new CommandFailed(
          Exit.FAILED,
          folder + " is not empty, so nothing was written",
          made
              ? "for new messages: lastgasp new " + ShellWord.of(folder) + " --messages"
              : "name another folder");
    }
    Map<String, byte[]> files = messages ? example.messages() : example.files();
    example.write(files);
    if (output.isJson()) {
      ObjectNode result = CliJson.MAPPER.createObjectNode().put("folder", folder.toString());
      files.keySet().forEach(result.putArray("files")::add);
      console.say(result);
    } else if (messages) {
      console.say("wrote new messages into " + folder.resolve("messages"));
    } else {
      steps().forEach(console::say);
    }
    return Exit.DONE;
  }

  private boolean isEmpty() {
    if (!Files.exists(folder)) {
      return true;
    }
    if (!Files.isDirectory(folder)) {
      throw new CommandFailed(Exit.FAILED, folder + " is a file: name a folder");
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    } catch (IOException failed) {
      throw new UncheckedIOException("looking into " + folder, failed);
    }
  }

  private List<String> steps() {
    String config = " --config " + ShellWord.of(folder.resolve("lastgasp.yaml"));
    String lastgasp = "  " + ShellWord.program() + " ";
    String post = "  curl -i -H 'Content-Type: application/xml' --data-binary ";
    String duis = " http://127.0.0.1:8079/api/v1/";
    return List.of(
        "made " + folder + ": lastgasp.yaml, inventory.csv, guids.txt, messages/",
        "",
        "1. In one terminal, the stubs of the DSP and of the receivers:",
        lastgasp + "stubs" + config,
        "2. In another one, the gateway:",
        lastgasp + "serve" + config,
        "3. In a third one, a supplier activates firmware; for 30 minutes alerts of the meter's",
        "   hub are suppressed:",
        post + message("activation.xml") + duis + "serviceS",
        "4. A Power Outage Alert of that hub comes, and one of another hub:",
        post + message("ad1.xml") + duis + "receive",
        post + message("ad1-of-another-hub.xml") + duis + "receive",
        "5. The stub of SSEN got the second one only. Why:",
        lastgasp + "alerts" + config,
        lastgasp + "explain " + ExampleFolder.HUB + config,
        "",
        "The console: http://127.0.0.1:8080/   Where to post what: docs/interface.md");
  }

  private String message(String name) {
    return ShellWord.of("@" + folder.resolve("messages").resolve(name));
  }
}
