package org.lastgasp.kafka;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.lastgasp.cli.Console;
import org.lastgasp.cli.Exit;
import org.lastgasp.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lastgasp kafka up}. */
@Command(
    name = "up",
    description = {
      "Runs one real broker on this machine until it is stopped, for a trial.",
      "It listens on loopback, without passwords, and keeps one copy of everything: what",
      "this disk loses is lost. The topics are made."
    },
    footer = {"  lastgasp kafka up --data /tmp/kafka --port 9092"})
final class KafkaUpCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where it keeps its data (default: data/broker).")
  private Path data = Path.of("data/broker");

  @Option(names = "--port", paramLabel = "N", description = "Its port (default: 9092).")
  private int port = 9092;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Of input and events, as kafka.partitions (default: 12).")
  private int partitions = Config.Kafka.NONE.partitions();

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "Before each topic's name, as kafka.prefix (default: lastgasp.).")
  private String prefix = Config.Kafka.NONE.prefix();

  private final Console console;

  KafkaUpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    KafkaLibraries.check();
    Path folder = data.toAbsolutePath();
    try (TrialBroker broker =
        TrialBroker.start(folder, port, prefix, partitions, TopicSetup.Stamp.BROKER)) {
      console.say(
          "kafka: broker on " + broker.address() + ", data " + folder + ", topics " + prefix + "*");
      return broker.await() == 0 ? Exit.DONE : Exit.FAILED;
    }
  }
}
