package org.lastgasp.console;

import java.time.InstantSource;
import java.util.function.Supplier;
import org.lastgasp.access.Identity;
import org.lastgasp.api.NowReader;
import org.lastgasp.api.NowResponse;
import org.lastgasp.server.ServerRequest;

/** The maker of what stands around the content of a page. */
final class Frames {
  private final NowReader now;
  private final Supplier<String> environment;
  private final InstantSource clock;

  Frames(NowReader now, Supplier<String> environment, InstantSource clock) {
    this.now = now;
    this.environment = environment;
    this.clock = clock;
  }

  /** What the sender of a request sees first. */
  NowResponse now(ServerRequest request) {
    return now.of(request.sender().orElseThrow().scope());
  }

  Frame of(Destination page, ServerRequest request) {
    Identity reader = request.sender().orElseThrow();
    return Frame.of(
        page, environment.get(), now(request).status(), reader, request.csrf(), clock.instant());
  }

  /** Something was changed: the next page shows it. */
  void refresh() {
    now.refresh();
  }
}
