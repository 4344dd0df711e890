package org.lastgasp.console;

import java.util.Map;
import java.util.Optional;
import org.lastgasp.access.Authenticator;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes by which a browser logs in with a token, and out again. */
final class LoginRoutes implements Routes {
  private static final String COOKIE = "lastgasp_session";

  private final Authenticator authenticator;

  LoginRoutes(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .open("/login", (request, response) -> form(response, false))
        .form("/login", this::logIn)
        .form("/logout", this::logOut);
  }

  private void logIn(ServerRequest request, ServerResponse response) {
    String token = request.field("token").orElse("");
    Optional<Authenticator.Opened> opened = authenticator.logIn(token);
    if (opened.isEmpty()) {
      response.status(401);
      form(response, true);
      return;
    }
    cookie(request, response, opened.get().cookie(), "");
    response.status(303).header("Location", "/").send();
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

  private static void form(ServerResponse response, boolean wrong) {
    Page.send(response, "login", Map.of("wrong", wrong, "assets", Assets.VERSION));
  }
}
