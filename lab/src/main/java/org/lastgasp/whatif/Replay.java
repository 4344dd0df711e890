package org.lastgasp.whatif;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.RequestVerifier;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Verdict;

/**
 * A replay of recorded traffic through the judgement, offline and on the recording's clock. Files
 * are read by one thread, documents by several, and all of it is judged in the order of the
 * recording: the same input gives the same result.
 */
final class Replay {
  private static final int BATCH = 512; // documents
  private static final int BATCH_BYTES = 1 << 20;
  private static final int AHEAD = 8; // batches

  private final RecordingFiles files;
  private final InventoryLookup devices;
  private final Duration timeout;
  private final Duration keepAccepted;
  private final int threads;

  /**
   * A replay.
   *
   * @param devices the inventory and the list of GUIDs
   * @param timeout how long an answer of the DSP is awaited
   * @param keepAccepted how long an accepted request is remembered after its window
   * @param threads how many read documents
   */
  public Replay(
      RecordingFiles files,
      InventoryLookup devices,
      Duration timeout,
      Duration keepAccepted,
      int threads) {
    this.files = files;
    this.devices = devices;
    this.timeout = timeout;
    this.keepAccepted = keepAccepted;
    this.threads = threads;
  }

  /**
   * One side of a replay.
   *
   * @param state the position of the switch
   * @param signatures who looks at them
   */
  public record Side(Settings settings, Switch state, RequestVerifier signatures) {
    /** One that looks at no signature. */
    public Side(Settings settings, Switch state) {
      this(settings, state, RequestVerifier.OFF);
    }
  }

