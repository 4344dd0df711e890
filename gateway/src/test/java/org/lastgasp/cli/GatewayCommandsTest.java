package org.lastgasp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.access.AdminToken;
import org.lastgasp.app.Gateway;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigReader;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/** The verbs that ask a gateway: with one that runs, and with what it left behind. */
class GatewayCommandsTest {
  private static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  private static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  private static final Eui64 OTHER = Eui64.of("00-DB-12-34-56-78-90-A1");
  private static final Eui64 HUB = Eui64.of("00-DB-00-00-00-00-00-01");
  private static final RequestId REQUEST = new RequestId(SUPPLIER, METER, 1);
  private static final String NOBODY = "http://127.0.0.1:1";

  @TempDir Path folder;
  private final Shell shell = new Shell();
  private HttpServer dsp;
  private Path config;
  private Gateway gateway;
  private String url;

  @BeforeEach
  void start() throws IOException {
    dsp = HttpServer.create(loopback(), 0);
    dsp.createContext(
        "/",
        exchange -> {
          byte[] taken = MessageBuilder.acknowledgement(REQUEST, "11.3", "I0", Instant.EPOCH);
          exchange.sendResponseHeaders(200, taken.length);
          exchange.getResponseBody().write(taken);
          exchange.close();
        });
    dsp.start();
    config =
        write(
            "lastgasp.yaml",
            """
            listen: {duis: "127.0.0.1:0", admin: "127.0.0.1:0"}
            dsp: {url: "http://127.0.0.1:%d"}
            """
                .formatted(dsp.getAddress().getPort()));
    started(Optional.empty());
  }

  private void started(Optional<String> token) {
    Config settings =
        switch (ConfigReader.read(Optional.of(config), Map.of())) {
          case ConfigResult.Loaded loaded -> loaded.config();
          case ConfigResult.Faulty faulty -> throw new AssertionError(faulty);
        };
    Gateway.Options options =
        new Gateway.Options(
            token, () -> new ConfigResult.Loaded(settings, List.of()), DeliverySettings.USUAL);
    gateway = Gateway.start(settings, InstantSource.system(), options);
    url = "http://127.0.0.1:" + gateway.adminPort();
    token.or(() -> AdminToken.read(config.resolveSibling("data")))
        .ifPresent(text -> shell.with("LASTGASP_TOKEN", text));
  }

  @AfterEach
  void stop() {
    gateway.close();
    dsp.stop(0);
  }

  @Test
  void theSwitchIsShownAndSet() {
    assertThat(shell.run("switch", "--url", url).out()).isEqualTo("enforce\n");
    Shell.Heard set = shell.run("switch", "observe", "--reason", "a storm", "--url", url);
    assertThat(set.exit()).isZero();
    assertThat(set.out()).isEqualTo("observe\n");
    assertThat(shell.run("switch", "--url", url, "-o", "json").out())
        .isEqualToIgnoringWhitespace("{\"switch\":\"observe\"}");
    gateway.close();
    Shell.Heard offline = shell.run("switch", "--url", NOBODY, "--config", config);
    assertThat(offline.exit()).isZero();
    assertThat(offline.out()).isEqualTo("observe\n");
    assertThat(offline.err()).contains("no gateway answers", "reading its data folder");
    Shell.Heard freePort = shell.run("switch", "--config", config);
    assertThat(freePort.out()).isEqualTo("observe\n");
    assertThat(freePort.err()).contains("it takes any free port");
  }

  @Test
  void whatChangesSomethingNeedsAGateway() throws IOException {
    Path list = write("list.txt", METER + "\n");
    for (Object[] verb :
        List.of(
            new Object[] {"switch", "off", "--reason", "why"},
            new Object[] {"guids", "import", list},
            new Object[] {"inventory", "import", list})) {
      Object[] words = Stream.concat(Stream.of(verb), Stream.of("--url", NOBODY)).toArray();
      Shell.Heard heard = shell.run(words);
      assertThat(heard.exit()).isEqualTo(1);
      assertThat(heard.out()).isEmpty();
      assertThat(heard.err()).contains("nothing was changed").contains("lastgasp serve");
    }
  }

