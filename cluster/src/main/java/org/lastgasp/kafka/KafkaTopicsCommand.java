package org.lastgasp.kafka;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.ConfigOption;
import org.lastgasp.cli.Console;
import org.lastgasp.cli.Exit;
import org.lastgasp.cli.OutputOption;
import org.lastgasp.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lastgasp kafka topics}. */
@Command(
    name = "topics",
    description = {
      "Lists the topics that this configuration needs, and makes or checks them.",
      "Fewer than three copies of a partition, or fewer than two in sync, are a fault",
      "except with --trial: a broker that is lost would take acknowledged messages with it."
    },
    footer = {
      "  lastgasp kafka topics --create --copies 3",
      "  lastgasp kafka topics --check"
    })
final class KafkaTopicsCommand implements Callable<Integer> {
  @Option(names = "--create", description = "Make those that are not there.")
  private boolean create;

  @Option(names = "--check", description = "Compare those that are there; exit 78 if any differs.")
  private boolean check;

  @Option(names = "--trial", description = "One copy of everything will do.")
  private boolean trial;

  @Option(
      names = "--copies",
      paramLabel = "N",
      description = "Copies of each partition (default: 3, with --trial 1).")
  private int copies;

  @Mixin private ConfigOption config = new ConfigOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  /** What was made, and what is wrong with what is there, for a program. */
  private record Work(List<String> made, List<String> faults) {}

  KafkaTopicsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    KafkaLibraries.check();
    Config.Kafka kafka = config.config(console).kafka();
    if (kafka.bootstrap().isEmpty()) {
      throw new CommandFailed(
          Exit.WRONG_CONFIGURATION, "kafka.bootstrap names no broker: set it first");
    }
    int wanted = copies > 0 ? copies : trial ? 1 : 3;
    if (!trial && wanted < 3) {
      throw new CommandFailed(
          Exit.WRONG_CONFIGURATION,
          "with " + wanted + " copies a broker that is lost takes acknowledged messages with it:"
              + " use three, or say --trial");
    }
    return create || check ? work(kafka, wanted) : list(TopicWork.list(kafka));
  }

  private int list(List<TopicWork.Needed> topics) {
    if (output.isJson()) {
      console.json(Map.of("topics", topics));
    } else {
      topics.forEach(each -> console.say(each.name() + ", partitions " + each.partitions()));
    }
    return Exit.DONE;
  }

  private int work(Config.Kafka kafka, int wanted) {
    List<String> made =
        create ? TopicWork.create(kafka, wanted, TopicSetup.Stamp.BROKER) : List.of();
    if (!output.isJson()) {
      made.forEach(name -> console.say("made " + name));
    }
    List<String> faults = TopicWork.faults(kafka, trial);
    if (output.isJson()) {
      console.json(new Work(made, faults));
      return faults.isEmpty() ? Exit.DONE : Exit.WRONG_CONFIGURATION;
    }
    if (!faults.isEmpty()) {
      throw new CommandFailed(Exit.WRONG_CONFIGURATION, faults);
    }
    console.say("the topics are as they have to be");
    return Exit.DONE;
  }
}
