package org.lastgasp.journal.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.Position;

/**
 * The folder of a {@link SqliteJournal}, read by another process: for verbs that find no gateway to
 * ask. Nothing in the folder is changed, and a gateway may be writing it meanwhile: then this sees
 * what was recorded up to {@link #refresh}.
 */
public final class OfflineJournal implements JournalReader {
  private final Path folder;
  private Segments segments = new Segments();
  private List<SegmentFile> begun = List.of();
  private long last;

  private OfflineJournal(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens what is there.
   *
   * @throws JournalUnavailable if there is no journal, or one of another version
   */
  public static OfflineJournal open(Path folder) {
    OfflineJournal journal = new OfflineJournal(folder);
    journal.refresh();
    return journal;
  }

  /** Takes up what was recorded since. */
  synchronized void refresh() {
    try {
      segments.close();
      segments = new Segments();
      List<SegmentFile> files = SegmentFile.in(folder);
      begun = Recovery.begun(files, Recovery.sealed(files));
      if (begun.isEmpty()) {
        throw new JournalUnavailable("no journal in " + folder);
      }
      for (SegmentFile file : begun) {
        segments.add(Segment.done(file));
      }
      try (SegmentReader reader = new SegmentReader(begun.getLast())) {
        last = reader.last().orElse(begun.getLast().first() - 1);
      }
    } catch (SQLException broken) {
      throw new JournalUnavailable("reading the journal in " + folder, broken);
    }
  }

  /**
   * The position of a reader's cursor when it was last written; empty if there is no such cursor.
   */
  public Optional<Position> position(String reader) {
    return Cursors.position(folder, reader);
  }

  /** The identity of this journal; unknown if the gateway that wrote it knew none. */
  public synchronized JournalIdentity identity() {
    try (var connection = begun.getLast().openToRead()) {
      return JournalIdentity.of(connection);
    } catch (SQLException broken) {
      throw new JournalUnavailable("reading the journal in " + folder, broken);
    }
  }

  /** Hands over what a gateway would restore at start: the newest state, the entries after it. */
  public synchronized void replay(Journal.StateMachine machine) {
    try {
      Recovery.restore(begun, machine);
    } catch (SQLException broken) {
      throw new JournalUnavailable("replaying " + begun.getLast().path(), broken);
    }
  }

  @Override
  public synchronized List<Entry> read(Position after, int most) {
    return segments.read(after.order(), last, most);
  }

  @Override
  public synchronized List<Entry> suppressed(Position after, Position upTo, int most) {
    return segments.suppressed(after.order(), Math.min(upTo.order(), last), most);
  }

  @Override
  public synchronized Optional<Entry> entry(long number) {
    return number <= last ? segments.entry(number) : Optional.empty();
  }

  @Override
  public Position behind(long id) {
    return Numbers.behind(id);
  }

  @Override
  public Position before(long id) {
    return Numbers.before(id);
  }

  @Override
  public synchronized Position before(Instant since, int most) {
    return segments.before(since, most, last);
  }

  @Override
  public long id(Position position) {
    return Numbers.id(position);
  }

  @Override
  public synchronized OptionalLong next(Position position) {
    return Numbers.areGiven(last)
        ? segments.next(position.order(), last)
        : Numbers.next(position, last);
  }

  @Override
  public synchronized Position ahead(Position position, int entries) {
    return Numbers.areGiven(last)
        ? segments.ahead(position.order(), entries, last)
        : Numbers.ahead(position, entries, last);
  }

  @Override
  public synchronized long between(Position position, Position later) {
    return Numbers.areGiven(last)
        ? segments.between(position.order(), later.order())
        : Numbers.between(position, later);
  }

  @Override
  public synchronized Position beginning() {
    return Numbers.before(segments.first());
  }

  @Override
  public synchronized Position last() {
    return Numbers.behind(last);
  }

  /** The instant of the last entry, which is now as far as the journal knows; empty without one. */
  public synchronized Optional<Instant> now() {
    Optional<Entry> found = Optional.empty();
    for (long at = last; at >= segments.first() && found.isEmpty(); at--) { // past snapshots
      found = entry(at);
    }
    return found.map(each -> each.entry().at());
  }

  @Override
  public synchronized void close() {
    segments.close();
  }
}
