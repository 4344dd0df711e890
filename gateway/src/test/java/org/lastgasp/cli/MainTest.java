package org.lastgasp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
  private final Shell shell = new Shell();

  @Test
  void everyVerbHasHelpWithAnExampleThatFitsAScreen() {
    Map<String, CommandLine> verbs = verbs();
    assertThat(verbs).containsKeys("", "validate", "inventory show", "guids import", "windows");
    verbs.forEach(
        (verb, command) -> {
          Shell.Heard heard = shell.run((Object[]) (verb + " --help").strip().split(" "));
          assertThat(heard.exit()).as(verb).isZero();
          assertThat(heard.err()).as(verb).isEmpty();
          assertThat(heard.out()).as(verb).contains("Example:").contains("lastgasp " + verb);
          int screen = verb.isEmpty() ? 25 + command.getSubcommands().size() : 40;
          assertThat(heard.out().lines()).as(verb).hasSizeLessThan(screen); // a line for each verb
          assertThat(heard.out().lines()).as(verb).allMatch(line -> line.length() <= 100);
        });
  }

  @Test
  void everyVerbThatDoesSomethingPrintsTablesOrJson() {
    verbs()
        .forEach(
            (verb, command) -> {
              if (command.getSubcommands().isEmpty()) {
                assertThat(command.getCommandSpec().findOption("-o")).as(verb).isNotNull();
              }
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "inventory",
        "swich",
        "--nonsense",
        "validate --nonsense",
        "validate surplus",
        "validate -o xml",
        "switch on",
        "switch enforce",
        "switch --reason because",
        "storm on",
        "storm --region North",
        "storm on --distributor 100 --reason because",
        "storm aside --reason because",
        "breaker close",
        "breaker open --reason because",
        "breaker --reason because",
        "windows --state closed",
        "windows --hub 90-B3",
        "windows --url localhost:8080",
        "audit --from yesterday",
        "audit --device 90-B3",
        "explain",
        "worklist --distributor SSEN",
        "campaign --distributor SSEN",
        "campaign --distributor 100",
        "worklist --resolve 7",
        "worklist --resolve seven --reason because",
        "worklist --reason because",
        "guids import",
        "inventory show",
        "inventory show 90-B3-D5-1F-30-01-00-0G",
      })
  void wrongUseIsSaidInTwoLinesAndExits64(String words) {
    Shell.Heard heard = shell.run((Object[]) words.split(" "));
    if (words.isEmpty()) {
      heard = shell.run();
    }
    assertThat(heard.exit()).isEqualTo(64);
    assertThat(heard.out()).isEmpty();
    List<String> lines = heard.err().lines().toList();
    assertThat(lines.getFirst()).startsWith("lastgasp");
    assertThat(lines.getLast()).matches("see lastgasp.* --help");
    assertThat(lines).hasSizeBetween(2, 3);
  }

  @Test
  void aVerbThatIsMistypedIsSuggested() {
    assertThat(shell.run("swich").err()).contains("switch");
  }

  @Test
  void theVerbsOfTheLabAreNotTheGateways() {
    assertThat(verbs()).doesNotContainKeys("demo", "replay", "simulate", "check-meter");
    assertThat(shell.run("demo").exit()).isEqualTo(64);
  }

  @Test
  void theVersionIsSaid() {
    Shell.Heard heard = shell.run("--version");
    assertThat(heard.exit()).isZero();
    assertThat(heard.out()).startsWith("lastgasp ");
  }

  @Test
  void aResultThatCannotBeWrittenIsAFailure() {
    StringWriter err = new StringWriter();
    assertThat(Main.run(intoAFullDisk(err), "--version")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("lastgasp: standard output is closed or full: the result is not complete\n");
  }

  @Test
  void aReaderThatHasEnoughIsNoFault() {
    StringWriter err = new StringWriter();
    Main.StandardOutput pipe = new Main.StandardOutput(failing("Broken pipe"));
    Console console = into(pipe, err);
    assertThat(Main.run(console, pipe::isReaderGone, "--version")).isEqualTo(1);
    assertThat(err.toString()).isEmpty();
    Main.StandardOutput full = new Main.StandardOutput(failing("No space left on device"));
    assertThat(Main.run(into(full, err), full::isReaderGone, "--version")).isEqualTo(1);
    assertThat(err.toString()).contains("the result is not complete");
  }

  @Test
  void aCampaignIsShownOfOneDistributorHoweverItIsWritten() throws IOException {
    String row =
        "{\"model\":\"E470\",\"firmware_hash\":\"ab\",\"distributor\":\"%s\",\"questions\":[]}";
    String rows = row.formatted("7") + "," + row.formatted("20") + "," + row.formatted("unknown");
    HttpServer gateway = answering("{\"campaigns\":[" + rows + "],\"untracked\":[]}");
    try {
      Map<String, Integer> shown = Map.of("7", 1, "07", 1, "20", 1, "unknown", 1, "all", 3);
      shown.forEach(
          (given, count) ->
              assertThat(
                      shell
                          .run("campaign", "--distributor", given, "--url", url(gateway))
                          .out()
                          .lines()
                          .filter(line -> line.startsWith("E470")))
                  .as(given)
                  .hasSize(count));
    } finally {
      gateway.stop(0);
    }
  }

  @Test
  void whoFollowsAlertsEndsWhereNobodyReadsThemAnyMore() throws IOException {
    HttpServer gateway = answering("{\"alerts\":[]}");
    try {
      String url = url(gateway);
      StringWriter err = new StringWriter();
      assertTimeoutPreemptively(
          Duration.ofSeconds(30),
          () -> {
            int exit = Main.run(intoAFullDisk(err), "alerts", "--follow", "--url", url);
            assertThat(exit).isEqualTo(1);
          });
    } finally {
      gateway.stop(0);
    }
  }

  @Test
  void whoFollowsAlertsWaitsWhileTheGatewayCannotReadThem() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    HttpServer gateway =
        answering(() -> asked.incrementAndGet() == 2 ? 503 : 200, "{\"alerts\":[]}");
    try {
      String url = url(gateway);
      StringWriter err = new StringWriter();
      Thread follows =
          Thread.ofVirtual()
              .start(
                  () ->
                      Main.run(
                          new Console(
                              new PrintWriter(new StringWriter()), new PrintWriter(err, true),
                              Map.of()),
                          "alerts", "--follow", "--url", url));
      assertTimeoutPreemptively(
          Duration.ofSeconds(30),
          () -> {
            while (!err.toString().contains(url + " answers again")) {
              assertThat(follows.isAlive()).as(err.toString()).isTrue();
              LockSupport.parkNanos(10_000_000);
            }
          });
      assertThat(err.toString()).contains(url + " cannot answer now (");
      follows.interrupt();
    } finally {
      gateway.stop(0);
    }
  }

  private static HttpServer answering(String json) throws IOException {
    return answering(() -> 200, json);
  }

  private static HttpServer answering(IntSupplier status, String json) throws IOException {
    byte[] body = json.getBytes(UTF_8);
    HttpServer gateway = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    gateway.createContext(
        "/",
        asked -> {
          asked.sendResponseHeaders(status.getAsInt(), body.length);
          asked.getResponseBody().write(body);
          asked.close();
        });
    gateway.start();
    return gateway;
  }

  private static String url(HttpServer gateway) {
    return "http://127.0.0.1:" + gateway.getAddress().getPort();
  }

  private static Console intoAFullDisk(StringWriter err) {
    return into(failing("No space left on device"), err);
  }

  private static Console into(OutputStream out, StringWriter err) {
    return new Console(new PrintWriter(out, true), new PrintWriter(err, true), Map.of());
  }

  private static OutputStream failing(String why) {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        throw new IOException(why);
      }
    };
  }

  /** All of them by their words, groups and the program itself included. */
  private static Map<String, CommandLine> verbs() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    Map<String, CommandLine> all = new LinkedHashMap<>();
    collect("", Verbs.all(new Console(nowhere, nowhere, Map.of())), all);
    return all;
  }

  private static void collect(String words, CommandLine command, Map<String, CommandLine> all) {
    all.put(words, command);
    List<String> names = new ArrayList<>(command.getSubcommands().keySet());
    names.forEach(
        name -> collect((words + " " + name).strip(), command.getSubcommands().get(name), all));
  }
}
