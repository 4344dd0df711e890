package org.lastgasp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.access.Role;
import org.lastgasp.inventory.Inventory;

class ContentFilterTest {
  private static final String JSON = "Content-Type: application/json";

  @TempDir Path folder;
  private final AtomicBoolean listCame = new AtomicBoolean();
  private Inventory inventory;
  private OpenListener listener;

  @BeforeEach
  void open() {
    inventory = Inventory.open(folder, InstantSource.system());
    listener =
        new OpenListener(
            new RouteTable()
                .post("/order", Role.VIEWER, (request, response) -> response.send(request.body()))
                .list("/list", Role.VIEWER, this::list)
                .document("/any", (request, response) -> response.send("any")),
            new ContentFilter(inventory));
  }

  private void list(ServerRequest request, ServerResponse response) {
    listCame.set(request.list() != null);
    response.send("taken");
  }

  @AfterEach
  void close() {
    listener.close();
    inventory.close();
  }

  @Test
  void anOrderIsReadBeforeItIsHandled() {
    assertThat(listener.post("/order", "{\"to\":\"off\"}", JSON).body())
        .isEqualTo("{\"to\":\"off\"}");
  }

  @Test
  void anOrderMayNameItsCharacterSet() {
    assertThat(listener.post("/order", "{}", JSON + "; charset=utf-8").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"})
  void whatAPageCouldSendWithoutAskingIsNoOrder(String type) {
    OpenListener.Answer answer = listener.post("/order", "{}", "Content-Type: " + type);
    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.body()).contains("Content-Type: application/json");
  }

  @Test
  void anOrderWithoutABodyNeedsNoType() {
    assertThat(listener.post("/order", "").status()).isEqualTo(200);
  }

  @Test
  void anOrderHasAtMost64KiB() {
    String longest = "x".repeat(64 << 10);
    assertThat(listener.post("/order", longest, JSON).status()).isEqualTo(200);
    OpenListener.Answer answer = listener.post("/order", longest + "x", JSON);
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).contains("65536 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u0000", "\\u001b", "\\ud800", "\\u0085"})
  void anOrderWithACharacterThatNobodyCanReadIsRefused(String unreadable) {
    OpenListener.Answer answer =
        listener.post("/order", "{\"to\":\"off\",\"reason\":\"a" + unreadable + "b\"}", JSON);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("'reason' has a character", "nothing was changed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\n", "\\r\\n", "\\t", "\\ud83d\\ude00", "\\u200d"})
  void linesAndCharactersOfEveryScriptAreText(String readable) {
    String order = "{\"reason\":\"a" + readable + "b\"}";
    assertThat(listener.post("/order", order, JSON).status()).isEqualTo(200);
  }

  @Test
  void whatIsCompressedOnTheWayIsRefused() {
    OpenListener.Answer answer = listener.post("/order", "{}", JSON, "Content-Encoding: gzip");
    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.header("Accept-Encoding")).contains("identity");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/csv", "Text/Plain; charset=utf-8", "application/gzip",
        "application/octet-stream"})
  void aListMayBeCalledWhatListsAre(String type) {
    assertThat(listener.post("/list", "a,b", "Content-Type: " + type).status()).isEqualTo(200);
    assertThat(listCame).isTrue();
  }

  @Test
  void aListNeedsNoType() {
    assertThat(listener.post("/list", "a,b").body()).isEqualTo("taken");
  }

  @Test
  void aPictureIsNoList() {
    OpenListener.Answer answer = listener.post("/list", "a,b", "Content-Type: image/png");
    assertThat(answer.status()).isEqualTo(415);
    assertThat(listCame).isFalse();
  }

  @Test
  void aListIsRemovedFromTheDiskOnceItIsHandled() throws IOException {
    List<Path> before = files();
    listener.post("/list", "a,b");
    assertThat(files()).isEqualTo(before);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void aListThatEndsTooEarlyIsNotHandled() {
    OpenListener.Answer answer = listener.post("/list", "a,b", "Content-Length: 99");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(listCame).isFalse();
  }

  @Test
  void whatIsNeitherIsLeftAlone() {
    assertThat(listener.post("/any", "x", "Content-Encoding: gzip").body()).isEqualTo("any");
  }
}
