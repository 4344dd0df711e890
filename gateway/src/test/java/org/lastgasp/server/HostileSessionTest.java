package org.lastgasp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.access.Authenticator;
import org.lastgasp.access.Identities;
import org.lastgasp.access.Identity;
import org.lastgasp.access.Role;
import org.lastgasp.inventory.Inventory;

/**
 * What is sent in the place of a session, and by pages of others with one. Each class is refused
 * with an answer, and nothing is read or changed.
 */
class HostileSessionTest {
  private static final Instant NOW = Instant.parse("2030-01-15T10:00:00Z");
  private static final String OTTO = "token of otto";
  private static final String ORDER = "{\"to\":\"off\",\"reason\":\"none\"}";
  private static final String JSON = "Content-Type: application/json";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

  @TempDir Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final AtomicInteger reached = new AtomicInteger();
  private Authenticator authenticator;
  private Inventory inventory;
  private OpenListener listener;
  private String session;
  private String secret;

  @BeforeEach
  void open() {
    authenticator = new Authenticator(settings(OTTO, "token of ann"), now::get);
    inventory = Inventory.open(folder, now::get);
    RouteTable.Handler changed =
        (request, response) -> response.send("order " + reached.incrementAndGet());
    RouteTable table =
        new RouteTable()
            .get("/page", Role.VIEWER, (in, out) -> out.send("secret " + in.csrf().orElse("")))
            .post("/order", Role.OPERATOR, changed)
            .form("/form", Role.OPERATOR, changed);
    listener =
        new OpenListener(
            table, new CrossSiteFilter(List.of("gateway.example")), new AccessFilter(authenticator),
            new ContentFilter(inventory), new FormTokenFilter());
    session = logIn(OTTO);
    secret = secretOf(session);
  }

  @AfterEach
  void close() {
    listener.close();
    inventory.close();
  }

  private static Authenticator.Settings settings(String... tokens) {
    List<Identities.Entry> entries =
        java.util.Arrays.stream(tokens)
            .map(
                token ->
                    new Identities.Entry(
                        new Identity(
                            token.substring(9), Role.OPERATOR, new Identity.Scope.All(),
                            Identity.Kind.ORDINARY),
                        Optional.of(Identities.hash(token)), Optional.empty(), Optional.empty(),
                        Optional.empty()))
            .toList();
    return new Authenticator.Settings(
        Optional.of(new Identities(entries)), Optional.empty(), Optional.empty(), false);
  }

  private String logIn(String token) {
    return authenticator.logIn(token).orElseThrow().cookie();
  }

  private String secretOf(String cookie) {
    String page = listener.get("/page", "Cookie: lastgasp_session=" + cookie).body();
    return page.substring("secret ".length());
  }

  /** Fields that prove no session, by what is wrong with them. */
  private Map<String, String> sessions() {
    Map<String, String> all = new LinkedHashMap<>();
    String name = "Cookie: lastgasp_session=";
    String last = session.endsWith("A") ? "B" : "A";
    String left = logIn(OTTO);
    authenticator.logOut(left);
    all.put("no value", name);
    all.put("a guess", name + "A".repeat(session.length()));
    all.put("all but the last letter", name + session.substring(0, session.length() - 1));
    all.put("another last letter", name + session.substring(0, session.length() - 1) + last);
    all.put("a letter more", name + session + "A");
    all.put("in other letters", name + flipped(session));
    all.put("with the escapes of a URL", name + escaped(session));
    all.put("backwards", name + new StringBuilder(session).reverse());
    all.put("one that was left", name + left);
    all.put("the secret of its pages", name + secret);
    all.put("the token", name + OTTO.replace(' ', '+'));
    all.put("the token's hash", name + Identities.hash(OTTO));
    all.put("behind another of its name", name + "x; lastgasp_session=" + session);
    all.put("behind one without a value", name + "; lastgasp_session=" + session);
    all.put("under another name", "Cookie: Lastgasp_Session=" + session);
    all.put("under a name with an escape", "Cookie: lastgasp%5Fsession=" + session);
    all.put("under a longer name", "Cookie: xlastgasp_session=" + session);
    all.put("in another's value", "Cookie: x=lastgasp_session=" + session);
    all.put("as an attribute", "Cookie: x=y,$lastgasp_session=" + session);
    all.put("between quotation marks of another", "Cookie: x=\"; lastgasp_session=" + session);
    all.put("in another field", "Cookie2: lastgasp_session=" + session);
    all.put("as it is set", "Set-Cookie: lastgasp_session=" + session);
    all.put("as a token", "Authorization: Bearer " + session);
    all.put("as a password", "Authorization: Basic b3R0bzp0b2tlbiBvZiBvdHRv");
    all.put("with a token of nobody", name + session + "\r\nAuthorization: Bearer x");
    all.put("as a proxy would say", "X-Remote-User: otto");
    all.put("as a proxy would show", "X-Lastgasp-Proxy-Secret: x\r\nX-Remote-User: otto");
    all.put("NUL", name + session + "\u0000");
    all.put("a letter beyond ASCII", name + session + "\u00ff");
    all.put("folded", name + "\r\n " + session);
    all.put("very long", name + "A".repeat(15_000));
    all.put("too long for a head", name + "A".repeat(40_000));
    all.put("a thousand of them", "Cookie: " + "lastgasp_session=x; ".repeat(700));
    all.put("nothing but separators", "Cookie: " + ";=,\"".repeat(3_000));
    return all;
  }

