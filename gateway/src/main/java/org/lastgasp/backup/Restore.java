package org.lastgasp.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.lastgasp.backup.Backup.BackupFailed;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.files.ReadAccess;

/**
 * A restore that puts the files of a backup into a data folder that has none: all digests are
 * compared first. While it copies, and until somebody says that all is done, a mark in the folder
 * keeps a gateway from starting on half of it.
 */
public final class Restore {
  private static final String MARK = "restore-unfinished";
  private static final String KEEP = "move the log's files that were given as --log elsewhere, ";
  private static final int MOST_NAMED = 20;
  private static final List<String> FOLDERS =
      List.of("delivery", "hindsight", "housekeeping", "inventory", "report", "story");

  private final Path backup;
  private final Places places;
  private final Optional<Path> survivors;
  private final Manifest manifest;

  private Restore(Path backup, Places places, Optional<Path> survivors, Manifest manifest) {
    this.backup = backup;
    this.places = places;
    this.survivors = survivors.map(folder -> folder.toAbsolutePath().normalize());
    this.manifest = manifest;
  }

  /**
   * One that may be done.
   *
   * @param survivors a folder with files of the suppression log that outlived the rest; they are
   *     put in place of those of the backup
   * @throws BackupFailed if a file of the backup is damaged, naming each, or the folder is not
   *     empty
   */
  public static Restore prepare(Path backup, Places places, Optional<Path> survivors) {
    Restore restore = new Restore(backup, places, survivors, verified(backup));
    restore.refuseWhatIsThere();
    survivors.ifPresent(restore::compare);
    return restore;
  }

  /** The manifest of the backup. */
  public Manifest manifest() {
    return manifest;
  }

  /** Refuses to start a gateway in a folder that a restore was not done with. */
  public static void refuseUnfinished(Path data) {
    if (Files.exists(data.resolve(MARK))) {
      throw new BackupFailed(
          "a restore into " + data + " was not finished: " + data.resolve(MARK) + " is there",
          KEEP + "empty the folder and that of the log, and run 'lastgasp restore' again");
    }
  }

  /**
   * The manifest of a backup all of whose files are as they were made.
   *
   * @throws BackupFailed naming each that is not
   */
  static Manifest verified(Path backup) {
    Path file = backup.resolve(Manifest.FILE);
    if (!ReadAccess.toFile(file)) {
      throw new BackupFailed(
          backup + " is no backup: it has no " + Manifest.FILE,
          "name the folder that 'lastgasp backup' made, not one that ends in .part");
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      List<String> damaged = new ArrayList<>();
      String sums = Files.exists(backup.resolve(Backup.SUMS))
          ? Files.readString(backup.resolve(Backup.SUMS), StandardCharsets.UTF_8) : "";
      if (!sums.contains(FileCopy.measured(file).sha256() + "  " + Manifest.FILE + "\n")) {
        damaged.add(Manifest.FILE + ": not as " + Backup.SUMS + " says");
      }
      Manifest manifest = damaged.isEmpty() ? Manifest.read(bytes) : refused(backup, damaged);
      for (Manifest.Copied each : manifest.files()) {
        fault(backup, each).ifPresent(what -> damaged.add(each.name() + ": " + what));
      }
      return damaged.isEmpty() ? manifest : refused(backup, damaged);
    } catch (IOException broken) {
      throw new BackupFailed("reading " + backup, broken);
    }
  }

