package org.lastgasp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.access.Authenticator;
import org.lastgasp.access.Identities;
import org.lastgasp.access.Identity;
import org.lastgasp.access.Role;

class AccessFilterTest {
  private static final Instant NOW = Instant.parse("2030-01-15T10:00:00Z");
  private static final RouteTable.Handler WHO =
      (request, response) -> response.send(request.sender().map(Identity::name).orElse("nobody"));

  private Optional<OpenListener> open = Optional.empty();
  private Optional<Authenticator> authenticator = Optional.empty();

  @AfterEach
  void close() {
    open.ifPresent(OpenListener::close);
  }

  private OpenListener listener(Authenticator.Settings settings) {
    Authenticator made = new Authenticator(settings, InstantSource.fixed(NOW));
    authenticator = Optional.of(made);
    RouteTable table =
        new RouteTable()
            .open("/open", WHO)
            .get("/viewer", Role.VIEWER, WHO)
            .get("/analyst", Role.ANALYST, WHO)
            .post("/operator", Role.OPERATOR, WHO)
            .post("/administrator", Role.ADMINISTRATOR, WHO);
    OpenListener listener = new OpenListener(table, new AccessFilter(made));
    open = Optional.of(listener);
    return listener;
  }

  /** Nobody is configured: a token that the gateway made stands for an administrator. */
  private OpenListener withoutIdentities() {
    Authenticator.Administrator made =
        new Authenticator.Administrator("admin.token", Identities.hash("sesame"));
    return listener(
        new Authenticator.Settings(Optional.empty(), Optional.empty(), Optional.of(made), true));
  }

  private static Identities.Entry entry(String name, Role role, Optional<Instant> expires) {
    Identity.Scope scope =
        role == Role.VIEWER ? new Identity.Scope.Of(Set.of(20)) : new Identity.Scope.All();
    return new Identities.Entry(
        new Identity(name, role, scope, Identity.Kind.ORDINARY),
        Optional.of(Identities.hash("token of " + name)), Optional.empty(), Optional.empty(),
        expires);
  }

  private static Authenticator.Settings settings(Identities.Entry... entries) {
    return new Authenticator.Settings(
        Optional.of(new Identities(List.of(entries))), Optional.empty(), Optional.empty(), false);
  }

  private OpenListener withIdentities() {
    return listener(
        settings(
            entry("vera", Role.VIEWER, Optional.empty()),
            entry("ann", Role.ANALYST, Optional.empty()),
            entry("otto", Role.OPERATOR, Optional.empty()),
            entry("ada", Role.ADMINISTRATOR, Optional.empty()),
            entry("gone", Role.ADMINISTRATOR, Optional.of(NOW))));
  }

  private static int asked(OpenListener listener, String path, String... headers) {
    boolean change = path.contains("operator") || path.contains("administrator");
    return (change ? listener.post(path, "", headers) : listener.get(path, headers)).status();
  }

