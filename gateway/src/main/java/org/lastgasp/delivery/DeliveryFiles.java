package org.lastgasp.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.logging.EventLog;
import org.lastgasp.sqlite.BrokenFile;
import org.lastgasp.sqlite.Database;
import org.lastgasp.sqlite.TableReplica;

/**
 * The files of delivery, opened whatever state they are in: nothing but the journal may stop a
 * start.
 *
 * <p>A copy of {@code delivery.db} is kept in another folder, renewed about once a minute, so that
 * one that is lost costs the repetition of minutes and not of all that the journal holds. A file
 * that cannot be read is renamed to {@code NAME.broken-TIME}. For one thread at a time.
 */
final class DeliveryFiles {
  private static final EventLog LOG = EventLog.of(Delivery.class);
  private static final long UNKNOWN = 0; // the journal mirrors others, and so do the files
  private static final String COPY = "delivery-copy.db";

  private final Path folder;
  private final Path spare;
  private final InstantSource clock;
  private final DeliveringNodes among;
  private final List<String> faults = new ArrayList<>();

  private DeliveryFiles(Path folder, Path spare, InstantSource clock, DeliveringNodes among) {
    this.among = among;
    this.folder = folder;
    this.spare = spare;
    this.clock = clock;
  }

  /**
   * A pair of the files, opened.
   *
   * @param renewal renews the copy of the first, in another folder
   * @param faults what was wrong with them, and what that means, in words
   * @param missing what is known of messages that the journal does not have any more
   * @param replicas begins to note what changes in both, for others
   */
  record Opened(
      DeliveryProgressStore progressStore,
      DeadLetterArchive archive,
      Runnable renewal,
      List<String> faults,
      RecipientState.Missing missing,
      Supplier<List<TableReplica>> replicas) {
    void close() {
      progressStore.close();
      archive.close();
    }
  }

  /**
   * Opens both.
   *
   * @param spare the folder of the copy
   * @param last the number of the journal's last entry
   * @throws org.lastgasp.sqlite.StoreUnavailable if the disk fails, or a file is of a later program
   */
  static Opened open(
      Path folder, Path spare, long last, InstantSource clock, DeliveringNodes among) {
    DeliveryFiles files = new DeliveryFiles(folder, spare, clock, among);
    return files.open(among == DeliveringNodes.ONE ? last : UNKNOWN);
  }

  private Opened open(long last) {
    boolean copiesKnown = Files.exists(folder.resolve(SqliteDeadLetterArchive.FILE));
    boolean known = Files.exists(folder.resolve(SqliteProgressStore.FILE));
    Optional<SqliteDeadLetterArchive> sound =
        tried(SqliteDeadLetterArchive.FILE, last, () -> SqliteDeadLetterArchive.open(folder));
    SqliteDeadLetterArchive archive = sound.orElseGet(() -> SqliteDeadLetterArchive.open(folder));
    if (sound.isEmpty()) {
      fault("set-aside.db was damaged: of messages that waited or were dead letters for longer than"
          + " retention.delivered the texts are lost");
    }
    try {
      Optional<SqliteProgressStore> whole =
          known
              ? tried(SqliteProgressStore.FILE, last, () -> SqliteProgressStore.open(folder))
              : Optional.empty();
      boolean rebuilt = whole.isEmpty() && (known || last > 0 || Files.isRegularFile(copy()));
      SqliteProgressStore progressStore = whole.orElseGet(() -> rebuild(known, last));
      if (among == DeliveringNodes.ONE
          && progressStore.progress().stream().anyMatch(one -> one.read() > last)) {
        cutOff(progressStore, last);
      }
      if (sound.isEmpty() || !copiesKnown) {
        progressStore.copiesLost();
      } else {
        compare(progressStore, archive, rebuilt);
      }
      progressStore.parked().beginRun();
      RecipientState.Missing missing =
          rebuilt ? RecipientState.Missing.DONE : RecipientState.Missing.LOST;
      return new Opened(
          progressStore, archive, () -> copy(progressStore, spare), List.copyOf(faults), missing,
          () -> List.of(archive.replica(), progressStore.replica()));
    } catch (RuntimeException failed) {
      archive.close();
      throw failed;
    }
  }

  /** Opens one; a damaged one is renamed, and so is one that lost all while the journal has. */
  private <T> Optional<T> tried(String name, long last, Supplier<T> open) {
    Path file = folder.resolve(name);
    return BrokenFile.ifSound(
        file,
        last,
        () -> {
          if (last > 0 && isNew(file)) {
            throw DeadLetterRows.STORE.refused(file + " holds nothing of delivery's");
          }
          return open.get();
        });
  }

  private static boolean isNew(Path file) {
    return Files.exists(file)
        && Database.ask(
            file,
            DeadLetterRows.STORE,
            session -> session.number("PRAGMA user_version") == 0);
  }

