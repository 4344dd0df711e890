package org.lastgasp.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.access.Identity;
import org.lastgasp.server.EventStreams;
import org.lastgasp.server.Json;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/**
 * A feed that sends the state to every open page, read once for all who see the same rows. Safe for
 * any number of threads.
 */
public final class LiveEvents extends EventFeed<Identity.Scope> {
  private final NowReader now;

  /** Tells what is read there. */
  public LiveEvents(NowReader now) {
    super("live-events", "live-events-not-sent", EventStreams.ofLatest());
    this.now = now;
  }

  /**
   * The state, in short.
   *
   * @param title of a page that shows it, without the page's own name
   * @param toLookAtOf the items to look at by distributor, as far as there are any
   */
  public record State(
      Instant at,
      String state,
      String sentence,
      String title,
      String icon,
      long toLookAt,
      Map<String, Long> toLookAtOf,
      long blind,
      List<String> degraded) {}

  void open(ServerRequest request, ServerResponse response) {
    open(request.sender().orElseThrow().scope(), request, response);
  }

  @Override
  void tell(EventStreams<Identity.Scope> to) {
    to.send(scope -> event(now.of(scope)));
  }

  private static byte[] event(NowResponse now) {
    StatusResponse status = now.status();
    long count =
        Optional.ofNullable(status.overview().toLookAt())
            .map(Overview.ToLookAt::count)
            .orElse(0L);
    State state =
        new State(
            Optional.ofNullable(status.now()).orElse(Instant.EPOCH),
            status.state(),
            status.sentence(),
            StateTitle.of(status.state(), count),
            StateTitle.icon(status.state(), count),
            count,
            Optional.ofNullable(status.overview().toLookAt())
                .map(Overview.ToLookAt::byDistributor)
                .orElse(Map.of()),
            status.overview().blind().hubs(),
            status.degraded().stream().map(StatusResponse.Degraded::reason).toList());
    return Json.event("state", state);
  }
}
