package org.lastgasp.kafka;

import java.util.List;
import org.lastgasp.cli.CommandProvider;
import org.lastgasp.cli.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The provider of the verbs {@code kafka} and {@code journal} with theirs. */
public final class KafkaCommands implements CommandProvider {

  /** {@code lastgasp kafka}. */
  @Command(
      name = "kafka",
      description = "Makes and checks the topics of a cluster, or runs a broker for a trial.",
      synopsisSubcommandLabel = "(up | topics)",
      footer = {
        "  lastgasp kafka up --data /tmp/kafka",
        "  lastgasp kafka topics --check --config lastgasp.yaml"
      })
  static final class Group {}

  /** {@code lastgasp journal}. */
  @Command(
      name = "journal",
      description = "Moves the journal of one machine into the topics of a cluster.",
      synopsisSubcommandLabel = "move",
      footer = {"  lastgasp journal move --config lastgasp.yaml"})
  static final class JournalGroup {}

  @Override
  public List<Object> commands(Console console) {
    return List.of(
        new CommandLine(new Group())
            .addSubcommand(new KafkaUpCommand(console))
            .addSubcommand(new KafkaTopicsCommand(console)),
        new CommandLine(new JournalGroup()).addSubcommand(new JournalMoveCommand(console)));
  }
}