  /**
   * An alert under each side's settings.
   *
   * @param number of its document in the recording, from 1
   * @param outcomes one a side
   */
  public record Judged(
      long number,
      String file,
      long place,
      Instant at,
      Message.Ad1 alert,
      List<Outcome> outcomes) {

    /** Returns true if the sides differ in whether it is suppressed. */
    public boolean isChanged() {
      boolean first = outcomes.getFirst().held();
      for (Outcome outcome : outcomes) { // for every alert: no stream
        if (outcome.held() != first) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * The outcome of an alert.
   *
   * @param held true if it was not forwarded, as a duplicate or by a verdict
   * @param word {@code suppressed}, {@code copy} or the reason why it was forwarded
   * @param verdict empty for a copy
   */
  public record Outcome(boolean held, String word, Optional<Verdict> verdict) {
    static Outcome of(Event ruling) {
      if (!(ruling instanceof Event.AlertJudged judged)) {
        return new Outcome(true, "copy", Optional.empty());
      }
      return switch (judged.verdict()) {
        case Verdict.Suppress s -> new Outcome(true, "suppressed", Optional.of(s));
        case Verdict.Forward f -> new Outcome(false, f.reason().code(), Optional.of(f));
      };
    }
  }

  /** The sums of one side. */
  public record Sums(
      long suppressed,
      long copies,
      Map<Reason, Long> forwarded,
      long tracked,
      Map<NotTrackedReason, Long> untracked,
      Duration blindness) {

    /** Alerts that went their normal way. */
    public long passedOn() {
      return forwarded.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Alerts in all. */
    public long alerts() {
      return suppressed + copies + passedOn();
    }
  }

  /**
   * The result of a replay.
   *
   * @param messages documents that could be read
   * @param first the earliest time of a message; empty if there is none
   * @param last the latest
   */
  public record Result(
      long messages, long faults, Optional<Instant> first, Instant last, List<Sums> sides) {}

  /** A listener that takes what is found on the way, in order. */
  public interface Audience {
    /** An alert was judged. */
    void judged(Judged alert);

    /** A document, or a file, cannot be read. */
    void fault(RecordingFiles.Fault fault);

    /** So many documents and faults were taken up. */
    default void took(int pieces) {}
  }

  /** Runs it under each side's settings at once. */
  public Result run(List<Side> sides, Audience audience) {
    List<JudgementRun> benches = sides.stream().map(this::bench).toList();
    RecordingPlayer player =
        new RecordingPlayer(
            benches,
            sides.stream().map(Side::signatures).toList(),
            devices,
            timeout,
            heard -> audience.judged(judged(heard)));
    long[] faults = new long[1];
    Audience counting =
        new Audience() {
          @Override
          public void judged(Judged alert) {
            audience.judged(alert);
          }

          @Override
          public void fault(RecordingFiles.Fault fault) {
            faults[0]++;
            audience.fault(fault);
          }

          @Override
          public void took(int pieces) {
            audience.took(pieces);
          }
        };
    try (ExecutorService readers = Executors.newFixedThreadPool(threads);
        ExecutorService shower = Executors.newSingleThreadExecutor()) {
      try {
        hear(readers, shower, player, counting);
      } finally {
        shower.shutdownNow();
        readers.shutdownNow();
      }
    }
    return new Result(
        player.messages(), faults[0], player.first(), player.last(), sums(player));
  }

  private JudgementRun bench(Side side) {
    return new JudgementRun(
        new Policy(side.settings()), side.state(), devices::device, keepAccepted);
  }

  private static Judged judged(RecordingPlayer.Heard heard) {
    List<Outcome> outcomes = new ArrayList<>(heard.rulings().size());
    for (Event ruling : heard.rulings()) {
      outcomes.add(Outcome.of(ruling));
    }
    return new Judged(
        heard.number(),
        heard.file(),
        heard.place(),
        heard.at(),
        heard.alert(),
        outcomes);
  }

  private static List<Sums> sums(RecordingPlayer player) {
    List<Duration> blindness = player.blindness();
    List<Sums> sums = new ArrayList<>();
    for (int i = 0; i < blindness.size(); i++) {
      RecordingPlayer.Sums each = player.sums().get(i);
      sums.add(
          new Sums(
              each.suppressed,
              each.copies,
              each.forwarded,
              each.tracked,
              each.untracked,
              blindness.get(i)));
    }
    return sums;
  }

  /** A piece of a recording: a document and its reading, or a fault. */
  private sealed interface Seen {}

  private record Read(RecordingFiles.Piece piece, Message message) implements Seen {}

  private record Broken(RecordingFiles.Fault fault) implements Seen {}

  private void hear(
      ExecutorService readers, ExecutorService shower, RecordingPlayer player, Audience audience) {
    BlockingQueue<Optional<Future<List<Seen>>>> rows = new ArrayBlockingQueue<>(AHEAD);
    Future<?> showing =
        shower.submit(
            () -> {
              BatchReader batches = new BatchReader(readers, rows);
              try {
                files.show(batches);
              } finally {
                batches.end();
              }
              return null;
            });
    try {
      Optional<Future<List<Seen>>> row = rows.take();
      while (row.isPresent()) {
        for (Seen seen : row.get().get()) {
          switch (seen) {
            case Broken broken -> audience.fault(broken.fault());
            case Read read -> player.take(read.piece(), read.message());
          }
        }
        audience.took(row.get().get().size());
        row = rows.take();
      }
      showing.get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while replaying", stopped);
    } catch (ExecutionException failed) {
      throw new IllegalStateException("reading the recording", failed);
    }
  }

  /** A reader that gathers batches for the threads that read documents. */
  private static final class BatchReader implements Consumer<RecordingFiles.Found> {
    private final ExecutorService readers;
    private final BlockingQueue<Optional<Future<List<Seen>>>> rows;
    private final MessageReader reader = new MessageReader();
    private List<RecordingFiles.Found> batch = new ArrayList<>(BATCH);
    private long bytes;

    BatchReader(ExecutorService readers, BlockingQueue<Optional<Future<List<Seen>>>> rows) {
      this.readers = readers;
      this.rows = rows;
    }

    @Override
    public void accept(RecordingFiles.Found found) {
      bytes += found instanceof RecordingFiles.Piece piece ? piece.bytes().length : 0;
      batch.add(found);
      if (batch.size() >= BATCH || bytes >= BATCH_BYTES) {
        hand();
      }
    }

    private void hand() {
      List<RecordingFiles.Found> full = batch;
      batch = new ArrayList<>(BATCH);
      bytes = 0;
      put(Optional.of(readers.submit(() -> full.stream().map(this::seen).toList())));
    }

    private void put(Optional<Future<List<Seen>>> row) {
      try {
        rows.put(row);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("stopped while reading", stopped);
      }
    }

    private Seen seen(RecordingFiles.Found found) {
      return switch (found) {
        case RecordingFiles.Fault fault -> new Broken(fault);
        case RecordingFiles.Piece piece -> {
          Message message = reader.read(piece.bytes());
          yield message instanceof Message.Unreadable unreadable && !piece.isAnswer()
              ? new Broken(
                  new RecordingFiles.Fault(piece.file(), piece.place(), unreadable.fault()))
              : new Read(piece, message);
        }
      };
    }

    void end() {
      if (!batch.isEmpty()) {
        hand();
      }
      put(Optional.empty());
    }
  }
}
