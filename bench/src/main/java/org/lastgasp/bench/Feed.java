package org.lastgasp.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.journal.Snapshot;
import org.lastgasp.journal.sqlite.SqliteJournal;
import org.lastgasp.motorway.CommandHandler;
import org.lastgasp.motorway.JournalCommandHandler;
import org.lastgasp.motorway.JournalOutage;
import org.lastgasp.motorway.LiveState;
import org.lastgasp.motorway.RuntimeSettings;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.HubLocation;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Overrides;
import org.lastgasp.policy.Switch;

/**
 * A feed that is not HTTP: two threads read AD1s and hand them to the writer of one machine's
 * journal, in this process, until each is decided and synced to disk.
 */
public final class Feed {
  private static final int THREADS = 2;
  private static final int UNDER_WAY = 4_096; // not yet durable
  private static final Instant NOW = Judging.NOW.plusSeconds(60);

  private final JournalCommandHandler handler;
  private final Alerts alerts;
  private final boolean suppressed;
  private final Semaphore room = new Semaphore(UNDER_WAY);
  private final AtomicLong next;
  private final long end;
  private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();

  private Feed(
      JournalCommandHandler handler, Alerts alerts, boolean suppressed, long begin, long end) {
    this.handler = handler;
    this.alerts = alerts;
    this.suppressed = suppressed;
    this.next = new AtomicLong(begin);
    this.end = end;
  }

  /**
   * Measures how many alerts a second become durable.
   *
   * @param folder of a new journal
   * @param tracked the hubs of which something is known; if there are any, every alert has to be
   *     suppressed, else forwarded. They are as at the beginning again after one alert of each
   * @param hubs from how many hubs the alerts come, from number 0 on
   */
  public static double rate(
      Path folder, RuntimeSettings settings, List<HubState> tracked, int hubs, long alerts)
      throws IOException, InterruptedException {
    JournalOutage outage = new JournalOutage();
    LiveState live = new LiveState(outage);
    try (SqliteJournal journal = SqliteJournal.open(folder, 1L << 30, live)) {
      InstantSource clock = InstantSource.fixed(NOW);
      JournalCommandHandler handler =
          new JournalCommandHandler(journal, live, outage, () -> settings, clock);
      Snapshot begin = new Snapshot(Switch.ENFORCE, Judging.NOW, Overrides.NONE, tracked);
      long took = 0;
      for (long from = 0; from < alerts; from += hubs) {
        live.restore(begin);
        long began = System.nanoTime();
        new Feed(
                handler, new Alerts(hubs), !tracked.isEmpty(), from, Math.min(alerts, from + hubs))
            .run();
        took += System.nanoTime() - began;
      }
      return alerts / (took / 1e9);
    }
  }

  private void run() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(Thread.ofPlatform().start(this::feed));
    }
    for (Thread each : threads) {
      each.join();
    }
    room.acquire(UNDER_WAY); // until the last is durable
    Throwable failed = fault.get();
    if (failed != null) {
      throw new IllegalStateException(failed);
    }
  }

  private void feed() {
    MessageReader reader = new MessageReader();
    HubLocation where = new HubLocation(Optional.empty(), Optional.empty());
    for (long number = next.getAndIncrement(); number < end; number = next.getAndIncrement()) {
      Message.Ad1 alert = (Message.Ad1) reader.read(document(number));
      String unusedDigest = alert.document().sha256(); // here, and not in the one writer's thread
      Command command = new Command.Alert(NOW, alert, where, Mail.DISTRIBUTOR);
      room.acquireUninterruptibly();
      var unused =
          handler.submit(alert.document().length(), () -> command).whenComplete(this::durable);
    }
  }

  private synchronized byte[] document(long number) {
    ByteBuffer post = alerts.apply(number);
    byte[] document = new byte[Mail.ad1(0, 0).length];
    post.get(post.limit() - document.length, document);
    return document;
  }

  private void durable(CommandHandler.@Nullable Result result, @Nullable Throwable failed) {
    room.release();
    if (failed != null || result == null) {
      fault.set(failed);
      return;
    }
    Event first = result.entries().getFirst().entry();
    if (!(first instanceof Event.AlertJudged) || first.isSuppression() != suppressed) {
      fault.set(new IllegalStateException("not decided as expected: " + first));
    }
  }
}
