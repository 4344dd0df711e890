package org.lastgasp.kafka;

import java.util.List;
import java.util.function.BiFunction;
import org.apache.kafka.clients.admin.Admin;
import org.lastgasp.app.RuntimeProvider.RuntimeRefused;
import org.lastgasp.app.StoppedGateway;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.Exit;
import org.lastgasp.config.Config;

/**
 * The work on topics that commands have done. Apart from the commands: those are looked at for
 * their options where Kafka's classes are not there.
 */
final class TopicWork {
  private TopicWork() {}

  /** A topic that a configuration needs. */
  record Needed(String name, int partitions) {}

  /** The topics that a configuration needs. */
  static List<Needed> list(Config.Kafka kafka) {
    return setup(kafka, TopicSetup.Stamp.BROKER)
        .wanted().stream()
            .map(each -> new Needed(each.name(), each.partitions()))
            .toList();
  }

  /** Makes those that are not there, and gives their names. */
  static List<String> create(Config.Kafka kafka, int copies, TopicSetup.Stamp stamp) {
    return ask(kafka, stamp, (setup, admin) -> setup.create(admin, copies));
  }

  /** What is wrong with those that are there. */
  static List<String> faults(Config.Kafka kafka, boolean trial) {
    return ask(
        kafka, TopicSetup.Stamp.BROKER, (setup, admin) -> setup.faults(admin, trial));
  }

  /** Moves what a stopped gateway tracks into the topics, and says what was moved. */
  static String move(Config config, StoppedGateway stopped) {
    Topics topics = new Topics(config.kafka().prefix(), config.kafka().partitions());
    return new JournalMove(topics, new Clients(config.kafka())).move(config, stopped);
  }

  private static List<String> ask(
      Config.Kafka kafka,
      TopicSetup.Stamp stamp,
      BiFunction<TopicSetup, Admin, List<String>> question) {
    try (Admin admin = new Clients(kafka).admin()) {
      return question.apply(setup(kafka, stamp), admin);
    } catch (RuntimeRefused refused) {
      throw new CommandFailed(Exit.WRONG_CONFIGURATION, String.valueOf(refused.getMessage()));
    }
  }

  private static TopicSetup setup(Config.Kafka kafka, TopicSetup.Stamp stamp) {
    return new TopicSetup(new Topics(kafka.prefix(), kafka.partitions()), stamp);
  }
}
