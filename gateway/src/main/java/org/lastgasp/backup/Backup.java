package org.lastgasp.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.files.ErrorText;
import org.lastgasp.files.ReadAccess;
import org.lastgasp.journal.sqlite.OfflineJournal;
import org.lastgasp.log.LogHead;
import org.lastgasp.sqlite.Database;
import org.lastgasp.sqlite.StoreUnavailable;

/**
 * A backup that copies all that a gateway has, while it runs or not, by reading its files: whoever
 * does that needs no answer of a gateway that may be in trouble.
 *
 * <p>The order makes one position of many files: reports, readers and cursors first, then the log,
 * then the journal, the newest segment last and as it stands at one moment, then what the journal
 * may drop once it is kept elsewhere. So the journal has all that any reader had taken up, and a
 * gateway that starts on the copy takes up the rest. Nothing expires meanwhile ({@link
 * ExpiryHold}).
 *
 * <p>It is written to a folder beside, with {@code .part} behind its name, synced, and renamed:
 * what has the name is whole. For one thread.
 */
public final class Backup {
  static final String SUMS = "SHA256SUMS";
  private static final String PART = ".part";
  private static final String UNDER_WAY = "backup-under-way";
  private static final long SPARE = 64L << 20; // 64 MiB: what is written while this copies

  private final Places places;
  private final Path target;
  private final Path part;
  private final InstantSource clock;
  private final List<Manifest.Copied> copied = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();

  /**
   * The facts about the gateway that its files do not hold.
   *
   * @param program its version
   */
  public record Subject(String program, String configHash, String configuration) {}

  private Backup(Places places, Path target, InstantSource clock) {
    this.places = places;
    this.target = target.toAbsolutePath().normalize();
    this.part = Database.beside(this.target, PART);
    this.clock = clock;
  }

  /**
   * Makes one.
   *
   * @param target a folder that is not there, or empty
   * @throws BackupFailed if it could not be made; then nothing has the name
   */
  public static Manifest make(Places places, Subject subject, Path target, InstantSource clock) {
    return new Backup(places, target, clock).make(subject);
  }

  private Manifest make(Subject subject) {
    refuse();
    try (var _ = ExpiryHold.take(places.data())) {
      try {
        Manifest manifest = part(subject);
        finish();
        return manifest;
      } catch (IOException | UncheckedIOException | StoreUnavailable failed) {
        throw failed(failed);
      }
    }
  }

  private Manifest part(Subject subject) throws IOException {
    Instant begun = clock.instant();
    try (var _ = begin()) {
      copy(Contents.of(places));
      Manifest manifest = manifest(subject, begun);
      write(manifest);
      return manifest;
    }
  }

  private void refuse() {
    if (!ReadAccess.toFolder(places.journal())) {
      throw new BackupFailed(
          "there is no journal in " + places.journal() + ": no gateway has run there",
          "name the --config it runs with");
    }
    for (Path folder : List.of(places.data(), places.journal(), places.log())) {
      if (target.startsWith(folder)) {
        throw new BackupFailed(
            target + " lies inside " + folder + ", which is to be copied",
            "name a folder elsewhere, best on another disk");
      }
    }
    if (Files.exists(target) && !isEmpty(target)) {
      throw new BackupFailed(
          target + " is not an empty folder, and a backup does not write over anything",
          "name another folder for each backup");
    }
  }

