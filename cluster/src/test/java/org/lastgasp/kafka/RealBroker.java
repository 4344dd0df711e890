package org.lastgasp.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.lastgasp.cli.WorkFolder;
import org.lastgasp.config.Config;

/**
 * A real broker that the tests of one process share, each with topics of its own. It ends with the
 * process.
 */
final class RealBroker {
  static final int PARTITIONS = 2;
  private static final AtomicInteger PREFIXES = new AtomicInteger();

  private RealBroker() {}

  /** Started by the first test that asks. */
  private static final class Only {
    static final String ADDRESS = start();
  }

  /** The configuration of topics that are made and empty. */
  static Config.Kafka topics() {
    String prefix = "test" + PREFIXES.incrementAndGet() + ".";
    Config.Kafka kafka =
        new Config.Kafka(Only.ADDRESS, prefix, PARTITIONS, Optional.empty());
    TopicWork.create(kafka, 1, TopicSetup.Stamp.BROKER);
    return kafka;
  }

  private static String start() {
    KafkaLibraries.quiet(Level.OFF);
    try {
      Path folder = Files.createTempDirectory("broker");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> WorkFolder.remove(folder)));
      return TrialBroker.start(
              folder, port(), "unused.", PARTITIONS, TopicSetup.Stamp.BROKER)
          .address();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  /** One whose next is free too. */
  private static int port() throws IOException {
    while (true) {
      try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          ServerSocket next =
              new ServerSocket(one.getLocalPort() + 1, 1, InetAddress.getLoopbackAddress())) {
        return next.getLocalPort() - 1;
      } catch (IOException | IllegalArgumentException taken) {
        continue;
      }
    }
  }
}
