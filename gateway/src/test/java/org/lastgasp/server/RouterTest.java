package org.lastgasp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lastgasp.access.Role;

class RouterTest {
  private final List<String> passed = new CopyOnWriteArrayList<>();
  private final OpenListener listener =
      new OpenListener(
          new RouteTable()
              .get("/page", Role.VIEWER, (request, response) -> response.send("a page"))
              .get(
                  "/of/{name}",
                  Role.VIEWER,
                  (request, response) -> response.send(request.parameter("name")))
              .get("/target", Role.VIEWER, (request, response) -> response.send(request.target()))
              .get(
                  "/values",
                  Role.VIEWER,
                  (request, response) -> response.send("" + request.query("v")))
              .get("/fields", Role.VIEWER, RouterTest::fields)
              .get("/broken", Role.VIEWER, RouterTest::broken)
              .get("/broken/{id}", Role.VIEWER, RouterTest::broken)
              .get("/disk/{id}", Role.VIEWER, RouterTest::disk)
              .get("/disk", Role.VIEWER, RouterTest::disk)
              .get("/wrapped", Role.VIEWER, RouterTest::wrapped)
              .get("/soon", Role.VIEWER, RouterTest::soon)
              .document("/announced", RouterTest::announced)
              .document("/unread", (request, response) -> response.status(409).send("no"))
              .document("/small", RouterTest::small),
          this::first,
          this::second);

  private static void soon(ServerRequest request, ServerResponse response) {
    response.header("Retry-After", "10");
    Problem.of(503, "Too many at once", "send it again in a while").send(response);
  }

  private void first(
      RouteTable.Route route, ServerRequest request, ServerResponse response, Router.Onward on) {
    passed.add("first " + route.path());
    if (request.header("Stop").isPresent()) {
      response.status(418).send("stopped");
      return;
    }
    on.go();
  }

  private void second(
      RouteTable.Route route, ServerRequest request, ServerResponse response, Router.Onward on) {
    passed.add("second " + route.path());
    on.go();
  }

  private static void fields(ServerRequest request, ServerResponse response) {
    response.header("One", "old").header("One", "new").header("Two", List.of("a", "b")).send("x");
  }

  private static void broken(ServerRequest request, ServerResponse response) {
    response.status(201).header("Half", "done").send("half");
    throw new IllegalStateException("a mistake of ours");
  }

  private static void disk(ServerRequest request, ServerResponse response) {
    throw new UncheckedIOException("writing /data/x", new IOException("No space left on device"));
  }

  private static void wrapped(ServerRequest request, ServerResponse response) {
    try {
      disk(request, response);
    } catch (UncheckedIOException failed) {
      throw new IllegalStateException("while listing", failed);
    }
  }

  private static void announced(ServerRequest request, ServerResponse response) {
    response.send(request.announced() + " " + request.headers().get("X-Two"));
  }

  private static void small(ServerRequest request, ServerResponse response) {
    response.send(Body.small(request, 10).map(bytes -> bytes.length + " bytes").orElse("too long"));
  }

  @AfterEach
  void close() {
    listener.close();
  }

  @Test
  void aPathThatNobodyKnowsIsNamedInAProblemDocument() {
    OpenListener.Answer answer = listener.get("/nowhere");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains("\"status\":404", "nothing is at /nowhere");
  }

