package org.lastgasp.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.lastgasp.access.Scope;
import org.lastgasp.logging.EventLog;
import org.lastgasp.server.EventStreams;
import org.lastgasp.server.Json;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/**
 * A worker that tells every open page the state, every two seconds: read once for all who see the
 * same rows, and not at all while no page is open. Safe for any number of threads.
 */
public final class LiveEvents implements Worker {
  private static final EventLog LOG = EventLog.of(LiveEvents.class);
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LAST = Duration.ofSeconds(2); // for a turn under way at the end

  private final NowReader now;
  private final EventStreams<Scope> streams = new EventStreams<>();
  private final WorkLoop loop =
      new WorkLoop(
          "live-events",
          ActiveFault.warning(LOG, "live-events-not-sent"),
          Backoff.of(PAUSE, PAUSE),
          this::tell);

  /** Tells what is read there. */
  public LiveEvents(NowReader now) {
    this.now = now;
  }

  /**
   * The state, in short.
   *
   * @param title of a page that shows it, without the page's own name
   */
  public record State(
      Instant at,
      String state,
      String sentence,
      String title,
      String icon,
      long toLookAt,
      long blind,
      List<String> degraded) {}

  void open(ServerRequest request, ServerResponse response) {
    if (request.isHead()) {
      response.header("Content-Type", "text/event-stream").send();
      return;
    }
    streams.open(request.sender().orElseThrow().scope(), response);
    loop.wake();
  }

  private Duration tell() {
    if (streams.size() == 0) {
      return EVERY;
    }
    streams.send(scope -> event(now.of(scope)));
    return EVERY;
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
            status.overview().blind().hubs(),
            status.degraded().stream().map(StatusResponse.Degraded::reason).toList());
    try {
      return ("event: state\ndata: " + Json.mapper().writeValueAsString(state) + "\n\n")
          .getBytes(UTF_8);
    } catch (JsonProcessingException ours) {
      throw new IllegalStateException("writing an event", ours);
    }
  }

  @Override
  public String name() {
    return "live-events";
  }

  @Override
  public void start() {
    loop.startAfter(EVERY);
  }

  @Override
  public List<HealthIssue> issues() {
    return loop.fault().issues();
  }

  @Override
  public void close() {
    streams.close();
    boolean unused = loop.stop(LAST);
  }
}
