package org.lastgasp.console;

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
        .open("/login", (request, response) -> Page.send(response, form("")))
        .form("/login", this::logIn)
        .form("/logout", this::logOut);
  }

  private void logIn(ServerRequest request, ServerResponse response) {
    String token = request.field("token").orElse("");
    Optional<Authenticator.Opened> opened = authenticator.logIn(token);
    if (opened.isEmpty()) {
      response.status(401);
      Page.send(
          response,
          form("<p role=\"alert\"><b>This token is wrong, expired or revoked.</b></p>"));
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

  private static String form(String problem) {
    return """
        <!doctype html><html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <title>Log in · Lastgasp</title><style>
        body{font:16px/1.45 system-ui,sans-serif;margin:4rem auto;max-width:28rem;padding:0 1rem;
        color:#1b1b1b;background:#fff}label,input,button{display:block;font:inherit}
        input{width:100%%;box-sizing:border-box;margin:.3rem 0 1rem;padding:.5rem}
        button{padding:.5rem 1.2rem}p[role=alert]{border-left:4px solid #b35900;padding:.5rem .8rem;
        background:#fff4e5}@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#141414}
        p[role=alert]{background:#3a2a12}}</style></head><body><h1>Lastgasp</h1>%s
        <form method="post" action="/login"><label for="token">Your token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required
        autofocus><button>Log in</button></form>
        <p>An administrator issues tokens: <code>lastgasp identity new</code>. On the gateway's own
        machine, without configured identities, it is the text in <code>admin.token</code> of the
        data folder.</p></body></html>
        """
        .formatted(problem);
  }
}