  private String time() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS).toString().replaceAll("[-:.]", "");
  }

  /** Of the copy, or of nothing: then all that the journal holds is sent again. */
  private SqliteProgressStore rebuild(boolean known, long last) {
    String what = SqliteProgressStore.FILE + (known ? " was damaged" : " was missing");
    Optional<SqliteProgressStore> copied =
        Files.isRegularFile(copy())
            ? tried(SqliteProgressStore.FILE, last, this::ofCopy)
            : Optional.empty();
    if (copied.isPresent()) {
      fault(what + ": it is as of " + renewed() + " again, and what was delivered since is"
          + " delivered once more");
      return copied.get();
    }
    if (known || last > 0) {
      fault(what + " and there is no copy of it: all that the journal holds is delivered again");
    }
    return SqliteProgressStore.open(folder);
  }

  private SqliteProgressStore ofCopy() {
    try {
      Files.createDirectories(folder);
      Files.copy(
          copy(), folder.resolve(SqliteProgressStore.FILE), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw DeadLetterRows.STORE.unavailable("putting back " + copy(), failed);
    }
    return SqliteProgressStore.open(folder);
  }

  private Instant renewed() {
    try {
      return Files.getLastModifiedTime(copy()).toInstant().truncatedTo(ChronoUnit.SECONDS);
    } catch (IOException failed) {
      throw DeadLetterRows.STORE.unavailable("looking at " + copy(), failed);
    }
  }

  private void fault(String words) {
    LOG.error("delivery-rebuilt", "why", words);
    faults.add(words);
  }

  /** It knows more than the journal, which was put back from a backup, or is another. */
  private void cutOff(SqliteProgressStore progressStore, long last) {
    Path kept = folder.resolve(SqliteProgressStore.FILE + ".ahead-" + time());
    progressStore.copyTo(kept);
    progressStore.cutOff(last);
    fault(
        SqliteProgressStore.FILE
            + " spoke of entries that the journal does not have, which ends at "
            + last
            + ": it was cut off there, and "
            + kept.getFileName()
            + " is what it was");
  }

  /** Copies of what the ledger does not know: done with, unless the ledger is an old one. */
  private static void compare(
      DeliveryProgressStore progressStore, DeadLetterArchive archive, boolean rebuilt) {
    Set<Long> pending = new HashSet<>();
    progressStore.progress().forEach(one -> pending.addAll(one.pending()));
    long after = 0;
    int listed = 0;
    List<Long> some = archive.numbers(after, 1_000);
    while (!some.isEmpty()) {
      List<Long> unknown =
          some.stream()
              .filter(number -> !pending.contains(number) && !progressStore.parked().has(number))
              .filter(number -> progressStore.deadLetters(number).isEmpty())
              .toList();
      if (rebuilt) {
        listAgain(progressStore, archive, unknown);
        listed += unknown.size();
      } else if (!unknown.isEmpty()) {
        progressStore.sync(); // or a loss of power could leave one waiting without its text
        archive.release(unknown);
      }
      after = some.getLast();
      some = archive.numbers(after, 1_000);
    }
    if (listed > 0) {
      LOG.warn("dead-letters-restored", "messages", listed);
    }
  }

  private static void listAgain(
      DeliveryProgressStore progressStore, DeadLetterArchive archive, List<Long> numbers) {
    List<DeadLetter> deadLetters = new ArrayList<>();
    for (long number : numbers) {
      DeadLetterArchive.ArchivedMessage copy = archive.find(number).orElseThrow();
      copy.deadLetters().ifPresent(deadLetters::add);
      if (copy.deadLetters().isEmpty()) {
        park(progressStore, copy);
      }
    }
    progressStore.write(
        new DeliveryProgressStore.Changes(List.of(), List.of(), deadLetters, Map.of()));
  }

  private static void park(
      DeliveryProgressStore progressStore, DeadLetterArchive.ArchivedMessage copy) {
    OutboundMessage letter = copy.letter();
    Eui64 user = copy.user();
    Set<Eui64> of = letter.device().map(Set::of).orElse(Set.of());
    boolean behind = !progressStore.parked().devices(user, letter.lane(), of).isEmpty();
    Parked.Order order = behind ? Parked.Order.BEHIND : Parked.Order.HEAD;
    Parking.Changes added =
        new Parking.Changes(
            Set.of(), List.of(), List.of(Parked.untried(user, letter, order, true)), List.of());
    progressStore.write(
        new DeliveryProgressStore.Changes(List.of(), List.of(), List.of(), Map.of(user, added)));
  }

  private Path copy() {
    return spare.resolve(COPY);
  }

  /** Renews the copy of the ledger; a crash leaves the one before. */
  private static void copy(SqliteProgressStore progressStore, Path spare) {
    Path made = spare.resolve(COPY + ".part");
    try {
      DurableFiles.makeFolder(spare);
      Files.deleteIfExists(made);
      progressStore.copyTo(made);
      DurableFiles.sync(made);
      DurableFiles.rename(made, spare.resolve(COPY));
    } catch (IOException failed) {
      throw DeadLetterRows.STORE.unavailable("copying delivery.db into " + spare, failed);
    }
  }
}
