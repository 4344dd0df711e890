package org.lastgasp.server;

import java.util.Optional;

/**
 * A filter that lets a form through only if it repeats the secret of the session it came in. It
 * stands behind the one that reads the form.
 */
final class FormTokenFilter implements Router.Filter {
  /** The field of a form that has the session's secret. */
  static final String FIELD = "csrf";

  @Override
  public void pass(
      RouteTable.Route route,
      ServerRequest request,
      ServerResponse response,
      Router.Onward onward) {
    Optional<String> secret = request.csrf();
    boolean asked = route.content() == RouteTable.Content.FORM && route.role().isPresent();
    if (asked
        && secret.isPresent()
        && !AccessFilter.repeats(request.field(FIELD), secret.get())) {
      Problem.of(
              403, "Not from a page of this session", "load the page again, then send it again")
          .send(response);
      return;
    }
    onward.go();
  }
}