  @Test
  void anAnswerThatIsLostLeavesOpenWhatWasDone() throws IOException {
    Path list = write("list.txt", METER + "\n");
    HttpServer losing = HttpServer.create(loopback(), 0);
    losing.createContext("/", HttpExchange::close);
    losing.createContext(
        "/api/v1/dead-letters/1/",
        exchange -> {
          byte[] done = "{\"number\":1,\"done\":\"sent again\"}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, done.length);
          exchange.getResponseBody().write(done);
          exchange.close();
        });
    losing.start();
    String there = "http://127.0.0.1:" + losing.getAddress().getPort();
    for (Object[] verb :
        List.of(
            new Object[] {"switch", "observe", "--reason", "why"},
            new Object[] {"guids", "import", list},
            new Object[] {"dead-letters", "resend", "1", "2", "--reason", "why"})) {
      Object[] words = Stream.concat(Stream.of(verb), Stream.of("--url", there)).toArray();
      Shell.Heard heard = shell.run(words);
      assertThat(heard.exit()).isEqualTo(1);
      assertThat(heard.err())
          .contains(there + " gave no answer (", "may have been done", "lastgasp changes")
          .doesNotContain("nothing was changed");
    }
    losing.stop(0);
    assertThat(shell.run("clock", "--url", there).err()).contains("no gateway answers");
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Test
  void reportsAreBuiltSentListedAndVerified() throws IOException {
    Shell.Heard built = shell.run("report", "build", "--url", url);
    assertThat(built.exit()).isZero();
    assertThat(built.out()).contains("poa-report-consolidated-", "-000001.csv  built  ");
    Shell.Heard sent = shell.run("report", "send", "--url", url);
    assertThat(sent.exit()).isZero();
    assertThat(sent.out()).contains("directory:" + folder.resolve("data/reports"));
    assertThat(shell.run("report", "send", "--target", "nobody", "--url", url).err())
        .contains("No such target");
    Shell.Heard listed = shell.run("report", "list", "--url", url);
    assertThat(listed.out()).contains("-000001.csv  built  ", "directory:");
    Path report = theOnly(folder.resolve("data/reports"));
    assertThat(shell.run("report", "verify", report).out()).endsWith("1 file, 0 rows: whole\n");

    gateway.close();
    Shell.Heard offline = shell.run("report", "list", "--url", NOBODY, "--config", config);
    assertThat(offline.out()).isEqualTo(listed.out());
    assertThat(offline.err()).contains("reading its data folder");
    Shell.Heard nobody = shell.run("report", "build", "--url", NOBODY);
    assertThat(nobody.exit()).isEqualTo(1);
    assertThat(nobody.err()).contains("nothing was changed");

    Files.writeString(report, Files.readString(report).replace("assessment", "judgement"));
    Shell.Heard spoiled = shell.run("report", "verify", report, "-o", "json");
    assertThat(spoiled.exit()).isEqualTo(1);
    assertThat(spoiled.out()).contains("\"malformed\"", "\"footer\"", "\"line\" : 2");
  }

  private static Path theOnly(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.getFirst();
    }
  }

  @Test
  void devicesAreImportedAndShown() throws IOException {
    Path devices = write("devices.csv", devices(METER, OTHER));
    Shell.Heard dry = shell.run("inventory", "import", devices, "--dry-run", "--url", url);
    assertThat(dry.exit()).isZero();
    assertThat(dry.err()).contains("nothing was changed");
    assertThat(shell.run("inventory", "show", METER, "--url", url).exit()).isEqualTo(1);

    Shell.Heard taken = shell.run("inventory", "import", devices, "--url", url);
    assertThat(taken.exit()).isZero();
    assertThat(taken.out())
        .isEqualTo(
            """
            ROWS  ADDED  UPDATED  REMOVED  UNCHANGED
            2     2      0        0        0
            no window ended
            """);
    Shell.Heard shown = shell.run("inventory", "show", METER, "--url", url);
    assertThat(shown.out()).contains("chf id").contains(HUB.toString());

    Path one = write("one.csv", devices(METER));
    Shell.Heard replaced =
        shell.run("inventory", "import", one, "--replace", "--force", "--url", url);
    assertThat(replaced.out()).contains("1     0      0        1        1");
    Shell.Heard gone = shell.run("inventory", "show", OTHER, "--url", url);
    assertThat(gone.exit()).isEqualTo(1);
    assertThat(gone.err()).contains("no device " + OTHER);

    gateway.close();
    Shell.Heard offline =
        shell.run("inventory", "show", METER, "--url", NOBODY, "--config", config);
    assertThat(offline.out()).isEqualTo(shown.out());
  }

  @Test
  void aListWithABadLineIsRefusedWithItsNumberAndTheOldOneStays() throws IOException {
    Path good = write("good.txt", METER + "\n");
    Path bad = write("bad.txt", METER + "\n# a remark\nnonsense\n");
    assertThat(shell.run("guids", "import", good, "--url", url).exit()).isZero();
    Shell.Heard refused = shell.run("guids", "import", bad, "--url", url);
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains(bad + ":3: 'nonsense' is not an EUI-64");
    assertThat(shell.run("guids", "diff", good, "--url", url).out())
        .startsWith("0 added, 0 removed, 1 unchanged\nno window would end\n");

    Path empty = write("empty.txt", "");
    assertThat(shell.run("guids", "import", empty, "--url", url).exit()).isEqualTo(1);
    assertThat(shell.run("guids", "import", empty, "--force", "--url", url).exit()).isZero();
  }

