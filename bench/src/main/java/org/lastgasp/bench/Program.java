package org.lastgasp.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The gateway as operators start it, a process of its own. */
final class Program implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile("messages https?://[^ ]+:(\\d+), admin https?://[^ ]+:(\\d+)");
  private static final double TICKS = 100; // a second, in /proc
  private static final double KIB_A_MIB = 1024;

  private final Process process;
  private final double secondsToReady;
  private final int duisPort;
  private final int adminPort;

  private Program(Process process, double seconds, int duisPort, int adminPort) {
    this.process = process;
    this.secondsToReady = seconds;
    this.duisPort = duisPort;
    this.adminPort = adminPort;
  }

  /** Starts it, with options for its Java, and waits until it listens. */
  static Program serve(Path configuration, String options, String... more) throws IOException {
    long began = System.nanoTime();
    List<String> words =
        new ArrayList<>(
            List.of(
                System.getProperty("lastgasp"), "serve", "--config", configuration.toString()));
    words.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().merge("LASTGASP_JAVA_OPTS", options, (set, other) -> set + " " + other);
    return start(builder, began, configuration.resolveSibling("gateway.log"));
  }

  /** Starts the {@link Spike} on the same Java, with its file in a folder. */
  static Program spike(Path folder) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseG1GC",
            "-cp",
            System.getProperty("java.class.path"),
            Spike.class.getName(),
            folder.toString());
    Files.createDirectories(folder);
    return start(builder, System.nanoTime(), folder.resolve("spike.log"));
  }

  private static Program start(ProcessBuilder builder, long began, Path log) throws IOException {
    builder.redirectError(log.toFile());
    Process process = builder.start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    while (line != null) {
      Matcher where = LISTENING.matcher(line);
      if (where.find()) {
        Thread.ofPlatform().daemon().start(() -> drain(out));
        return new Program(
            process,
            (System.nanoTime() - began) / 1e9,
            Integer.parseInt(where.group(1)),
            Integer.parseInt(where.group(2)));
      }
      line = out.readLine();
    }
    throw new IllegalStateException(
        "the program ended: " + Files.readString(log));
  }

  /** Starts one real broker with what a cluster needs, as an operator would for a trial. */
  static Program broker(Path data, int port, int partitions) throws IOException {
    Path log = data.resolveSibling("broker.txt");
    Program broker =
        listening(
            new ProcessBuilder(
                System.getProperty("lastgasp"), "kafka", "up", "--data", data.toString(), "--port",
                String.valueOf(port), "--partitions", String.valueOf(partitions)),
            port, log);
    Town.await("the topics are made", () -> Files.readString(log).contains("kafka: broker on"));
    return broker;
  }

  /** Starts a program that says nothing, and waits until its port takes connections. */
  static Program listening(ProcessBuilder builder, int port, Path log) throws IOException {
    long began = System.nanoTime();
    Process process =
        builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    while (!takesConnections(port)) {
      if (!process.isAlive()) {
        throw new IllegalStateException("the program ended: " + Files.readString(log));
      }
      Thread.onSpinWait();
    }
    return new Program(process, (System.nanoTime() - began) / 1e9, port, port);
  }

  private static boolean takesConnections(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static void drain(BufferedReader out) {
    try (Stream<String> lines = out.lines()) {
      lines.forEach(line -> {});
    } catch (UncheckedIOException killed) {
      Thread.currentThread().interrupt();
    }
  }

  double secondsToReady() {
    return secondsToReady;
  }

  int duisPort() {
    return duisPort;
  }

  int adminPort() {
    return adminPort;
  }

  /** Processor time it and the processes it started have used so far, in seconds. */
  double cpuSeconds() throws IOException {
    double sum = cpuSeconds(proc("stat"));
    for (ProcessHandle child : process.descendants().toList()) {
      sum += cpuSeconds(Path.of("/proc", Long.toString(child.pid()), "stat"));
    }
    return sum;
  }

  /** The part of it in which Java compiled: much at first, little in the long run. */
  double compilerSeconds() throws IOException {
    double sum = 0;
    try (Stream<Path> threads = Files.list(proc("task"))) {
      for (Path thread : threads.toList()) {
        if (Files.readString(thread.resolve("comm")).matches("C[12] Compiler.*\\s*")) {
          sum += cpuSeconds(thread.resolve("stat"));
        }
      }
    }
    return sum;
  }

  private static double cpuSeconds(Path file) throws IOException {
    String stat = Files.readString(file);
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / TICKS;
  }

  /** Memory it holds, in MiB. */
  double residentMib() throws IOException {
    try (Stream<String> lines = Files.lines(proc("status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow() / KIB_A_MIB;
    }
  }

  /** The number of its threads. */
  long threads() throws IOException {
    return entries(proc("task"));
  }

  /** The number of files and connections it has open. */
  long files() throws IOException {
    return entries(proc("fd"));
  }

  private static long entries(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }

  private Path proc(String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }

  /** {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
