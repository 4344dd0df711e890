package org.lastgasp.journal.sqlite;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Consumer;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.EntryCodec;
import org.lastgasp.journal.IsoInstant;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.Row;
import org.lastgasp.journal.Snapshot;

/**
 * A replay that hands the entries of a segment to the state machine, in order. Whoever reads the
 * rows also hands over; between the two other threads decode, some chunks ahead.
 */
final class Replay implements SegmentReader.Rows {
  private static final int CHUNK = 500; // rows
  private static final int AHEAD = 8; // chunks

  private final Journal.StateMachine machine;
  private final RecipientIndex backlog = new RecipientIndex();
  private final Deque<ForkJoinTask<List<Decoded>>> ahead = new ArrayDeque<>();
  private List<Numbered> chunk = new ArrayList<>(CHUNK);
  private long last;
  private Instant latest;
  private long trusted; // from here on instants count: an operator said that the clock is right

  private record Numbered(long number, Row row) {
    Decoded decoded() {
      if (row.kind() == EntryCodec.STATE) {
        Snapshot part = SegmentSchema.snapshot(number, row);
        return new Decoded(number, part.lastAt(), machine -> machine.restore(part));
      }
      Entry entry = SegmentSchema.recorded(number, row);
      return new Decoded(number, entry.entry().at(), machine -> machine.restore(entry));
    }
  }

  private record Decoded(long number, Instant at, Consumer<Journal.StateMachine> restore) {}

  /** Before the first row: the number of the last entry before it, and their latest instant. */
  Replay(Journal.StateMachine machine, long last, Instant latest) {
    this.machine = machine;
    this.last = last;
    this.latest = latest;
  }

  @Override
  public void row(long number, Row row) {
    last = number;
    if (row.lane().isPresent() && row.recipient().isPresent()) {
      backlog.add(row.recipient().get(), row.lane().get(), number);
    }
    if (row.kind() == EntryCodec.CLOCK_TRUSTED) {
      trusted = number;
      latest = IsoInstant.parse(row.at());
    }
    if (row.facts().isEmpty()) {
      passed(IsoInstant.parse(row.at()));
      return;
    }
    chunk.add(new Numbered(number, row));
    if (chunk.size() == CHUNK) {
      decode();
    }
  }

  private void passed(Instant at) {
    if (at.isAfter(latest)) {
      latest = at;
    }
  }

  private void decode() {
    List<Numbered> rows = chunk;
    chunk = new ArrayList<>(CHUNK);
    ahead.add(
        ForkJoinPool.commonPool().submit(() -> rows.stream().map(Numbered::decoded).toList()));
    if (ahead.size() > AHEAD) {
      handOver();
    }
  }

  private void handOver() {
    for (Decoded each : ahead.remove().join()) {
      each.restore().accept(machine);
      if (each.number() >= trusted) {
        passed(each.at());
      }
    }
  }

  /** There are no more rows. */
  void end() {
    decode();
    while (!ahead.isEmpty()) {
      handOver();
    }
    machine.restored(latest);
  }

  /** The state found, with what is still to be written of the newest state. */
  Recovery.Found found(PendingSnapshot due) {
    return new Recovery.Found(last, latest, backlog, due);
  }
}
