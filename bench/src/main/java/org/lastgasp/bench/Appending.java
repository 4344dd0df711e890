package org.lastgasp.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.sqlite.SqliteJournal;
import org.lastgasp.motorway.JournalOutage;
import org.lastgasp.motorway.LiveState;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Verdict;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Alerts into the journal, 256 at a time as from 256 connections, synced at the end of each. */
@State(Scope.Benchmark)
public class Appending {
  private static final int AT_ONCE = 256;
  private final Event[] entries = new Event[AT_ONCE];
  private Path folder = Path.of("");
  private Optional<Journal> journal = Optional.empty();
  private Optional<FileChannel> file = Optional.empty();

  /** An empty journal, and an empty file. */
  @Setup(Level.Iteration)
  public void open() throws IOException {
    folder = Files.createTempDirectory("lastgasp-bench");
    journal =
        Optional.of(
            SqliteJournal.open(
                folder.resolve("journal"), 1L << 30, new LiveState(new JournalOutage())));
    file =
        Optional.of(
            FileChannel.open(
                folder.resolve("plain"), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    MessageReader reader = new MessageReader();
    for (int i = 0; i < AT_ONCE; i++) {
      entries[i] = entry((Message.Ad1) reader.read(Mail.ad1(i, i)));
    }
  }

  private static Event entry(Message.Ad1 alert) {
    Instant now = Instant.parse("2030-01-15T09:00:00Z");
    return new Event.AlertJudged(
        now,
        now,
        alert.responseId(),
        alert.hub(),
        alert.start(),
        alert.mpxn(),
        OptionalLong.empty(),
        OptionalInt.of(20),
        Mail.DISTRIBUTOR,
        Switch.ENFORCE,
        Optional.empty(),
        new Verdict.Forward(Reason.HUB_NOT_TRACKED, Optional.empty(), now, List.of()),
        Mail.HASH,
        alert.document());
  }

  /** The journal: a table, its write-ahead log, group commit. */
  @Benchmark
  @OperationsPerInvocation(AT_ONCE)
  public List<Long> journal() {
    List<CompletableFuture<Long>> under = new ArrayList<>(AT_ONCE);
    for (Event entry : entries) {
      under.add(journal.orElseThrow().append(pen -> pen.write(entry)));
    }
    return under.stream().map(CompletableFuture::join).toList();
  }

  /** A peer: the bare bytes at the end of a file, synced once. */
  @Benchmark
  @OperationsPerInvocation(AT_ONCE)
  public long plainFile() throws IOException {
    FileChannel open = file.orElseThrow();
    for (Event entry : entries) {
      ByteBuffer bytes = ByteBuffer.wrap(((Event.AlertJudged) entry).document().bytes());
      while (bytes.hasRemaining()) {
        open.write(bytes);
      }
    }
    open.force(false);
    return open.position();
  }

  /** Leaves nothing behind. */
  @TearDown(Level.Iteration)
  public void close() throws IOException {
    journal.orElseThrow().close();
    file.orElseThrow().close();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
