package org.lastgasp.kafka;

import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.Exit;

/** The libraries of Kafka, which the launcher puts on the class path only where they are needed. */
final class KafkaLibraries {
  private static final String ONE_OF_THEM = "org.apache.kafka.streams.KafkaStreams";

  /** Held, or its level is forgotten. */
  private static final Logger THEIRS = Logger.getLogger("org.apache.kafka");
  private static final Logger SENDER =
      Logger.getLogger("org.apache.kafka.clients.producer.internals.Sender");
  private static final Logger STREAMS = Logger.getLogger("org.apache.kafka.streams");

  private KafkaLibraries() {}

  /** Why Kafka cannot be used, if it cannot. */
  static Optional<String> fault() {
    try {
      Class<?> unused = Class.forName(ONE_OF_THEM, false, KafkaLibraries.class.getClassLoader());
      return Optional.empty();
    } catch (ClassNotFoundException missing) {
      return Optional.of(
          "Kafka's libraries are not on the class path: they lie in lib/kafka, and the launcher"
              + " adds them for serve --runtime kafka and for the verb kafka");
    }
  }

  /** What they say of themselves is for their developers, but for what is wrong. */
  static void quiet(Level level) {
    THEIRS.setLevel(level);
    SENDER.setLevel(Level.SEVERE); // what is tried again by itself, in a line each time
    STREAMS.setLevel(Level.SEVERE); // a node alone has nobody for a standby, in a line each time
  }

  /** Ends the verb if they are not there. */
  static void check() {
    quiet(Level.OFF); // what fails is told in one line of ours
    fault()
        .ifPresent(
            why -> {
              throw new CommandFailed(Exit.WRONG_CONFIGURATION, why);
            });
  }
}
