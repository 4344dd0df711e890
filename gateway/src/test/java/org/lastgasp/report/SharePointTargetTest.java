package org.lastgasp.report;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.report.Target.SharePointSettings;

class SharePointTargetTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String CLIENT = "11111111-2222-3333-4444-555555555555";
  private static final String FILE =
      "/v1.0/drives/drive-7/root:/in%20from%20us/17/" + Transfers.NAME;
  private static final String SEND = FILE + ":/content";
  private static final String SESSION = "/upload/secret-1";
  private static final int PIECE = 10 * 320 * 1024;

  /** Held, or its level would be forgotten with it. */
  private static final Logger MSAL = Logger.getLogger("com.microsoft.aad");

  private static WireMockServer server;
  private static Certified ours;

  @TempDir Path folder;
  private SharePointTarget target;
  private byte[] bytes = Transfers.bytes(10_000);

  @BeforeAll
  static void start(@TempDir Path stores) throws Exception {
    MSAL.setLevel(Level.OFF);
    ours = Certified.until(Instant.parse("2100-01-01T00:00:00Z"));
    server =
        new WireMockServer(
            wireMockConfig()
                .bindAddress("127.0.0.1")
                .httpDisabled(true)
                .dynamicHttpsPort()
                .keystorePath(ours.store(stores.resolve("server.p12")).toString())
                .keystoreType("PKCS12")
                .keystorePassword("password")
                .keyManagerPassword("password"));
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop();
  }

  @BeforeEach
  void givenATenantWithASiteAndALibrary() throws Exception {
    server.resetAll();
    on(post("/dno.example/oauth2/v2.0/token"), token("token-1"));
    on(get("/v1.0/sites/dno.example:/sites/outages"), okJson("{\"id\":\"dno.example,1,2\"}"));
    on(
        get(urlPathEqualTo("/v1.0/sites/dno.example,1,2/drives")),
        okJson(
            """
            {"value": [{"id": "drive-6", "name": "Documents"}], "@odata.nextLink": "%s/more"}
            """
                .formatted(base() + "/v1.0")));
    on(
        get("/v1.0/more"),
        okJson("{\"value\": [{\"id\": \"drive-7\", \"name\": \"Power Outages\"}]}"));
    on(get(FILE), missing());
    target = target(ours.write(folder));
  }

  @AfterEach
  void close() {
    target.close();
  }

  @Test
  void sendsASmallFileInOnePieceAndChecksWhatGraphMadeOfIt() throws Exception {
    on(put(urlPathEqualTo(SEND)), item(201));
    assertThat(target.put(transfer())).isEqualTo(new Outcome.Taken());
    LoggedRequest sent = server.findAll(putRequestedFor(urlPathEqualTo(SEND))).getFirst();
    assertThat(sent.getBody()).isEqualTo(bytes);
    assertThat(sent.queryParameter("@microsoft.graph.conflictBehavior").firstValue())
        .isEqualTo("fail");
    assertThat(sent.getHeader("Authorization")).isEqualTo("Bearer token-1");
    server.verify(
        1, postRequestedFor(urlEqualTo("/dno.example/oauth2/v2.0/token")));
    assertThat(target.name())
        .isEqualTo(
            "sharepoint:https://dno.example/sites/outages/Power Outages/in from us/{scope}");
  }

  @Test
  void oneTokenAndOneLookForTheLibraryServeManyFiles() throws Exception {
    on(put(urlPathEqualTo(SEND)), item(201));
    assertThat(target.put(transfer())).isEqualTo(new Outcome.Taken());
    assertThat(target.put(transfer())).isEqualTo(new Outcome.Taken());
    server.verify(1, postRequestedFor(urlEqualTo("/dno.example/oauth2/v2.0/token")));
    server.verify(1, getRequestedFor(urlEqualTo("/v1.0/more")));
  }

  @Test
  void waitsAsLongAsItIsAskedToThenSends() throws Exception {
    inTurn(
        () -> put(urlPathEqualTo(SEND)),
        aResponse().withStatus(429).withHeader("Retry-After", "17"),
        aResponse()
            .withStatus(503)
            .withHeader("Retry-After", "Sat, 21 Nov 2026 10:00:30 GMT"),
        item(201));
    assertThat(notYet(target.put(transfer())).retryAfter()).contains(Duration.ofSeconds(17));
    assertThat(notYet(target.put(transfer())).retryAfter()).contains(Duration.ofSeconds(30));
    assertThat(target.put(transfer())).isEqualTo(new Outcome.Taken());
  }

  @Test
  void findsTheFileAgainWhoseAnswerWasLost() throws Exception {
    on(put(urlPathEqualTo(SEND)), aResponse().withFault(Fault.EMPTY_RESPONSE));
    assertThat(notYet(target.put(transfer())).why()).contains("no answer from 127.0.0.1");
    on(get(FILE), item(200));
    assertThat(target.put(transfer())).isEqualTo(new Outcome.Taken());
    server.verify(1, putRequestedFor(urlPathEqualTo(SEND)));
  }

  @Test
  void neverReplacesAnotherFile() throws Exception {
    on(put(urlPathEqualTo(SEND)), error(409, "nameAlreadyExists"));
    inTurn(() -> get(FILE), missing(), item(200, bytes.length, hash(Transfers.bytes(9))));
    assertThat(notYet(target.put(transfer())).why())
        .contains("another file called in from us/17/" + Transfers.NAME, "left alone");
    on(get(FILE), item(200, 9, hash(Transfers.bytes(9))));
    assertThat(notYet(target.put(transfer())).why()).contains("another file", "with 9 bytes");
    server.verify(1, putRequestedFor(urlPathEqualTo(SEND)));
  }

  @Test
  void believesTheSha256ThatGraphGivesBeforeAnyOther() throws Exception {
    String json = "{\"size\":%d,\"file\":{\"hashes\":{\"sha256Hash\":\"%s\"}}}";
    on(get(FILE), okJson(json.formatted(bytes.length, "AB".repeat(32))));
    assertThat(notYet(target.put(transfer())).why()).contains("another file", "left alone");
    String right = transfer().sha256().toUpperCase(Locale.ROOT);
    on(get(FILE), okJson(json.formatted(bytes.length, right)));
    assertThat(target.put(transfer())).isEqualTo(new Outcome.Taken());
  }

  @Test
  void readsBackAFileOfWhichGraphGivesNoHash() throws Exception {
    on(get(FILE), okJson("{\"id\": \"item 9\", \"size\": %d}".formatted(bytes.length)));
    on(
        get("/v1.0/drives/drive-7/items/item%209/content"),
        aResponse().withStatus(302).withHeader("Location", base() + "/elsewhere"));
    on(get("/elsewhere"), aResponse().withBody(bytes));
    assertThat(target.put(transfer())).isEqualTo(new Outcome.Taken());
    assertThat(server.findAll(getRequestedFor(urlEqualTo("/elsewhere"))).getFirst())
        .satisfies(asked -> assertThat(asked.containsHeader("Authorization")).isFalse());
    on(get("/elsewhere"), aResponse().withBody(Transfers.bytes(3)));
    assertThat(notYet(target.put(transfer())).why()).contains("another file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a b/token=secret", "mailto:secret", "https:///secret", "%"})
  void saysThatTheServerSendsOnToWhatIsNoAddress(String location) throws Exception {
    on(get(FILE), okJson("{\"id\": \"item 9\", \"size\": %d}".formatted(bytes.length)));
    on(
        get("/v1.0/drives/drive-7/items/item%209/content"),
        aResponse().withStatus(302).withHeader("Location", location));
    assertThat(notYet(target.put(transfer())).why())
        .contains("the answer of 127.0.0.1 sends on to what is no address")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"table-xlsx", "digest-html"})
  void takesAFileForSentThatSharePointWroteAnew(String kind) throws Exception {
    on(put(urlPathEqualTo(SEND)), item(201, bytes.length + 6_144, hash(Transfers.bytes(9))));
    assertThat(target.put(transfer(kind))).isEqualTo(new Outcome.Taken());
    on(get(FILE), item(200, bytes.length + 6_145, hash(Transfers.bytes(8))));
    assertThat(target.put(transfer(kind)))
        .as("whose answer was lost")
        .isEqualTo(new Outcome.Taken());
    server.verify(1, putRequestedFor(urlPathEqualTo(SEND)));
    assertThat(notYet(target.put(transfer("table-csv"))).why()).contains("another file");
  }

  @Test
  void takesAFileForSentThatSharePointWroteAnewBehindItsLastPiece() throws Exception {
    bytes = Transfers.bytes(PIECE + 1_000_000);
    session();
    inTurn(
        () -> put(SESSION), expecting(202, PIECE), item(201, bytes.length + 1, hash(bytes)));
    assertThat(target.put(transfer("table-xlsx"))).isEqualTo(new Outcome.Taken());
  }

  @Test
  void takesNeitherAnEmptyFileNorAFolderForAWorkbook() throws Exception {
    on(get(FILE), item(200, 0, hash(new byte[0])));
    assertThat(notYet(target.put(transfer("table-xlsx"))).why()).contains("with 0 bytes");
    on(get(FILE), okJson("{\"id\":\"i\",\"size\":99,\"folder\":{\"childCount\":1}}"));
    assertThat(notYet(target.put(transfer("table-xlsx"))).why()).contains("left alone");
  }

  @Test
  void goesOnInAnUploadSessionWhereGraphHasGotTo() throws Exception {
    bytes = Transfers.bytes(3 * PIECE + 5);
    session();
    on(
        put(SESSION).withHeader("Content-Range", equalTo(range(0, PIECE))),
        expecting(202, PIECE));
    on(
        put(SESSION).withHeader("Content-Range", equalTo(range(PIECE, 2 * PIECE))),
        aResponse().withStatus(500));
    assertThat(notYet(target.put(transfer())).why()).contains("HTTP 500");

    int half = PIECE + PIECE / 2;
    on(get(SESSION), expecting(200, half));
    on(
        put(SESSION).withHeader("Content-Range", equalTo(range(half, half + PIECE))),
        expecting(202, half + PIECE));
    on(
        put(SESSION)
            .withHeader("Content-Range", equalTo(range(half + PIECE, 3 * PIECE + 5))),
        item(201));
    assertThat(target.put(transfer())).isEqualTo(new Outcome.Taken());
    server.verify(1, postRequestedFor(urlEqualTo(FILE + ":/createUploadSession")));
    assertThat(server.findAll(putRequestedFor(urlEqualTo(SESSION))))
        .allSatisfy(piece -> assertThat(piece.containsHeader("Authorization")).isFalse());
  }

  @Test
  void beginsANewSessionWhenGraphHasForgottenTheOld() throws Exception {
    bytes = Transfers.bytes(PIECE + 1_000_000);
    session();
    on(put(SESSION), aResponse().withStatus(504));
    assertThat(notYet(target.put(transfer())).why()).contains("HTTP 504");
    on(get(SESSION), error(404, "itemNotFound"));
    inTurn(() -> put(SESSION), expecting(202, PIECE), item(201));
    assertThat(target.put(transfer())).isEqualTo(new Outcome.Taken());
    server.verify(2, postRequestedFor(urlEqualTo(FILE + ":/createUploadSession")));
  }

  @Test
  void findsTheFileAgainWhoseLastPieceWasNotAnswered() throws Exception {
    bytes = Transfers.bytes(PIECE + 1_000_000);
    session();
    inTurn(
        () -> put(SESSION),
        expecting(202, PIECE),
        aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
    assertThat(notYet(target.put(transfer())).why()).doesNotContain("secret-1");
    on(get(FILE), item(200));
    assertThat(target.put(transfer())).isEqualTo(new Outcome.Taken());
    server.verify(1, postRequestedFor(urlEqualTo(FILE + ":/createUploadSession")));
  }

  @Test
  void saysWhatToDoAboutEachRefusal() throws Exception {
    on(put(urlPathEqualTo(SEND)), error(507, "insufficientStorage"));
    assertThat(notYet(target.put(transfer())).why())
        .contains("HTTP 507, insufficientStorage", "have room made in the library");
    on(put(urlPathEqualTo(SEND)), error(403, "accessDenied"));
    assertThat(notYet(target.put(transfer())).why())
        .contains("grant the application " + CLIENT + " Sites.Selected");
    on(put(urlPathEqualTo(SEND)), error(404, "itemNotFound"));
    assertThat(notYet(target.put(transfer())).why()).contains("correct report.to");
    on(get("/v1.0/more"), okJson("{\"value\": []}"));
    assertThat(notYet(target.put(transfer())).why())
        .contains("no library 'Power Outages'", "only [Documents]");
    on(get("/v1.0/sites/dno.example:/sites/outages"), error(404, "itemNotFound"));
    assertThat(notYet(target.put(transfer())).why())
        .contains("the site https://dno.example/sites/outages", "correct report.to");
  }

  @Test
  void renewsARefusedTokenOnce() throws Exception {
    inTurn(
        () -> post("/dno.example/oauth2/v2.0/token"), token("token-1"), token("token-2"));
    on(put(urlPathEqualTo(SEND)), item(201));
    on(
        put(urlPathEqualTo(SEND)).withHeader("Authorization", equalTo("Bearer token-1")),
        error(401, "InvalidAuthenticationToken"));
    assertThat(target.put(transfer())).isEqualTo(new Outcome.Taken());
    on(put(urlPathEqualTo(SEND)), error(401, "InvalidAuthenticationToken"));
    assertThat(notYet(target.put(transfer())).why())
        .contains("Graph refuses the token of " + CLIENT, "InvalidAuthenticationToken");
    server.verify(3, postRequestedFor(urlEqualTo("/dno.example/oauth2/v2.0/token")));
  }

  @Test
  void aCertificateThatEndedIsNamedAndItsSuccessorUsedAtOnce() throws Exception {
    on(put(urlPathEqualTo(SEND)), item(201));
    target = target(Certified.until(Instant.parse("2026-11-20T23:00:00Z")).write(folder));
    assertThat(notYet(target.put(transfer())).why())
        .contains(
            "the certificate in " + folder.resolve("c.pem") + " ended on 2026-11-20",
            "make a new one, register it for the application " + CLIENT + " in dno.example");
    server.verify(0, postRequestedFor(urlEqualTo("/dno.example/oauth2/v2.0/token")));
    ours.write(folder);
    assertThat(target.put(transfer())).isEqualTo(new Outcome.Taken());
  }

  @Test
  void aSecretServesToo() throws Exception {
    on(put(urlPathEqualTo(SEND)), item(201));
    Path secret = Files.writeString(folder.resolve("secret"), "hush-hush\n");
    target = target(new SharePointSettings.Credential.Secret(secret));
    assertThat(target.put(transfer())).isEqualTo(new Outcome.Taken());
    assertThat(
            server
                .findAll(postRequestedFor(urlEqualTo("/dno.example/oauth2/v2.0/token")))
                .getFirst()
                .getBodyAsString())
        .contains("client_secret=hush-hush", "grant_type=client_credentials");
  }

  @Test
  void whatTheAuthorityRefusesIsSaidWithoutTheSecret() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "hush-hush\n");
    target = target(new SharePointSettings.Credential.Secret(secret));
    on(
        post("/dno.example/oauth2/v2.0/token"),
        aResponse()
            .withStatus(401)
            .withHeader("Content-Type", "application/json")
            .withBody(
                """
                {"error": "invalid_client", "error_description":
                "AADSTS7000222: The provided client secret keys are expired. Trace ID: 1\\r\\nx"}
                """));
    assertThat(notYet(target.put(transfer())).why())
        .contains("was refused (AADSTS7000222: The provided client secret keys are expired.)")
        .contains("and has not ended")
        .doesNotContain("hush", "Trace ID");
  }

  @Test
  void anAuthorityThatIsBusyIsLeftAloneForAsLongAsItAsks() throws Exception {
    on(
        post("/dno.example/oauth2/v2.0/token"),
        aResponse().withStatus(429).withHeader("Retry-After", "40").withBody("{}"));
    Outcome.NotYet busy = notYet(target.put(transfer()));
    assertThat(busy.retryAfter()).as(busy.why())
        .hasValueSatisfying(
            pause -> assertThat(pause).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(40)));
  }

  @Test
  void aServerThatSaysNothingIsNotWaitedForForEver() throws Exception {
    on(get(FILE), aResponse().withFixedDelay(60_000));
    SharePointSettings settings = settings(ours.write(folder), Duration.ofSeconds(3));
    target = new SharePointTarget(settings, client(), () -> NOW);
    assertThat(notYet(target.put(transfer())).why()).contains("no answer in 3 s");
  }

  private static String base() {
    return "https://127.0.0.1:" + server.httpsPort();
  }

  private interface Call {
    MappingBuilder asked();
  }

  private static void on(MappingBuilder call, ResponseDefinitionBuilder answer) {
    server.stubFor(call.willReturn(answer));
  }

  private static void inTurn(Call call, ResponseDefinitionBuilder... answers) {
    for (int i = 0; i < answers.length; i++) {
      String before = i == 0 ? Scenario.STARTED : "after " + i;
      server.stubFor(
          call.asked()
              .inScenario("in turn " + call.asked().build().getRequest())
              .whenScenarioStateIs(before)
              .willSetStateTo(i == answers.length - 1 ? before : "after " + (i + 1))
              .willReturn(answers[i]));
    }
  }

  private static ResponseDefinitionBuilder token(String token) {
    return okJson(
        "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"" + token + "\"}");
  }

  private static ResponseDefinitionBuilder missing() {
    return error(404, "itemNotFound");
  }

  private static ResponseDefinitionBuilder error(int status, String code) {
    return okJson("{\"error\": {\"code\": \"%s\", \"message\": \"no\"}}".formatted(code))
        .withStatus(status);
  }

  private ResponseDefinitionBuilder item(int status) {
    return item(status, bytes.length, hash(bytes));
  }

  private static ResponseDefinitionBuilder item(int status, int size, String hash) {
    String json = "{\"id\":\"i\",\"size\":%d,\"file\":{\"hashes\":{\"quickXorHash\":\"%s\"}}}";
    return okJson(json.formatted(size, hash)).withStatus(status);
  }

  private static String hash(byte[] bytes) {
    QuickXorHash hash = new QuickXorHash();
    hash.add(bytes, bytes.length);
    return hash.base64();
  }

  private void session() {
    on(
        post(FILE + ":/createUploadSession"),
        okJson("{\"uploadUrl\": \"" + base() + SESSION + "\"}"));
  }

  private static ResponseDefinitionBuilder expecting(int status, int from) {
    return okJson("{\"nextExpectedRanges\": [\"" + from + "-\"]}").withStatus(status);
  }

  private String range(int from, int to) {
    return "bytes " + from + "-" + (to - 1) + "/" + bytes.length;
  }

  private TransferFile transfer() throws IOException {
    return Transfers.of(folder, bytes);
  }

  private TransferFile transfer(String kind) throws IOException {
    TransferFile exact = transfer();
    return new TransferFile(
        exact.name(), kind, exact.scope(), exact.file(), exact.length(), exact.sha256());
  }

  private static Outcome.NotYet notYet(Outcome outcome) {
    return switch (outcome) {
      case Outcome.NotYet notYet -> notYet;
      case Outcome.Taken taken -> throw new AssertionError("it was taken");
    };
  }

  private static SharePointTarget target(SharePointSettings.Credential credential)
      throws Exception {
    return new SharePointTarget(
        settings(credential, Duration.ofSeconds(30)), client(), () -> NOW);
  }

  private static HttpClient client() throws Exception {
    return HttpClient.newBuilder().sslContext(ours.trusting()).build();
  }

  private static SharePointSettings settings(
      SharePointSettings.Credential credential, Duration patience) {
    return new SharePointSettings(
        "https://dno.example/sites/outages",
        "Power Outages",
        "in from us/{scope}",
        "dno.example",
        CLIENT,
        credential,
        URI.create(base() + "/v1.0"),
        URI.create(base()),
        patience);
  }
}
