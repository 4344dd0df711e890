package org.lastgasp.console;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.lastgasp.access.Authenticator;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes by which a browser logs in with a token, and out again. */
final class LoginRoutes implements Routes {
  private static final String COOKIE = "lastgasp_session";

  /** A path and a query: no browser takes it for another host, as it would {@code //host}. */
  private static final Pattern OWN = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e]{0,2000}");

  private final Authenticator authenticator;

  LoginRoutes(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .open("/login", this::asked)
        .form("/login", this::logIn)
        .form("/logout", this::logOut);
  }

  private void asked(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    String to = query.text("to").orElse("");
    query.check();
    form(response, false, own(to));
  }

  private void logIn(ServerRequest request, ServerResponse response) {
    String token = request.field("token").orElse("");
    String to = own(request.field("to").orElse(""));
    Optional<Authenticator.Opened> opened = authenticator.logIn(token);
    if (opened.isEmpty()) {
      response.status(401);
      form(response, true, to);
      return;
    }
    cookie(request, response, opened.get().cookie(), "");
    response.status(303).header("Location", to).send();
  }

  private void logOut(ServerRequest request, ServerResponse response) {
    request.cookie(COOKIE).ifPresent(authenticator::logOut);
    cookie(request, response, "", "; Max-Age=0");
    response.status(303).header("Location", "/login").send();
  }

  /** Without TLS a browser would not send a secure cookie back, except to this machine. */
  private static void cookie(
      ServerRequest request, ServerResponse response, String value, String more) {
    String secure = request.isSecure() || request.isFromThisMachine() ? "; Secure" : "";
    response.header(
        "Set-Cookie",
        COOKIE + "=" + value + "; Path=/; HttpOnly; SameSite=Strict" + secure + more);
  }

  /** The page that was asked for; the first one if that is none of ours. */
  private static String own(String address) {
    return OWN.matcher(address).matches() ? address : "/";
  }

  private static void form(ServerResponse response, boolean wrong, String to) {
    Page.send(response, "login", Map.of("wrong", wrong, "to", to, "assets", Assets.VERSION));
  }
}
