package org.lastgasp.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.lastgasp.access.Identity;
import org.lastgasp.api.NowReader;
import org.lastgasp.api.NowResponse;
import org.lastgasp.server.Query;
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
    return of(page, request, now(request), clock.instant());
  }

  /** That of the first page, which is as old as the answer that it shows. */
  Frame of(Destination page, ServerRequest request, NowResponse now) {
    Instant at = Optional.ofNullable(now.status().now()).orElseGet(clock::instant);
    return of(page, request, now, at);
  }

  private Frame of(Destination page, ServerRequest request, NowResponse now, Instant at) {
    Identity reader = request.sender().orElseThrow();
    Duration age = Duration.between(at, clock.instant());
    return Frame.of(
        page, environment.get(), now.status(), reader, request.csrf(), distributors(request),
        at, age);
  }

  private static List<String> distributors(ServerRequest request) {
    Query query = new Query(request);
    Optional<String> names = query.text("distributor");
    query.check();
    return names.stream()
        .flatMap(text -> Arrays.stream(text.split(",")))
        .map(String::strip)
        .filter(id -> !id.isEmpty())
        .distinct()
        .toList();
  }

  /** Something was changed: the next page shows it. */
  void refresh() {
    now.refresh();
  }
}
