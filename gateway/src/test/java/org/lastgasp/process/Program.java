package org.lastgasp.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lastgasp.SourceTree;
import org.lastgasp.access.AdminToken;

/** The program itself, as a process of its own, with what it says. For tests. */
final class Program implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60); // on a busy machine
  private static final Pattern LISTENING =
      Pattern.compile("messages http://[^ ]+:(\\d+), admin http://[^ ]+:(\\d+), data (.*)");

  private final Process process;
  private final List<String> out = new CopyOnWriteArrayList<>();
  private final List<String> err = new CopyOnWriteArrayList<>();
  private final List<Thread> listeners;
  private int duisPort;
  private int adminPort;
  private Path journal = Path.of("");

  private Program(Process process) {
    this.process = process;
    this.listeners =
        List.of(
            Thread.ofPlatform().daemon().start(() -> listen(process.inputReader(), out)),
            Thread.ofPlatform().daemon().start(() -> listen(process.errorReader(), err)));
  }

  private static void listen(BufferedReader from, List<String> lines) {
    try (from) {
      from.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException ended) {
      lines.add("(cut off)");
    }
  }

  /** Taken out of its jar, SQLite's library would stay in the temporary folder at each kill. */
  private static List<String> sqlite() {
    String machine = System.getProperty("os.arch").replace("amd64", "x86_64");
    Path folder = SourceTree.path("target/lib/native/org/sqlite/native/Linux/" + machine);
    return Files.exists(folder.resolve("libsqlitejdbc.so"))
        ? List.of("-Dorg.sqlite.lib.path=" + folder, "-Dorg.sqlite.lib.name=libsqlitejdbc.so")
        : List.of();
  }

  /** How a verb ended. */
  record Ended(int exit, List<String> out, List<String> err) {}

  /** Runs a verb to its end. */
  static Ended run(String... words) {
    try (Program program = start(List.of(), List.of(words))) {
      return program.ended();
    }
  }

  /** Runs a verb to its end, started by another program. */
  static Ended run(List<String> starter, List<String> words) {
    try (Program program = start(starter, words)) {
      return program.ended();
    }
  }

  /** A verb that is under way. */
  static Program begin(String... words) {
    return start(List.of(), List.of(words));
  }

  /** A gateway that listens. */
  static Program serve(Path configuration) {
    return serve(List.of(), configuration);
  }

  /** A gateway that listens, started by another program. */
  static Program serve(List<String> starter, Path configuration) {
    Program program = launch(starter, configuration);
    try {
      program.awaitListening();
      return program;
    } catch (RuntimeException | Error silent) {
      program.close();
      throw silent;
    }
  }

  /** A gateway that may not listen yet. */
  static Program launch(List<String> starter, Path configuration) {
    return start(starter, List.of("serve", "--config", configuration.toString()));
  }

  private static Program start(List<String> starter, List<String> words) {
    List<String> command = new ArrayList<>(starter);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:-UsePerfData"));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    command.addAll(sqlite());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("org.lastgasp.cli.Main");
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("LASTGASP_"));
    try {
      return new Program(builder.start());
    } catch (IOException failed) {
      throw new UncheckedIOException("starting " + command, failed);
    }
  }

  private void awaitListening() {
    try {
      Await.until("the gateway listens", PATIENCE, () -> !alive() || where().isPresent());
    } catch (AssertionError late) {
      throw new AssertionError(String.join("\n", threads()), late);
    }
    Matcher where =
        where().orElseThrow(() -> new AssertionError("the gateway ended: " + out + err));
    duisPort = Integer.parseInt(where.group(1));
    adminPort = Integer.parseInt(where.group(2));
    journal = Path.of(where.group(3));
  }

  /** What whoever administers this gateway shows it. */
  String token() {
    return AdminToken.read(journal.resolveSibling("")).orElseThrow();
  }

  /** Runs a verb that asks this gateway. */
  Ended asked(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--url", "http://127.0.0.1:" + adminPort));
    try (Program program =
        start(List.of("/usr/bin/env", "LASTGASP_TOKEN=" + token()), all)) {
      return program.ended();
    }
  }

  private Optional<Matcher> where() {
    return out.stream().map(LISTENING::matcher).filter(Matcher::find).findFirst();
  }

  boolean alive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  int duisPort() {
    return duisPort;
  }

  int adminPort() {
    return adminPort;
  }

  /** What it wrote to its log so far. */
  List<String> log() {
    return err;
  }

  /** {@code kill -9}; returns when it is dead. */
  void kill() {
    process.destroyForcibly();
    ended();
  }

  /** SIGSTOP: it does nothing any more, until it is told to go on. */
  void standStill() {
    signal("STOP");
  }

  /** SIGCONT. */
  void goOn() {
    signal("CONT");
  }

  /** SIGHUP: it reads its configuration and lists again. */
  void reload() {
    signal("HUP");
  }

  private void signal(String name) {
    if (said("kill", "-" + name, String.valueOf(pid())).isEmpty()) {
      throw new AssertionError("no SIG" + name + " for process " + pid());
    }
  }

  /** SIGTERM; returns when it has ended. */
  Ended terminate() {
    boolean unused = process.toHandle().destroy(); // Process.destroy() would also close its pipes
    return ended();
  }

  private Ended ended() {
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("it has not ended: " + String.join("\n", threads()));
      }
      for (Thread listener : listeners) {
        listener.join(PATIENCE);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
    return new Ended(process.exitValue(), List.copyOf(out), List.copyOf(err));
  }

  /** What it said, and what its threads are at. */
  private List<String> threads() {
    Optional<String> unused = said("kill", "-QUIT", String.valueOf(pid()));
    Await.until("a thread dump", () -> out.stream().anyMatch(l -> l.contains("Metaspace")));
    return Stream.of(err, out).flatMap(List::stream).toList();
  }

  /** What another program says on standard output; empty if it fails or is not there. */
  static Optional<String> said(String... command) {
    try {
      Process asked = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var reader =
          new InputStreamReader(asked.getInputStream(), StandardCharsets.UTF_8)) {
        String said = reader.readAllAsString();
        return asked.waitFor() == 0 ? Optional.of(said) : Optional.empty();
      }
    } catch (IOException notThere) {
      return Optional.empty();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
