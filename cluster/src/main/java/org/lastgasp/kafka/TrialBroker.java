package org.lastgasp.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.Exit;
import org.lastgasp.config.Config;

/**
 * A real broker for a trial, on loopback, with one copy of everything. It is a process of its own:
 * it ends with this one, and takes none of its memory.
 */
final class TrialBroker implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofMinutes(3); // on a busy machine
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final String HEAP = "-Xmx512m";

  private final Process process;
  private final String address;

  private TrialBroker(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts a broker, and makes the topics.
   *
   * @param folder where it keeps its data; what is there is gone on with
   * @param port of the broker; that of its controller is the one behind it
   * @param stamp of the records of {@code input}
   * @throws CommandFailed if it does not start, saying why
   */
  static TrialBroker start(
      Path folder, int port, String prefix, int partitions, TopicSetup.Stamp stamp)
      throws InterruptedException {
    try {
      Files.createDirectories(folder);
      Path settings =
          Files.writeString(folder.resolve("server.properties"), settings(folder, port));
      Path log = folder.resolve("broker.log");
      if (!Files.exists(folder.resolve("log/meta.properties"))) {
        format(settings, log);
      }
      TrialBroker broker =
          new TrialBroker(
              java(log, "kafka.Kafka", settings.toString()), "127.0.0.1:" + port);
      Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-stopping"));
      broker.awaitReady(new Config.Kafka(broker.address, prefix, partitions, Optional.empty()),
          port, stamp, log);
      return broker;
    } catch (IOException broken) {
      throw new UncheckedIOException("running a broker in " + folder, broken);
    }
  }

  /** Where it listens. */
  String address() {
    return address;
  }

  /** Waits until it has ended; gives its exit code. */
  int await() throws InterruptedException {
    return process.waitFor();
  }

  private static String settings(Path folder, int port) {
    String text =
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:{controller}
        listeners=PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}
        advertised.listeners=PLAINTEXT://127.0.0.1:{broker}
        controller.listener.names=CONTROLLER
        log.dirs={log}
        auto.create.topics.enable=false
        offsets.topic.replication.factor=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        default.replication.factor=1
        group.initial.rebalance.delay.ms=0
        message.max.bytes=20971520
        log.message.timestamp.after.max.ms=9223372036854775807
        log.cleaner.dedupe.buffer.size=33554432
        """;
    return text.replace("{broker}", Integer.toString(port))
        .replace("{controller}", Integer.toString(port + 1))
        .replace("{log}", folder.resolve("log").toString());
  }

  private static void format(Path settings, Path log) throws IOException, InterruptedException {
    String cluster = Uuid.randomUuid().toString(); // never one that looks like an option
    Process done =
        java(log, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", settings.toString());
    if (done.waitFor() != 0) {
      throw new CommandFailed(
          Exit.FAILED, "the broker's folder could not be made ready: look at " + log);
    }
  }

  private static Process java(Path log, String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(HEAP, "--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main);
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private void awaitReady(Config.Kafka kafka, int port, TopicSetup.Stamp stamp, Path log)
      throws InterruptedException {
    long until = System.nanoTime() + READY_WITHIN.toNanos();
    Optional<String> why = Optional.of("");
    while (why.isPresent()) {
      if (!process.isAlive() || System.nanoTime() > until) {
        close();
        throw new CommandFailed(
            Exit.FAILED, "the broker did not start: " + why.get() + "; look at " + log);
      }
      why =
          isListening(port) ? made(kafka, stamp) : Optional.of("nothing listens on " + address);
    }
  }

  private static boolean isListening(int port) throws InterruptedException {
    try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return open.isConnected();
    } catch (IOException notYet) {
      Thread.sleep(LOOK_EVERY);
      return false;
    }
  }

  private static Optional<String> made(Config.Kafka kafka, TopicSetup.Stamp stamp) {
    try {
      List<String> unusedNames = TopicWork.create(kafka, 1, stamp);
      return Optional.empty();
    } catch (CommandFailed notYet) {
      return Optional.of(String.valueOf(notYet.getMessage()));
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException stopped) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