  private static String flipped(String text) {
    StringBuilder flipped = new StringBuilder();
    for (char c : text.toCharArray()) {
      boolean upper = Character.isUpperCase(c);
      flipped.append(upper ? Character.toLowerCase(c) : Character.toUpperCase(c));
    }
    return flipped.toString();
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
      escaped.append(String.format(Locale.ROOT, "%%%02X", b));
    }
    return escaped.toString();
  }

  private void isRefused(String name, OpenListener.Answer answer) {
    assertThat(answer.status()).as(name).isBetween(400, 499);
    assertThat(answer.body()).as(name).doesNotContain(secret, session, "order 1");
    assertThat(reached).as(name).hasValue(0);
  }

  @Test
  void nothingElseThanASessionIsOne() {
    assertThat(sessions()).hasSizeGreaterThan(30);
    sessions()
        .forEach(
            (name, field) -> {
              isRefused(name, listener.get("/page", field));
              isRefused(
                  name, listener.post("/order", ORDER, field, "X-CSRF-Token: " + secret, JSON));
            });
    for (String path : List.of(";lastgasp_session=", "?lastgasp_session=", "?Cookie=")) {
      isRefused(path, listener.get("/page" + path + session));
    }
    assertThat(listener.get("/page", "Cookie: lastgasp_session=" + session).status())
        .as("the session itself")
        .isEqualTo(200);
  }

  @Test
  void aSessionEndsWithItsShiftAndWithItsToken() {
    String cookie = "Cookie: lastgasp_session=" + session;
    now.set(NOW.plus(Duration.ofHours(12)));
    isRefused("after a shift", listener.get("/page", cookie));
    now.set(NOW);
    authenticator.replace(settings("token of ann"));
    isRefused("after its token was revoked", listener.get("/page", cookie));
  }

  /** Fields of an order in a session that a page of another site may cause, or that lack proof. */
  private Map<String, List<String>> orders() {
    String right = "X-CSRF-Token: " + secret;
    String others = secretOf(logIn("token of ann"));
    String origin = "Origin: http://";
    Map<String, List<String>> all = new LinkedHashMap<>();
    all.put("no secret", List.of(JSON));
    all.put("an empty secret", List.of(JSON, "X-CSRF-Token:"));
    all.put("a guess", List.of(JSON, "X-CSRF-Token: " + "A".repeat(secret.length())));
    all.put("the secret of another session", List.of(JSON, "X-CSRF-Token: " + others));
    all.put("the secret in other letters", List.of(JSON, "X-CSRF-Token: " + flipped(secret)));
    all.put("the secret behind a guess", List.of(JSON, "X-CSRF-Token: x", right));
    all.put("the secret behind a comma", List.of(JSON, "X-CSRF-Token: x, " + secret));
    all.put("the cookie for the secret", List.of(JSON, "X-CSRF-Token: " + session));
    all.put("the secret under another name", List.of(JSON, "X-XSRF-Token: " + secret));
    all.put("the secret in a cookie", List.of(JSON, "Cookie: csrf=" + secret));
    all.put("a page elsewhere", List.of(JSON, right, origin + "evil.example"));
    all.put("a page of no place", List.of(JSON, right, "Origin: null"));
    all.put("a name that begins the same", List.of(JSON, right, origin + "localhost.evil.example"));
    all.put("our name as a user", List.of(JSON, right, origin + listener.host() + "@evil.example"));
    all.put("our name as a fragment", List.of(JSON, right, origin + "evil.example#localhost"));
    all.put("our name with another port", List.of(JSON, right, origin + "localhost:1"));
    all.put("no address", List.of(JSON, right, "Origin: http://["));
    all.put("a page of the same site", List.of(JSON, right, "Sec-Fetch-Site: same-site"));
    all.put("a page of another site", List.of(JSON, right, "Sec-Fetch-Site: cross-site"));
    all.put("a site that is none", List.of(JSON, right, "Sec-Fetch-Site: none, cross-site"));
    all.put("a name that points here", List.of(JSON, right, "Host: evil.example"));
    all.put("a plain text", List.of("Content-Type: text/plain", right));
    all.put("a form", List.of(FORM, right));
    all.put("a file", List.of("Content-Type: multipart/form-data; boundary=x", right));
    all.put("two types", List.of("Content-Type: text/plain; application/json", right));
    all.put("no type", List.of(right));
    all.put("packed", List.of(JSON, right, "Content-Encoding: gzip"));
    return all;
  }

  @Test
  void noPageOfAnotherSiteGivesAnOrder() {
    String cookie = "Cookie: lastgasp_session=" + session;
    assertThat(orders()).hasSizeGreaterThan(20);
    orders()
        .forEach(
            (name, fields) -> {
              String[] sent =
                  Stream.concat(fields.stream(), Stream.of(cookie)).toArray(String[]::new);
              isRefused(name, listener.post("/order", ORDER, sent));
            });
    String right = "X-CSRF-Token: " + secret;
    isRefused("in the query", listener.post("/order?csrf=" + secret, ORDER, cookie, JSON));
    isRefused("as a question", listener.get("/order", cookie, right));
    isRefused(
        "as a question that says it is none",
        listener.get("/order", cookie, right, "X-HTTP-Method-Override: POST"));
    for (String method : List.of("PUT", "DELETE", "TRACE", "PATCH", "post")) {
      isRefused(method, listener.send(method, "/order", new byte[0], cookie, right));
    }
    assertThat(listener.post("/order", ORDER, cookie, right, JSON).body()).isEqualTo("order 1");
  }

  @Test
  void noFormIsTakenWithoutTheSecretOfItsPage() {
    String cookie = "Cookie: lastgasp_session=" + session;
    String others = secretOf(logIn("token of ann"));
    Map<String, String> forms = new LinkedHashMap<>();
    forms.put("nothing", "");
    forms.put("another session's", "csrf=" + others);
    forms.put("behind a guess", "csrf=x&csrf=" + secret);
    forms.put("under another name", "CSRF=" + secret);
    forms.put("with an escape too many", "csrf=%25" + secret);
    forms.put("cut by NUL", "csrf=" + secret + "%00");
    forms.put("as JSON", "{\"csrf\":\"" + secret + "\"}");
    forms.put("broken escapes", "csrf=%zz&csrf=" + secret);
    forms.put("overlong UTF-8", "csrf=%c0%af");
    forms.put("many fields", "a=b&".repeat(10_000) + "csrf=x");
    forms.forEach(
        (name, form) -> isRefused(name, listener.post("/form", form, cookie, FORM)));
    isRefused(
        "in a field of the head",
        listener.post("/form", "", cookie, FORM, "X-CSRF-Token: " + secret));
    assertThat(listener.post("/form", "csrf=" + secret, cookie, FORM).body()).isEqualTo("order 1");
  }
}