  @Test
  void listsAreComparedWithOrWithoutAGateway() throws IOException {
    shell.run("guids", "import", write("old.txt", METER + "\n"), "--url", url);
    Path other = write("other.txt", OTHER + "\n");
    String difference =
        """
        - %s
        + %s
        1 added, 1 removed, 0 unchanged
        no window would end
        0 of 0 electricity meters of the inventory would be listed (0.0 %%)
        """
            .formatted(METER, OTHER);
    assertThat(shell.run("guids", "diff", other, "--url", url).out()).isEqualTo(difference);
    gateway.close();
    Shell.Heard offline = shell.run("guids", "diff", other, "--url", NOBODY, "--config", config);
    assertThat(offline.out()).isEqualTo(difference);
    assertThat(offline.exit()).isZero();
  }

  @Test
  void windowsAreListedWithOrWithoutAGateway() throws Exception {
    shell.run("guids", "import", write("list.txt", METER + "\n"), "--url", url);
    shell.run("inventory", "import", write("devices.csv", devices(METER)), "--url", url);
    assertThat(shell.run("windows", "--url", url).err()).contains("no such window");
    activate();

    Shell.Heard heard = shell.run("windows", "--state", "open", "--hub", HUB, "--url", url);
    assertThat(heard.exit()).isZero();
    assertThat(heard.out().lines())
        .satisfiesExactly(
            header -> assertThat(header).startsWith("HUB").contains("METER", "STATE", "UNTIL"),
            row -> assertThat(row).startsWith(HUB + "  " + METER + "  on-demand  open"));
    assertThat(shell.run("windows", "--state", "pending", "--url", url).out()).isEmpty();
    Shell.Heard json = shell.run("windows", "-o", "json", "--url", url);
    assertThat(CliJson.MAPPER.readTree(json.out()).at("/windows/0/request_id").asText())
        .isEqualTo(REQUEST.toString());

    gateway.close();
    assertThat(
            shell.run("windows", "-o", "json", "--url", NOBODY, "--config", config).out())
        .isEqualTo(json.out());
  }

  @Test
  void anImportSaysWhichWindowsItMovesAndEndsBeforeAndAfter() throws Exception {
    Path list = write("list.txt", METER + "\n");
    assertThat(shell.run("guids", "import", list, "--url", url).out())
        .endsWith("no window ended\n");
    shell.run("inventory", "import", write("devices.csv", devices(METER)), "--url", url);
    activate();
    Path moved = write("moved.csv", devices(METER).replace(HUB.toString(), OTHER.toString()));
    assertThat(shell.run("inventory", "import", moved, "--dry-run", "--url", url).out())
        .contains("no window would end\n1 window would move to another hub\n");
    assertThat(shell.run("inventory", "import", moved, "--url", url).out())
        .endsWith("no window ended\n1 window moved to another hub\n");
    Path other = write("other.txt", OTHER + "\n");
    assertThat(shell.run("guids", "import", other, "--force", "--url", url).out())
        .endsWith("1 window ended\n");
  }

