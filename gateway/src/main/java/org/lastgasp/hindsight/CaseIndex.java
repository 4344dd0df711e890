package org.lastgasp.hindsight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.lastgasp.files.ReadAccess;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.Position;
import org.lastgasp.journal.Snapshot;
import org.lastgasp.sqlite.BrokenFile;
import org.lastgasp.sqlite.Database;
import org.lastgasp.sqlite.Session;
import org.lastgasp.sqlite.StoreUnavailable;

/**
 * The cases of one journal: folds its entries, a batch at a time, and answers what is asked. One
 * thread folds; any number may ask.
 *
 * <p>Ordinals count suppressions from 1. Where the journal no longer begins at 1 and the file was
 * lost, they go on from what the reader's note says.
 */
public final class CaseIndex implements CaseLookup, WorkList, AutoCloseable {
  static final String FILE = "hindsight.db";
  private static final int READ_AT_ONCE = 1_000; // entries, with their documents
  private static final int EXPIRED_AT_ONCE = 1_000;

  /** The age from which all messages received are in the journal: so time passes in its order. */
  private static final Duration SETTLING = Duration.ofSeconds(10);

  private final JournalReader journal;
  private final InstantSource clock;
  private final Database store;
  private final SqliteCaseRepository repository;
  private final CaseEngine book;
  private final ObservationReader facts;
  private volatile Position position;
  private volatile Instant takenUp = Instant.EPOCH;
  private final AtomicLong suspects = new AtomicLong();
  private boolean beginning;
  private Optional<Path> copy = Optional.empty();

  private CaseIndex(
      JournalReader journal, Database store, HindsightSettings settings, InstantSource clock) {
    this.journal = journal;
    this.store = store;
    this.clock = clock;
    this.repository = store.writeAndGet(SqliteCaseRepository::new);
    this.book = new CaseEngine(settings, repository);
    this.facts = new ObservationReader(repository::mayConcern);
    this.position = store.read(HindsightDatabase::position);
    this.beginning = position.equals(Position.START);
    book.resume(journal.id(position));
    suspects.set(store.number("SELECT count(*) FROM held WHERE label = 'suspect'"));
  }

  private long meta(String name) {
    return store.read(session -> HindsightDatabase.meta(session, name));
  }

  /**
   * Opens the file in a folder, which is made if it is not there. A file that is unusable, or of
   * another journal, is renamed and built anew.
   *
   * @param settings of its rules
   * @param note how far an earlier run had come, as {@link #note} gave it; empty if there was none
   * @throws StoreUnavailable if it can neither be opened nor made anew
   */
  static CaseIndex open(
      JournalReader journal,
      Path folder,
      HindsightSettings settings,
      InstantSource clock,
      String note) {
    Path file = folder.resolve(FILE);
    return BrokenFile.openOrSetAside(
        file, journal.lastId(), () -> opened(journal, file, settings, clock, note));
  }

  private static CaseIndex opened(
      JournalReader journal,
      Path file,
      HindsightSettings settings,
      InstantSource clock,
      String note) {
    Database store = HindsightDatabase.open(file);
    try {
      CaseIndex caseIndex = new CaseIndex(journal, store, settings, clock);
      if (!journal.last().reaches(caseIndex.position)) {
        throw HindsightDatabase.STORE.refused(
            String.format(
                Locale.ROOT,
                "%s is of another journal: it knows entry %d, the journal ends at %d",
                file,
                journal.id(caseIndex.position),
                journal.lastId()));
      }
      if (caseIndex.beginning) {
        caseIndex.count(note);
      }
      return caseIndex;
    } catch (RuntimeException failed) {
      store.close();
      throw failed;
    }
  }

  /**
   * The cases a gateway left behind, taken on to the end of its journal and to now; its files are
   * copied and not changed.
   *
   * @throws StoreUnavailable if they cannot be read
   */
  public static CaseIndex offline(
      JournalReader journal, Path folder, HindsightSettings settings, InstantSource clock) {
    try {
      Path copy = Files.createTempDirectory("lastgasp-hindsight");
      try {
        for (String end : List.of("", "-wal")) {
          Path file = folder.resolve(FILE + end);
          if (ReadAccess.toFile(file)) {
            Files.copy(file, copy.resolve(FILE + end));
          }
        }
        CaseIndex caseIndex = open(journal, copy, settings, clock, "");
        caseIndex.copy = Optional.of(copy);
        boolean more = caseIndex.takeSome();
        while (more) {
          more = caseIndex.takeSome();
        }
        return caseIndex;
      } catch (IOException | RuntimeException failed) {
        remove(copy);
        throw failed;
      }
    } catch (IOException broken) {
      throw HindsightDatabase.STORE.unavailable("copying " + folder.resolve(FILE), broken);
    }
  }