  private static Manifest refused(Path backup, List<String> damaged) {
    List<String> lines = new ArrayList<>();
    damaged.stream().limit(MOST_NAMED).forEach(lines::add);
    if (damaged.size() > MOST_NAMED) {
      lines.add("… and " + (damaged.size() - MOST_NAMED) + " more");
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "%s is damaged, %d %s; nothing was restored: use another backup",
            backup,
            damaged.size(),
            damaged.size() == 1 ? "file" : "files"));
    throw new BackupFailed(lines);
  }

  private static Optional<String> fault(Path backup, Manifest.Copied file) throws IOException {
    Path path = backup.resolve(file.name()).normalize();
    if (!path.startsWith(backup.normalize())) {
      return Optional.of("it lies outside the backup");
    }
    if (!Files.isRegularFile(path)) {
      return Optional.of("it is missing");
    }
    FileCopy there = FileCopy.measured(path);
    if (there.bytes() != file.bytes()) {
      return Optional.of(String.format(
          Locale.ROOT,
          "it has %d bytes, not %d",
          there.bytes(),
          file.bytes()));
    }
    return there.sha256().equals(file.sha256())
        ? Optional.empty()
        : Optional.of("its bytes are not those that were copied");
  }

  private void refuseWhatIsThere() {
    refuseUnfinished(places.data());
    Set<Path> inTheWay = new TreeSet<>();
    List<Path> folders = new ArrayList<>(List.of(places.journal()));
    FOLDERS.forEach(name -> folders.add(places.data().resolve(name)));
    if (survivors.filter(places.log()::equals).isEmpty()) {
      folders.add(places.log());
    }
    folders.stream().filter(Restore::hasFiles).forEach(inTheWay::add);
    for (Manifest.Copied each : manifest.files()) {
      Path place = places.place(each.name());
      boolean said = folders.stream().anyMatch(place::startsWith);
      if (!said && Files.exists(place) && !place.startsWith(places.log())) {
        inTheWay.add(place);
      }
    }
    if (!inTheWay.isEmpty()) {
      List<String> lines = new ArrayList<>();
      inTheWay.stream().limit(MOST_NAMED).forEach(each -> lines.add(each + " is there"));
      lines.add("a backup is restored into an empty data folder only; nothing was changed");
      lines.add(
          "stop the gateway and move the folders aside; the log's files may be given as --log");
      throw new BackupFailed(lines);
    }
  }

  private static boolean hasFiles(Path folder) {
    try (Stream<Path> inside =
        ReadAccess.toFolder(folder) ? Files.walk(folder) : Stream.empty()) {
      return inside.anyMatch(Files::isRegularFile);
    } catch (IOException broken) {
      throw new BackupFailed("looking into " + folder, broken);
    }
  }

  /** Files of the log that survived have to be those that were backed up, perhaps longer. */
  private void compare(Path folder) {
    List<String> others = new ArrayList<>();
    for (Manifest.Copied each : manifest.files()) {
      Path survivor = folder.resolve(each.name().substring(each.name().indexOf('/') + 1));
      if (each.kind().equals("log") && Files.exists(survivor)) {
        try {
          long differs = Files.mismatch(backup.resolve(each.name()), survivor);
          if (differs >= 0 && differs < each.bytes()) {
            others.add(survivor + " differs from the backup at byte " + differs);
          }
        } catch (IOException broken) {
          throw new BackupFailed("comparing " + survivor, broken);
        }
      }
    }
    if (!others.isEmpty()) {
      others.add("these files are not of the log that was backed up; nothing was restored");
      throw new BackupFailed(others);
    }
  }

  /** Puts all files in place, synced. The folder stays marked until {@link #done}. */
  public void copy() {
    try {
      Files.createDirectories(places.data());
      DurableFiles.create(places.data().resolve(MARK), new byte[0]);
      DurableFiles.syncFolder(places.data());
      Map<Path, Path> files = new HashMap<>();
      manifest.files().forEach(f -> files.put(places.place(f.name()), backup.resolve(f.name())));
      if (survivors.isPresent()) {
        putSurvivors(survivors.get(), files);
      }
      for (Map.Entry<Path, Path> each : files.entrySet()) {
        if (!each.getKey().equals(each.getValue())) {
          Path from = each.getValue();
          FileCopy unused = FileCopy.of(from, each.getKey(), Files.size(from));
        }
      }
      Files.createDirectories(places.log());
      sync();
    } catch (IOException broken) {
      throw new BackupFailed(
          List.of(
              "restoring into " + places.data() + ": " + broken,
              "fix that; " + KEEP + "empty the folder, and run it again"));
    }
  }

  /** Log files that survived stand for those of the backup; they may lie where they belong. */
  private void putSurvivors(Path folder, Map<Path, Path> files) throws IOException {
    try (Stream<Path> there = Files.list(folder)) {
      for (Path survivor : there.filter(Files::isRegularFile).toList()) {
        Path name = Optional.ofNullable(survivor.getFileName()).orElseThrow();
        files.put(places.log().resolve(name), survivor);
      }
    }
  }

  /** The folder is one that a gateway may start on. */
  public void done() {
    try {
      sync();
      Files.delete(places.data().resolve(MARK));
      DurableFiles.syncFolder(places.data());
    } catch (IOException broken) {
      throw new BackupFailed("finishing the restore into " + places.data(), broken);
    }
  }

  private void sync() throws IOException {
    for (Path top : List.of(places.data(), places.journal(), places.log())) {
      try (Stream<Path> all = Files.walk(top)) {
        for (Path each : all.filter(Files::isDirectory).toList()) {
          DurableFiles.syncFolder(each);
        }
      }
      DurableFiles.syncFolder(Optional.ofNullable(top.getParent()).orElseThrow());
    }
  }
}