  @Test
  void whereNobodyIsConfiguredThisMachineReads() {
    OpenListener listener = withoutIdentities();
    assertThat(listener.get("/analyst").body()).isEqualTo("local");
    assertThat(asked(listener, "/viewer")).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/operator", "/administrator"})
  void whereNobodyIsConfiguredAChangeNeedsTheTokenOfTheGateway(String path) {
    OpenListener listener = withoutIdentities();
    OpenListener.Answer without = listener.post(path, "");
    assertThat(without.status()).isEqualTo(401);
    assertThat(without.header("WWW-Authenticate")).contains("Bearer");
    assertThat(without.body()).contains("LASTGASP_TOKEN", "admin.token").doesNotContain("sesame");
    assertThat(listener.post(path, "", "Authorization: Bearer sesame").body())
        .isEqualTo("admin.token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Forwarded: for=1.2.3.4", "X-Forwarded-For: 1.2.3.4", "Via: 1.1 proxy"})
  void whoComesThroughAProxyIsNotOfThisMachine(String field) {
    assertThat(asked(withoutIdentities(), "/analyst", field)).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer sesam", "Bearer sesame1", "Bearer Sesame", "Bearer ", "bearer x"})
  void aWrongTokenReadsNothingEither(String shown) {
    assertThat(asked(withoutIdentities(), "/viewer", "Authorization: " + shown)).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "vera, 200, 403, 403, 403",
    "ann,  200, 200, 403, 403",
    "otto, 200, 200, 200, 403",
    "ada,  200, 200, 200, 200",
    "gone, 401, 401, 401, 401",
    "eve,  401, 401, 401, 401"
  })
  void eachRoleMayDoWhatItIncludes(
      String name, int viewer, int analyst, int operator, int administrator) {
    OpenListener listener = withIdentities();
    String shown = "Authorization: Bearer token of " + name;
    assertThat(
            List.of(
                asked(listener, "/viewer", shown), asked(listener, "/analyst", shown),
                asked(listener, "/operator", shown), asked(listener, "/administrator", shown)))
        .containsExactly(viewer, analyst, operator, administrator);
  }

  @Test
  void whereSomebodyIsConfiguredNobodyReadsWithoutAToken() {
    OpenListener listener = withIdentities();
    assertThat(asked(listener, "/viewer")).isEqualTo(401);
    assertThat(listener.get("/open").body()).isEqualTo("nobody");
  }

  @Test
  void aBrowserIsSentToTheLogin() {
    OpenListener.Answer answer = withIdentities().get("/viewer?a=b%26", "Accept: text/html,*/*");
    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("Location")).contains("/login?to=%2Fviewer%3Fa%3Db%2526");
  }

  @Test
  void aRevokedTokenEndsItsSessions() {
    OpenListener listener = withIdentities();
    Authenticator made = authenticator.orElseThrow();
    String cookie = "Cookie: lastgasp_session=" + made.logIn("token of ann").orElseThrow().cookie();
    assertThat(listener.get("/analyst", cookie).body()).isEqualTo("ann");
    made.replace(settings(entry("ada", Role.ADMINISTRATOR, Optional.empty())));
    assertThat(asked(listener, "/analyst", cookie)).isEqualTo(401);
  }

  @Test
  void aSessionThatWasLeftIsOver() {
    OpenListener listener = withIdentities();
    Authenticator made = authenticator.orElseThrow();
    String id = made.logIn("token of ann").orElseThrow().cookie();
    made.logOut(id);
    assertThat(asked(listener, "/analyst", "Cookie: lastgasp_session=" + id)).isEqualTo(401);
  }

  @Test
  void aChangeInASessionRepeatsItsSecret() {
    OpenListener listener = withIdentities();
    Authenticator made = authenticator.orElseThrow();
    String cookie =
        "Cookie: lastgasp_session=" + made.logIn("token of otto").orElseThrow().cookie();
    OpenListener.Answer without = listener.post("/operator", "", cookie);
    assertThat(without.status()).isEqualTo(403);
    assertThat(without.body()).contains("X-CSRF-Token");
    assertThat(asked(listener, "/operator", cookie, "X-CSRF-Token: guessed")).isEqualTo(403);
  }

  @Test
  void aChangeThatRepeatsTheSecretIsTaken() {
    Authenticator made =
        new Authenticator(
            settings(entry("otto", Role.OPERATOR, Optional.empty())), InstantSource.fixed(NOW));
    RouteTable table =
        new RouteTable()
            .get("/page", Role.VIEWER, (in, out) -> out.send(in.csrf().orElse("")))
            .post("/operator", Role.OPERATOR, WHO);
    OpenListener listener = new OpenListener(table, new AccessFilter(made));
    open = Optional.of(listener);
    String cookie =
        "Cookie: lastgasp_session=" + made.logIn("token of otto").orElseThrow().cookie();
    String secret = listener.get("/page", cookie).body();
    assertThat(listener.post("/operator", "", cookie, "X-CSRF-Token: " + secret).body())
        .isEqualTo("otto");
  }
}