  private static void remove(Path copy) {
    try {
      for (Path each : filesIn(copy)) {
        Files.deleteIfExists(each);
      }
      Files.deleteIfExists(copy);
    } catch (IOException broken) {
      throw HindsightDatabase.STORE.unavailable("removing " + copy, broken);
    }
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** Counts the suppressions before the journal's first entry: what the note knew, less these. */
  private void count(String note) {
    Note known = Note.parse(note);
    Position beginning = journal.beginning();
    if (beginning.equals(Position.START) || beginning.reaches(known.position())) {
      return;
    }
    long still = 0;
    Position at = beginning;
    List<Entry> some = journal.suppressed(at, known.position(), READ_AT_ONCE);
    while (!some.isEmpty()) {
      still += some.size();
      at = journal.behind(some.getLast().number());
      some = journal.suppressed(at, known.position(), READ_AT_ONCE);
    }
    long before = Math.max(0, known.opened() - still);
    store.write(session -> repository.opened(before));
  }

  /** Takes up what the journal has next, and says whether there is more. */
  boolean takeSome() {
    return takeSome(READ_AT_ONCE);
  }

  /** The same, of at most so many entries. */
  boolean takeSome(int atMost) {
    int most = Math.min(atMost, READ_AT_ONCE);
    Instant recorded = clock.instant();
    Instant now = recorded.minus(SETTLING);
    if (position.reaches(journal.last()) && book.isQuiet(now)) {
      return false;
    }
    Position before = position;
    Walk walk = new Walk(before, recorded);
    boolean more =
        undoing(
            session -> {
              boolean full = journal.lead(walk, before, most) == most;
              if (!full) {
                book.passed(now, walk::found);
              }
              HindsightDatabase.position(session, walk.reached());
              return full;
            });
    position = walk.reached();
    takenUp = walk.at;
    suspects.addAndGet(walk.suspects);
    return more;
  }

  /**
   * Leaves the next entry out and counts that. An alert that was suppressed keeps its ordinal, by
   * which the log numbers it.
   */
  void skip() {
    long next = journal.next(position).orElseThrow();
    Position behind = journal.behind(next);
    long ordinals = isSuppression(next) ? 1 : 0;
    long unused =
        undoing(
            session -> {
              repository.opened(repository.opened() + ordinals);
              long count = HindsightDatabase.meta(session, "skipped") + 1;
              HindsightDatabase.meta(session, "skipped", count);
              HindsightDatabase.meta(session, "last_skipped", next);
              HindsightDatabase.position(session, behind);
              return count;
            });
    position = behind;
  }

  /** In doubt not: the log cannot have a record of what cannot be read. */
  private boolean isSuppression(long number) {
    try {
      return !journal.suppressed(journal.before(number), journal.behind(number), 1).isEmpty();
    } catch (RuntimeException unreadable) {
      return false;
    }
  }

  /** The number of entries left out, and the last of them. */
  Optional<String> skipped() {
    long count = meta("skipped");
    return count == 0
        ? Optional.empty()
        : Optional.of(count + ", the last is entry " + meta("last_skipped"));
  }

  /** A stretch of a run along the journal. */
  private final class Walk implements JournalReader.Selective {
    private final Position after;
    private final Instant recorded;
    private OptionalLong last = OptionalLong.empty();
    private Instant at = takenUp;
    private long suspects;

    Walk(Position after, Instant recorded) {
      this.after = after;
      this.recorded = recorded;
    }

    Position reached() {
      return last.isPresent() ? journal.behind(last.getAsLong()) : after;
    }

    @Override
    public boolean watches(Eui64 device) {
      return repository.mayConcern(device);
    }

    @Override
    public void passedBy(long number, Instant at) {
      beginning = false;
      passed(number, at);
      last = OptionalLong.of(number);
      this.at = at;
    }

    @Override
    public void snapshot(long number, Instant at, Supplier<Snapshot> snapshot) {
      passed(number, at);
      if (beginning) {
        ObservationReader.tracked(snapshot.get())
            .forEach(fact -> book.take(fact, this::found));
      }
      last = OptionalLong.of(number);
      this.at = at;
    }

    @Override
    public void take(Entry entry) {
      beginning = false;
      List<Observation> found = facts.of(entry);
      passed(entry.number(), entry.entry().at());
      found.forEach(fact -> book.take(fact, this::found));
      last = OptionalLong.of(entry.number());
      at = entry.entry().at();
    }

    /** What is stamped later than all that is recorded may stand before what is not. */
    private void passed(long number, Instant at) {
      book.passed(number, at.isBefore(recorded) ? at : recorded, this::found);
    }

    void found(LabelChange change) {
      suspects += change.isToSuspect() ? 1 : 0;
    }
  }

  /** Executes a change; if it is undone, what is kept in memory goes back too. */
  private <T> T undoing(Function<Session, T> change) {
    boolean fresh = beginning;
    try {
      return store.writeAndGet(change);
    } catch (RuntimeException failed) {
      beginning = fresh;
      book.resume(journal.id(position));
      refresh(failed);
      throw failed;
    }
  }

  private void refresh(RuntimeException failed) {
    try {
      store.write(session -> repository.refresh());
    } catch (StoreUnavailable still) {
      failed.addSuppressed(still);
    }
  }

  /** The position up to which all is taken up, so that what is before may expire. */
  Position passed() {
    return position;
  }

  /** The note to keep outside the file, in case it is lost. */
  String note() {
    return new Note(position, repository.opened()).text();
  }

  /** The number of alerts ever found suspect. */
  long suspects() {
    return suspects.get();
  }

  @Override
  public Optional<Case> of(long number) {
    return store.read(c -> CaseRows.cases(c, "number = ?", number).stream().findFirst());
  }

  /** The case of an alert by its place among all that were suppressed, from 1. */
  Optional<Case> ofOrdinal(long ordinal) {
    return store.read(c -> CaseRows.cases(c, "ordinal = ?", ordinal).stream().findFirst());
  }

  @Override
  public Page page(
      Whose whose, Optional<Label> label, Instant now, long after, int limit) {
    OpenCases open = OpenCases.of(whose, EpochNanos.of(now));
    List<Case> found = store.read(c -> open.first(c, label, after, limit + 1));
    return found.size() > limit
        ? new Page(
            List.copyOf(found.subList(0, limit)),
            OptionalLong.of(found.get(limit - 1).number()))
        : new Page(found, OptionalLong.empty());
  }

  @Override
  public Counts counts(Whose whose, Instant now, int most) {
    return store.read(c -> OpenCases.of(whose, EpochNanos.of(now)).counts(c, most));
  }

  @Override
  public Standing standing(Instant now) {
    long behind = journal.between(position, journal.last());
    return store.read(
        c -> {
          OpenCases open = OpenCases.of(new Whose.All(), EpochNanos.of(now));
          long suspect = open.suspects(c);
          return new Standing(
              open.due(c) + suspect,
              suspect,
              HindsightDatabase.meta(c, "opened"),
              c.first(
                  "SELECT at FROM held ORDER BY number LIMIT 1",
                  row -> EpochNanos.at(row.number(1))),
              behind == 0 ? now : takenUp,
              behind);
        });
  }

  /** The list as it is found if it is long. */
  List<Case> alongNumbers(Whose whose, Instant now, int limit) {
    OpenCases along = new OpenCases(whose, EpochNanos.of(now), 0);
    return store.read(c -> along.first(c, Optional.empty(), 0, limit));
  }

  /** How SQLite goes about what a list of so many is made of, step by step. */
  List<String> plan(Whose whose, Instant now, int limit) {
    return store.read(c -> OpenCases.of(whose, EpochNanos.of(now)).plan(c, limit));
  }

  /** The position of the last change so far; 0 if there was none. */
  public long lastChange() {
    return meta("last_change");
  }

  /**
   * The labels of cases once the changes up to a position were made, by their ordinals; those that
   * were unresolved are left out.
   *
   * @param count how many ordinals, from the first on
   */
  public Map<Long, Label> labels(long first, long count, long asOf) {
    return store.read(c -> CaseRows.labels(c, first, first + count, asOf));
  }

  /** The first so many changes after a position and up to another, in order. */
  public List<LabelChange> changes(long after, long upTo, int most) {
    return store.read(
        c ->
            CaseRows.changes(
                c,
                "c.position > ? AND c.position <= ? ORDER BY c.position LIMIT ?",
                after,
                upTo,
                most));
  }

  @Override
  public List<LabelChange> changes(long after, int most) {
    return changes(after, Long.MAX_VALUE, most);
  }

  @Override
  public long validPosition(long noted) {
    return CaseEngine.isBeyond(noted, journal.lastId()) && noted > lastChange() ? 0 : noted;
  }

  /** The releases of alerts by their ordinals, up to a position; in order. */
  public List<LabelChange> releases(long first, long last, long upTo) {
    return store.read(
        c ->
            CaseRows.changes(
                c,
                "c.ordinal >= ? AND c.ordinal <= ? AND c.position <= ? AND c.old = c.new"
                    + " ORDER BY c.ordinal, c.position",
                first,
                last,
                upTo));
  }

  /** The first change to suspect after a position. */
  Optional<LabelChange> nextSuspect(long after) {
    return store.read(
        c ->
            CaseRows.changes(
                    c,
                    "c.position > ? AND c.new = 'suspect' AND c.old <> c.new"
                        + " ORDER BY c.position LIMIT 1",
                    after)
                .stream()
                .findFirst());
  }

  /** Forgets cases of alerts received before an instant; to be called again and again. */
  void expire(Instant before) {
    int removed = EXPIRED_AT_ONCE;
    for (int turns = 0; turns < 50 && removed == EXPIRED_AT_ONCE; turns++) {
      removed = undoing(c -> repository.expire(clock.instant(), before, EXPIRED_AT_ONCE));
    }
  }

  @Override
  public void close() {
    store.close();
    copy.ifPresent(CaseIndex::remove);
  }

  /** The progress of a run, as text. */
  private record Note(Position position, long opened) {
    static Note parse(String text) {
      String[] parts = text.split(" ", -1);
      boolean right = parts.length == 2 && text.matches("[0-9]{1,18} [0-9]{1,18}");
      return right
          ? new Note(Position.parse(parts[0]), Long.parseLong(parts[1]))
          : new Note(Position.START, 0);
    }

    String text() {
      return position.text() + " " + opened;
    }
  }
}
