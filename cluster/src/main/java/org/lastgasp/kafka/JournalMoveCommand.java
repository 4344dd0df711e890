package org.lastgasp.kafka;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import org.lastgasp.app.RuntimeProvider.RuntimeRefused;
import org.lastgasp.app.StoppedGateway;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.ConfigOption;
import org.lastgasp.cli.Console;
import org.lastgasp.cli.Exit;
import org.lastgasp.cli.OutputOption;
import org.lastgasp.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lastgasp journal move}. */
@Command(
    name = "move",
    description = {
      "Moves what a stopped gateway tracks into the topics, which must be empty.",
      "Its data folder becomes the first node's: log, reports and undelivered messages go on",
      "in it. Start every other node on a copy of that folder. All of it is moved or nothing;",
      "to be repeated if it was cut off."
    },
    footer = {"  lastgasp journal move --config lastgasp.yaml"})
final class JournalMoveCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  JournalMoveCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    KafkaLibraries.check();
    Config settings = config.config(console);
    if (settings.kafka().bootstrap().isEmpty()) {
      throw new CommandFailed(
          Exit.WRONG_CONFIGURATION, "kafka.bootstrap names no broker: set it first");
    }
    try {
      StoppedGateway stopped = StoppedGateway.read(settings, InstantSource.system());
      String moved = TopicWork.move(settings, stopped);
      if (output.isJson()) {
        console.json(Map.of("moved", moved));
      } else {
        console.say(moved);
      }
      return Exit.DONE;
    } catch (RuntimeRefused refused) {
      throw new CommandFailed(Exit.WRONG_CONFIGURATION, String.valueOf(refused.getMessage()));
    } catch (IllegalStateException running) {
      throw new CommandFailed(Exit.FAILED, String.valueOf(running.getMessage()));
    }
  }
}
