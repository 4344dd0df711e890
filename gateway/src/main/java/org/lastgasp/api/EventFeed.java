package org.lastgasp.api;

import java.time.Duration;
import java.util.List;
import org.lastgasp.logging.EventLog;
import org.lastgasp.server.EventStreams;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/**
 * A worker that sends server-sent events every two seconds. Safe for any number of threads.
 *
 * @param <K> what a stream is about
 */
abstract class EventFeed<K> implements Worker {
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LAST = Duration.ofSeconds(2); // for a turn in progress at the end

  private final String name;
  private final EventStreams<K> streams;
  private final WorkLoop loop;

  /**
   * One that is not started yet.
   *
   * @param fault the event in the log when a turn fails
   */
  EventFeed(String name, String fault, EventStreams<K> streams) {
    this.name = name;
    this.streams = streams;
    this.loop =
        new WorkLoop(
            name,
            ActiveFault.warning(EventLog.of(EventFeed.class), fault),
            Backoff.of(PAUSE, PAUSE),
            this::turn);
  }

  /** Sends the events of this turn to the streams. */
  abstract void tell(EventStreams<K> to);

  /** Answers with a stream, which hears at once. */
  final void open(K about, ServerRequest request, ServerResponse response) {
    if (request.isHead()) {
      response.header("Content-Type", "text/event-stream").send();
      return;
    }
    streams.open(about, response);
    loop.wake();
  }

  private Duration turn() {
    tell(streams);
    return EVERY;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final void start() {
    loop.startAfter(EVERY);
  }

  @Override
  public final List<HealthIssue> issues() {
    return loop.fault().issues();
  }

  @Override
  public final void close() {
    streams.close();
    boolean unused = loop.stop(LAST);
  }
}
