package org.lastgasp.server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.lastgasp.access.Authenticator;
import org.lastgasp.access.Identity;
import org.lastgasp.access.Role;

/**
 * A filter that lets a request through to its handler only if the sender's proven identity has the
 * role that the route needs. A change in a browser's session has to repeat the session's secret.
 */
final class AccessFilter implements Router.Filter {
  /** The cookie of a browser's session. */
  static final String COOKIE = "lastgasp_session";

  /** The header with which a page of ours shows that a change comes from it. */
  static final String CSRF = "X-CSRF-Token";

  private static final String ASK =
      "send Authorization: Bearer TOKEN; the commands take it from LASTGASP_TOKEN, or ";
  private static final String ASK_ADMINISTRATOR =
      ASK + "on the gateway's machine from admin.token in its data folder";
  private static final String ASK_ANYBODY = ASK + "from token-file in ~/.config/lastgasp.yaml";

  private final Authenticator authenticator;

  AccessFilter(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  @Override
  public void pass(
      RouteTable.Route route,
      ServerRequest request,
      ServerResponse response,
      Router.Onward onward) {
    switch (authenticator.authenticate(credentials(request))) {
      case Authenticator.Result.Known known -> known(route, request, response, onward, known);
      case Authenticator.Result.Anonymous _ ->
          unknown(route, request, response, onward, "No token");
      case Authenticator.Result.Refused _ ->
          unknown(route, request, response, onward, "A token that is wrong, expired or revoked");
    }
  }

  private static Authenticator.Credentials credentials(ServerRequest request) {
    return new Authenticator.Credentials(
        request.from(), request::header, request.cookie(COOKIE), request.certificateSha256());
  }

  private void known(
      RouteTable.Route route,
      ServerRequest request,
      ServerResponse response,
      Router.Onward onward,
      Authenticator.Result.Known known) {
    Identity who = known.identity();
    Optional<Role> needed = route.role();
    if (needed.isPresent() && !who.role().includes(needed.get())) {
      forbidden(who, needed.get(), request, response);
      return;
    }
    boolean unproven =
        needed.isPresent()
            && route.content() != RouteTable.Content.FORM // once it is read: FormTokenFilter
            && known.csrf().isPresent()
            && !repeats(request.header(CSRF), known.csrf().get());
    if (!request.isQuestion() && unproven) {
      Problem.of(
              403,
              "Not from a page of this session",
              "send the page's token in " + CSRF + ": load the page again")
          .send(response);
      return;
    }
    request.sentBy(known);
    onward.go();
  }

  /** A caller without any identity is told how to show one; another one, which role it lacks. */
  private void forbidden(
      Identity who, Role needed, ServerRequest request, ServerResponse response) {
    if (who.isLocal()) {
      unauthorized(
          request.isQuestion()
              ? "No token, and not everybody may see this"
              : "No token, and this changes something",
          response);
      return;
    }
    Problem.of(
            403,
            "Not allowed",
            "this needs the role " + needed.code() + "; " + who.name() + " has "
                + who.role().code())
        .send(response);
  }

  /** True if what came is the session's secret; how long that takes tells nothing of it. */
  static boolean repeats(Optional<String> given, String csrf) {
    return MessageDigest.isEqual(
        given.orElse("").getBytes(StandardCharsets.UTF_8), csrf.getBytes(StandardCharsets.UTF_8));
  }

  private void unknown(
      RouteTable.Route route,
      ServerRequest request,
      ServerResponse response,
      Router.Onward onward,
      String why) {
    if (route.role().isEmpty()) {
      onward.go();
    } else if (request.isQuestion() && request.wantsPage()) {
      String back = URLEncoder.encode(request.target(), StandardCharsets.UTF_8);
      response.status(303).header("Location", "/login?to=" + back).send();
    } else {
      unauthorized(why, response);
    }
  }

  private void unauthorized(String why, ServerResponse response) {
    response.header("WWW-Authenticate", "Bearer");
    String ask = authenticator.isWithoutIdentities() ? ASK_ADMINISTRATOR : ASK_ANYBODY;
    Problem.of(401, why, ask).send(response);
  }
}