  @Test
  void whatHappenedIsToldWithOrWithoutAGateway() throws Exception {
    shell.run("guids", "import", write("list.txt", METER + "\n"), "--url", url);
    shell.run("inventory", "import", write("devices.csv", devices(METER)), "--url", url);
    activate();
    alert();
    Shell.Heard trail = shell.run("audit", "--device", METER, "--url", url);
    assertThat(trail.exit()).isZero();
    assertThat(trail.out().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("AT").contains("WHAT", "USER", "DEVICE"),
            line -> assertThat(line).contains("request", SUPPLIER.toString(), "11.3"),
            line -> assertThat(line).contains("answer", "200", "I0"));
    Shell.Heard told = shell.run("explain", METER, "--url", url);
    assertThat(told.exit()).isZero();
    assertThat(told.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(told.out())
        .contains("SUPPRESSED, in-window", " opens, until ", "holds:", "message sha256");
    Shell.Heard json = shell.run("explain", HUB, "--url", url, "-o", "json");
    assertThat(json.out()).contains("\"because\"", "\"timeline\"");
    Shell.Heard unknown = shell.run("explain", "BANANA", "--url", url);
    assertThat(unknown.exit()).isEqualTo(1);
    assertThat(unknown.err()).contains("nothing is known of 'BANANA'", "name a hub or meter");

    gateway.close();
    Shell.Heard offline = shell.run("explain", METER, "--url", NOBODY, "--config", config);
    assertThat(offline.exit()).isZero();
    assertThat(offline.out()).isEqualTo(told.out());
    assertThat(offline.err()).contains("no gateway answers", "reading its data folder");
    Shell.Heard late =
        shell.run("audit", "--device", METER, "--url", NOBODY, "--config", config);
    assertThat(late.out()).isEqualTo(trail.out());
    try (Stream<Path> files = Files.list(folder.resolve("data/story"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Shell.Heard rebuilt = shell.run("explain", METER, "--url", NOBODY, "--config", config);
    assertThat(rebuilt.out()).isEqualTo(told.out());
    assertThat(shell.run("explain", "BANANA", "--url", NOBODY, "--config", config).exit())
        .isEqualTo(1);
  }

  private void alert() throws Exception {
    byte[] alert =
        MessageBuilder.ad1(
            new ResponseId(HUB, SUPPLIER, 1), HUB, Instant.now(), "2012345678903",
            OptionalLong.empty(), Instant.now());
    HttpRequest post =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.duisPort() + "/api/v1/receive"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(alert))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(client.send(post, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(204);
    }
  }

  @Test
  void aGatewayThatWantsATokenGetsIt() {
    gateway.close();
    started(Optional.of("secret"));
    Shell.Heard without = new Shell().run("switch", "--url", url);
    assertThat(without.exit()).isEqualTo(1);
    assertThat(without.err()).contains("set LASTGASP_TOKEN");
    assertThat(new Shell().with("LASTGASP_TOKEN", "secret").run("switch", "--url", url).out())
        .isEqualTo("enforce\n");
  }

  @Test
  void aFolderWhereNoGatewayRanIsSaidToBeOne() throws IOException {
    Path elsewhere = write("other.yaml", "journal: {path: nowhere/journal}\n");
    Shell.Heard heard = shell.run("windows", "--url", NOBODY, "--config", elsewhere);
    assertThat(heard.exit()).isEqualTo(1);
    assertThat(heard.err()).contains("there is no journal in " + folder.resolve("nowhere/journal"));
    assertThat(folder.resolve("nowhere")).doesNotExist();
  }

  @Test
  void aFolderThatCannotBeReadIsNotSaidToBeEmpty() throws IOException {
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    Path unreadable = write("loop.yaml", "journal: {path: loop/journal}\n");
    List<List<Object>> commands =
        List.of(
            List.of("windows", "--url", NOBODY, "--config", unreadable),
            List.of("report", "list", "--url", NOBODY, "--config", unreadable),
            List.of("inventory", "show", METER, "--url", NOBODY, "--config", unreadable),
            List.of("backup", folder.resolve("copy"), "--config", unreadable),
            List.of("restore", loop, "--config", config));
    for (List<Object> command : commands) {
      Shell.Heard heard = shell.run(command.toArray());
      assertThat(heard.exit()).as("%s", command).isEqualTo(1);
      assertThat(heard.err()).contains(": reading " + loop, "Too many levels of symbolic links");
    }
  }

  private void activate() throws Exception {
    byte[] command =
        org.lastgasp.gbcs.PayloadBuilder.activateFirmware(
            SUPPLIER, METER, 1, "AB".repeat(32), Optional.empty());
    byte[] signed = org.lastgasp.gbcs.PayloadBuilder.signed(command, new byte[64]);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:" + gateway.duisPort() + "/api/v1/serviceS"))
                  .POST(
                      HttpRequest.BodyPublishers.ofByteArray(
                          MessageBuilder.signedActivation(REQUEST, 5, signed)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  private static String devices(Eui64... meters) {
    StringBuilder csv =
        new StringBuilder("device_id,device_type,smets_version,manufacturer,chf_id\n");
    for (Eui64 meter : meters) {
      csv.append("%s,ESME,SMETS2 V4.2,Landis+Gyr,%s%n".formatted(meter, HUB));
    }
    return csv.toString();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void sayHowToAskAGatewayWhoseConfigurationHasAFaultNow() throws IOException {
    Path faulty = write("faulty.yaml", "windo: 30m\n");

    Shell.Heard refused = shell.run("switch", "--config", faulty);
    Shell.Heard asked = shell.run("switch", "--config", faulty, "--url", url);

    assertThat(refused.exit()).isEqualTo(Exit.WRONG_CONFIGURATION);
    assertThat(refused.err()).contains("unknown key", "--url http://HOST:PORT");
    assertThat(asked.exit()).isEqualTo(Exit.DONE);
  }
}