  private static boolean isEmpty(Path folder) {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.findAny().isEmpty();
    } catch (IOException notOne) {
      return false;
    }
  }

  /** Makes the folder beside, in place of what a backup left there that was cut off. */
  private FileChannel begin() throws IOException {
    Path mark = part.resolve(UNDER_WAY);
    if (Files.exists(part) && !isEmpty(part) && !Files.exists(mark)) {
      throw new BackupFailed(
          part + " is there, and no backup made it", "move it away, or name another folder");
    }
    Files.createDirectories(part);
    FileChannel mine =
        FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isLocked(mine)) {
      mine.close();
      throw new BackupFailed("another backup is being made in " + part, "wait for it to end");
    }
    remove(mark);
    return mine;
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException inThisProcess) {
      return false;
    }
  }

  /** Removes what is in the folder beside, except this. */
  private void remove(Path kept) throws IOException {
    try (Stream<Path> all = Files.walk(part)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!each.equals(kept) && !kept.startsWith(each)) {
          Files.delete(each);
        }
      }
    }
  }

  private void copy(Contents contents) throws IOException {
    long needed = SPARE;
    for (Item item : contents.items()) {
      needed += item.file().toFile().length();
    }
    long free = Files.getFileStore(part).getUsableSpace();
    if (free < needed) {
      throw full(needed, free);
    }
    leftOut.addAll(contents.leftOut());
    for (Item item : contents.items()) {
      if (item.kind() == Item.Kind.DATABASE || item.kind() == Item.Kind.FILE) {
        copy(item);
      }
    }
    copyAll(Item.Kind.LOG);
    copyAll(Item.Kind.SEGMENT);
    copyAll(Item.Kind.KEPT);
  }

  /** Those there are now: more may have been begun since others were listed. */
  private void copyAll(Item.Kind kind) throws IOException {
    for (Item item : Contents.of(places).items()) {
      if (item.kind() == kind) {
        copy(item);
      }
    }
  }

  private void copy(Item item) throws IOException {
    Path to = part.resolve(item.name());
    try {
      FileCopy made = copied(item, to);
      String kind = item.kind().name().toLowerCase(Locale.ROOT);
      copied.add(new Manifest.Copied(item.name(), kind, made.bytes(), made.sha256()));
    } catch (NoSuchFileException gone) {
      if (item.kind() != Item.Kind.FILE || Files.exists(item.file())) {
        throw gone;
      }
      Files.deleteIfExists(to);
      leftOut.add(item.file() + ": it went while the backup was made");
    }
  }

  private FileCopy copied(Item item, Path to) throws IOException {
    Path from = item.file();
    return switch (item.kind()) {
      case FILE -> FileCopy.of(from, to, Files.size(from));
      case LOG -> FileCopy.of(from, to, FileCopy.wholeLines(from));
      case DATABASE, KEPT -> {
        try {
          yield database(from, to);
        } catch (StoreUnavailable broken) {
          if (!broken.isDamaged()) {
            throw broken;
          }
          leftOut.add(from + ": damaged, so copied as it lies there: " + broken.getMessage());
          Files.deleteIfExists(to);
          yield FileCopy.of(from, to, Files.size(from));
        }
      }
      case SEGMENT -> {
        if (isWritten(from)) {
          yield database(from, to);
        }
        FileCopy sealed = FileCopy.of(from, to, Files.size(from));
        if (isWritten(from)) { // a gateway was started meanwhile
          Files.delete(to);
          yield database(from, to);
        }
        yield sealed;
      }
    };
  }

  private static boolean isWritten(Path segment) {
    return Files.exists(Database.beside(segment, "-wal"))
        || Files.exists(Database.beside(segment, "-journal"));
  }

  private static FileCopy database(Path from, Path to) throws IOException {
    Files.createDirectories(to.resolveSibling(""));
    Database.copy(from, to, Contents.STORE);
    return FileCopy.measured(to);
  }

  private Map<String, Long> positions() {
    Path cursors = part.resolve("journal").resolve("cursors.db");
    if (!Files.exists(cursors)) {
      return Map.of();
    }
    Map<String, Long> positions = new LinkedHashMap<>();
    try {
      Database.ask(
              cursors,
              Contents.STORE,
              session ->
                  session.query(
                      "SELECT name, position FROM cursor ORDER BY name",
                      row -> Map.entry(row.text(1), row.number(2))))
          .forEach(each -> positions.put(each.getKey(), each.getValue()));
      return positions;
    } catch (StoreUnavailable damaged) {
      return Map.of(); // which is among what is to be remarked
    }
  }

  private Manifest manifest(Subject subject, Instant begun) {
    try (OfflineJournal journal = OfflineJournal.open(part.resolve("journal"))) {
      return new Manifest(
          subject.program(),
          begun,
          clock.instant(),
          journal.identity().toString(),
          journal.firstId(),
          journal.lastId(),
          LogHead.in(part.resolve("log")),
          positions(),
          subject.configHash(),
          subject.configuration(),
          copied,
          leftOut);
    }
  }

  /** The manifest, and the digests in the form that {@code sha256sum -c} reads. */
  private void write(Manifest manifest) throws IOException {
    for (Manifest.Copied file : copied) { // reading a copy leaves files beside it
      Files.deleteIfExists(Database.beside(part.resolve(file.name()), "-wal"));
      Files.deleteIfExists(Database.beside(part.resolve(file.name()), "-shm"));
    }
    FileCopy itself = FileCopy.written(part.resolve(Manifest.FILE), manifest.bytesOfJson());
    StringBuilder sums = new StringBuilder();
    copied.forEach(file -> sums.append(file.sha256() + "  " + file.name() + "\n"));
    sums.append(itself.sha256() + "  " + Manifest.FILE + "\n");
    FileCopy unused =
        FileCopy.written(
            part.resolve(SUMS), sums.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void finish() throws IOException {
    Files.delete(part.resolve(UNDER_WAY));
    try (Stream<Path> folders = Files.walk(part)) {
      for (Path each : folders.filter(Files::isDirectory).toList()) {
        DurableFiles.syncFolder(each);
      }
    }
    try {
      Files.move(
          part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (DirectoryNotEmptyException filled) {
      throw new BackupFailed(target + " was filled meanwhile", "name another folder");
    }
    DurableFiles.syncFolder(Optional.ofNullable(target.getParent()).orElseThrow());
  }

  /** Takes away what was made so far, and says why it was not enough. */
  private BackupFailed failed(Exception failure) {
    try {
      if (Files.exists(part)) {
        remove(target);
      }
    } catch (IOException alsoFailed) {
      failure.addSuppressed(alsoFailed);
    }
    if (isFull(failure)) {
      return new BackupFailed(
          List.of(
              "the disk of " + target + " is full; what was copied so far is removed",
              "make room, or name a folder on another disk"));
    }
    return new BackupFailed("making a backup in " + target, failure);
  }

  private BackupFailed full(long needed, long free) throws IOException {
    remove(target);
    return new BackupFailed(
        String.format(
            Locale.ROOT,
            "a backup needs about %d MiB, and the disk of %s has %d left",
            needed >> 20,
            target,
            free >> 20),
        "make room, or name a folder on another disk");
  }

  private static boolean isFull(Throwable failure) {
    boolean full = false;
    for (Optional<Throwable> each = Optional.of(failure);
        each.isPresent();
        each = each.map(Throwable::getCause)) {
      String text = String.valueOf(each.get().getMessage());
      full |=
          text.contains("No space left") || text.contains("SQLITE_FULL")
              || text.contains("File too large") || text.contains("Disk quota exceeded");
    }
    return full;
  }

  /** The fault that ends a backup or a restore; its lines say what failed, then what to do next. */
  public static final class BackupFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> lines;

    /** In lines for an operator. */
    public BackupFailed(List<String> lines) {
      super(String.join("\n", lines));
      this.lines = List.copyOf(lines);
    }

    BackupFailed(String what, String next) {
      this(List.of(what, next));
    }

    BackupFailed(String what, Throwable cause) {
      super(what, cause);
      this.lines = List.of(what + ": " + ErrorText.of(cause));
    }

    /** The lines that say what failed, then what to do next. */
    public List<String> lines() {
      return lines;
    }
  }
}
