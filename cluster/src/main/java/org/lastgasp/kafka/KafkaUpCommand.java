package org.lastgasp.kafka;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.lastgasp.cli.Console;
import org.lastgasp.cli.Exit;
import org.lastgasp.cli.OutputOption;
import org.lastgasp.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  /** Where the broker is, for a program. */
  private record Up(String broker, String data, String prefix) {}

  KafkaUpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    KafkaLibraries.check();
    Path folder = data.toAbsolutePath();
    try (TrialBroker broker =
        TrialBroker.start(folder, port, prefix, partitions, TopicSetup.Stamp.BROKER)) {
      announce(new Up(broker.address(), folder.toString(), prefix));
      return broker.await() == 0 ? Exit.DONE : Exit.FAILED;
    }
  }

  private void announce(Up up) {
    if (output.isJson()) {
      console.json(up);
    } else {
      console.say(
          "kafka: broker on " + up.broker + ", data " + up.data + ", topics " + up.prefix + "*");
    }
    console.out().flush();
  }
}
