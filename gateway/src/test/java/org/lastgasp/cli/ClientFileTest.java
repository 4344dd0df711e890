package org.lastgasp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that says which gateway a person's commands ask, and what wins over it. */
class ClientFileTest {
  @TempDir Path home;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer gateway;
  private String url;

  @BeforeEach
  void listen() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext("/", this::answer);
    gateway.start();
    url = "http://127.0.0.1:" + gateway.getAddress().getPort();
    Files.createDirectories(home.resolve(".config"));
  }

  @AfterEach
  void close() {
    gateway.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(
        exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
    byte[] body = "{\"alerts\":[],\"next\":null}".getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void file(String... lines) throws IOException {
    Files.write(home.resolve(".config/lastgasp.yaml"), List.of(lines));
  }

  private Shell shell() {
    return new Shell().with("HOME", home.toString());
  }

  @Test
  void itNamesTheGatewayTheTokenAndTheDistributor() throws IOException {
    Files.writeString(home.resolve(".config/token"), "secret-1\n");
    file("url: " + url, "token-file: token", "distributor: 20");
    Shell.Heard heard = shell().run("alerts");
    assertThat(asked).singleElement().asString().contains("distributor=20", "Bearer secret-1");
    assertThat(heard.err())
        .contains("only distributor 20", "lastgasp.yaml", "--distributor all");
  }

  @Test
  void theFolderOfConfigurationsMayBeAnother() throws IOException {
    Files.createDirectories(home.resolve("x"));
    Files.writeString(home.resolve("x/lastgasp.yaml"), "url: " + url + "\n");
    assertThat(shell().with("XDG_CONFIG_HOME", home.resolve("x").toString()).run("alerts").exit())
        .isZero();
    assertThat(asked).hasSize(1);
  }

  @Test
  void optionsAndVariablesWinOverIt() throws IOException {
    Files.writeString(home.resolve(".config/token"), "secret-1\n");
    file("url: " + url, "token-file: token", "distributor: 20");
    shell().with("LASTGASP_TOKEN", "other").run("alerts", "--distributor", "17");
    shell().run("alerts", "--distributor", "all");
    assertThat(asked.get(0)).contains("distributor=17", "Bearer other");
    assertThat(asked.get(1)).doesNotContain("distributor=");
  }

  @Test
  void itsTokenGoesToNoOtherGateway() throws IOException {
    Files.writeString(home.resolve(".config/token"), "secret-1\n");
    file("url: http://gateway.example:8080", "token-file: token");
    shell().run("alerts", "--url", url);
    assertThat(asked).singleElement().asString().doesNotContain("secret-1");
  }

  @Test
  void allItsFaultsAreNamedAtOnce() throws IOException {
    file("ulr: " + url, "token-file: nowhere", "distributor: 200");
    Shell.Heard heard = shell().run("alerts");
    assertThat(heard.exit()).isEqualTo(Exit.WRONG_CONFIGURATION);
    assertThat(heard.err())
        .contains("ulr", "'url', if that was meant")
        .contains("token-file", "which cannot be read")
        .contains("distributor", "a number from 0 to 99")
        .contains("4 faults in your client file");
  }

  @Test
  void anAddressWithAQueryIsRefusedAndItsQueryNotShown() throws IOException {
    file("url: " + url + "/?token=secret");
    assertThat(shell().run("alerts").err())
        .contains("without user, password, query or fragment")
        .doesNotContain("secret");
    file("url: " + url);
    assertThat(shell().run("alerts", "--url", url + "/?a=b").exit()).isEqualTo(Exit.WRONG_USE);
    assertThat(asked).isEmpty();
  }

  @Test
  void aTokenFileWithoutATokenIsNamed() throws IOException {
    Files.writeString(home.resolve(".config/token"), "\n");
    file("url: " + url, "token-file: token");
    assertThat(shell().run("alerts").err()).contains("token holds no token");
  }

  @Test
  void aGatewayThatDoesNotAnswerIsNamedWithTheFile() throws IOException {
    file("url: http://127.0.0.1:1");
    Shell.Heard heard = shell().run("alerts");
    assertThat(heard.exit()).isEqualTo(Exit.FAILED);
    assertThat(heard.err()).contains("http://127.0.0.1:1", "connection refused", "--config");
  }
}
