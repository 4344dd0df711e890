package org.lastgasp.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.lastgasp.cli.CommandFailed;
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
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final String HEAP = "-Xmx512m";

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
    try {
      return run();
    } catch (IOException broken) {
      throw new UncheckedIOException("running a broker in " + data, broken);
    }
  }

  private int run() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(data.toAbsolutePath());
    Path settings = Files.writeString(folder.resolve("server.properties"), settings(folder));
    Path log = folder.resolve("broker.log");
    if (!Files.exists(folder.resolve("log/meta.properties"))) {
      format(settings, log);
    }
    Process broker = java(log, "kafka.Kafka", settings.toString());
    Thread stopping = new Thread(() -> stop(broker), "broker-stopping");
    Runtime.getRuntime().addShutdownHook(stopping);
    String address = "127.0.0.1:" + port;
    awaitReady(broker, address, log);
    console.say("kafka: broker on " + address + ", data " + folder + ", topics " + prefix + "*");
    return broker.waitFor() == 0 ? Exit.DONE : Exit.FAILED;
  }

  private String settings(Path folder) {
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
        log.cleaner.dedupe.buffer.size=33554432
        """;
    return text.replace("{broker}", Integer.toString(port))
        .replace("{controller}", Integer.toString(port + 1))
        .replace("{log}", folder.resolve("log").toString());
  }

  private void format(Path settings, Path log) throws IOException, InterruptedException {
    UUID id = UUID.randomUUID();
    ByteBuffer bits =
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits());
    String cluster =
        Base64.getUrlEncoder().withoutPadding().encodeToString(bits.array());
    Process done =
        java(log, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", settings.toString());
    if (done.waitFor() != 0) {
      throw new CommandFailed(
          Exit.FAILED, "the broker's folder could not be made ready: look at " + log);
    }
  }

  /** The broker is a process of its own: it goes when this one does, and takes no memory of it. */
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

  private void awaitReady(Process broker, String address, Path log)
      throws InterruptedException {
    Config.Kafka kafka = new Config.Kafka(address, prefix, partitions, Optional.empty());
    long until = System.nanoTime() + READY_WITHIN.toNanos();
    Optional<String> why = Optional.of("");
    while (why.isPresent()) {
      if (!broker.isAlive() || System.nanoTime() > until) {
        stop(broker);
        throw new CommandFailed(
            Exit.FAILED, "the broker did not start: " + why.get() + "; look at " + log);
      }
      why = isListening() ? made(kafka) : Optional.of("nothing listens on " + address);
    }
  }

  private boolean isListening() throws InterruptedException {
    try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return open.isConnected();
    } catch (IOException notYet) {
      Thread.sleep(LOOK_EVERY);
      return false;
    }
  }

  private static Optional<String> made(Config.Kafka kafka) {
    try {
      List<String> unusedNames = TopicWork.create(kafka, 1);
      return Optional.empty();
    } catch (CommandFailed notYet) {
      return Optional.of(String.valueOf(notYet.getMessage()));
    }
  }

  private static void stop(Process broker) {
    broker.destroy();
    try {
      if (!broker.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        broker.destroyForcibly();
      }
    } catch (InterruptedException stopped) {
      broker.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