  @Test
  void anotherMethodIsToldWhatIsAllowed() {
    OpenListener.Answer answer = listener.post("/page", "");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).contains("GET, HEAD");
    assertThat(answer.body()).contains("/page takes GET, HEAD, not POST");
  }

  @Test
  void headHasTheFieldsOfGetWithoutItsBody() {
    OpenListener.Answer answer = listener.send("HEAD", "/page", new byte[0]);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Length")).contains("6");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void aPartOfThePathIsDecoded() {
    assertThat(listener.get("/of/a%20b").body()).isEqualTo("a b");
  }

  @Test
  void theTargetIsKeptAsItCame() {
    assertThat(listener.get("/target?b=%2F&a=%20").body()).isEqualTo("/target?b=%2F&a=%20");
  }

  @Test
  void everyValueOfAParameterIsGiven() {
    assertThat(listener.get("/values?v=1&v=2").body()).isEqualTo("[1, 2]");
    assertThat(listener.get("/values").body()).isEqualTo("[]");
  }

  @Test
  void aFieldReplacesTheOneOfItsName() {
    OpenListener.Answer answer = listener.get("/fields");
    assertThat(answer.header("One")).contains("new");
    assertThat(answer.header("Two")).contains("a, b");
  }

  @Test
  void filtersArePassedInTheirOrder() {
    assertThat(listener.get("/page").body()).isEqualTo("a page");
    assertThat(passed).containsExactly("first /page", "second /page");
  }

  @Test
  void aFilterMayAnswerInPlaceOfWhoeverComesAfterIt() {
    OpenListener.Answer answer = listener.get("/page", "Stop: 1");
    assertThat(answer.status()).isEqualTo(418);
    assertThat(passed).containsExactly("first /page");
  }

  @Test
  void whatNobodyAnswersPassesNoFilter() {
    listener.get("/nowhere");
    listener.post("/page", "");
    assertThat(passed).isEmpty();
  }

  @Test
  void aMistakeOfOursIsA500AndLeavesNothingOfTheAnswer() {
    OpenListener.Answer answer = listener.get("/broken");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.header("Half")).isEmpty();
    assertThat(answer.body()).contains("fault of Lastgasp").doesNotContain("a mistake of ours");
  }

  @Test
  void afterAMistakeTheNextRequestIsServed() {
    listener.get("/broken");
    assertThat(listener.get("/page").status()).isEqualTo(200);
  }

  @Test
  void aDiskThatIsFullIsNoMistakeOfOurs() {
    OpenListener.Answer answer = listener.get("/disk");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).contains("30");
    assertThat(answer.body()).contains("writing /data/x", "No space left on device");
  }

  @Test
  void anAnswerThatSaysWhenToTryAgainIsSentAsItIs() {
    assertThat(listener.get("/soon").header("Retry-After")).contains("10");
  }

  @Test
  void aDiskThatIsFullIsFoundBehindAnotherFailure() {
    assertThat(listener.get("/wrapped").status()).isEqualTo(503);
  }

  @Test
  void whatStandsInAPathIsInNoLineOfTheLog() {
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler handler =
        new StreamHandler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line.getMessage());
          }
        };
    Logger log = Logger.getLogger(Router.class.getName());
    log.addHandler(handler);
    try {
      assertThat(listener.get("/disk/2000000000015").status()).isEqualTo(503);
      assertThat(listener.get("/broken/2000000000015").status()).isEqualTo(500);
    } finally {
      log.removeHandler(handler);
    }
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("event=store-not-available path=/disk/{id} why=");
    assertThat(lines.get(1)).startsWith("event=request-failed path=/broken/{id}");
    assertThat(lines.toString()).doesNotContain("2000000000015");
  }

  @Test
  void aLengthIsAnnouncedUnlessTheBodyComesInChunks() {
    assertThat(listener.post("/announced", "12345").body()).startsWith("Optional[5]");
    assertThat(listener.post("/announced", "").body()).startsWith("Optional[0]");
    assertThat(listener.chunked("/announced", 5).body()).startsWith("Optional.empty");
  }

  @Test
  void everyFieldOfOneNameIsGivenInOrder() {
    assertThat(listener.post("/announced", "", "X-Two: a", "X-Two: b").body())
        .endsWith("[a, b]");
  }

  @Test
  void aSenderWhoseBodyIsNotWantedStillGetsItsAnswer() {
    OpenListener.Answer answer = listener.post("/unread", "x".repeat(1 << 20));
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body()).isEqualTo("no");
  }

  @Test
  void aBodyThatEndsTooEarlyIsNotWhole() {
    OpenListener.Answer answer = listener.post("/small", "123", "Content-Length: 9");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("the body is not whole");
    assertThat(answer.header("Connection")).contains("close");
  }

  @Test
  void aSmallBodyIsReadUpToItsLimit() {
    assertThat(listener.post("/small", "1234567890").body()).isEqualTo("10 bytes");
    assertThat(listener.post("/small", "12345678901").body()).isEqualTo("too long");
  }

  @Test
  void manyRequestsAtOnceAreAllAnswered() throws InterruptedException {
    List<Integer> statuses = new CopyOnWriteArrayList<>();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      callers.add(Thread.ofVirtual().start(() -> statuses.add(listener.get("/page").status())));
    }
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(statuses).hasSize(20).containsOnly(200);
  }
}
