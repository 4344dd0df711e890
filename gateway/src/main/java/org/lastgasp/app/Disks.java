package org.lastgasp.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.api.OperatingFigures;
import org.lastgasp.config.Config;
import org.lastgasp.worker.ClusterStatus;
import org.lastgasp.worker.HealthIssue;

/**
 * The disks that a gateway writes to, one watch for each. A target of reports is none of them: it
 * may be a network's, which may not answer. Safe for any number of threads.
 */
final class Disks {
  private final DiskWatch journal;
  private final List<DiskWatch> all;

  private Disks(DiskWatch journal, List<DiskWatch> all) {
    this.journal = journal;
    this.all = all;
  }

  /** The disks of the configured folders. */
  static Disks of(Config config, InstantSource clock) {
    Path journal = config.journal().path();
    Map<String, Path> folders = new LinkedHashMap<>();
    folders.put("the data folder", journal.resolveSibling(""));
    folders.put("the journal", journal);
    folders.put("the suppression log", config.log().path());
    config.recording().path().ifPresent(path -> folders.put("the recordings", path));
    return of(folders, journal, clock);
  }

  /** Those of folders by their names; the figures are those of the journal's. */
  static Disks of(Map<String, Path> folders, Path journal, InstantSource clock) {
    Map<Object, DiskWatch> watches = new LinkedHashMap<>();
    folders.forEach(
        (name, path) ->
            watches.computeIfAbsent(
                disk(path),
                disk -> new DiskWatch(name, DiskWatch.Space.of(existing(path)), clock)));
    DiskWatch its =
        watches.computeIfAbsent(
            disk(journal),
            disk -> new DiskWatch("the journal", DiskWatch.Space.of(journal), clock));
    return new Disks(its, List.copyOf(watches.values()));
  }

  /** The key of a folder's disk: equal for folders on the same disk. */
  private static Object disk(Path folder) {
    try {
      return Files.getFileStore(existing(folder));
    } catch (IOException unknown) {
      return folder; // gets its own watch, which reports the fault
    }
  }

  /** The folder, or its nearest parent that exists. */
  private static Path existing(Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.resolveSibling("");
    }
    return there;
  }

  /** Looks at all of them. */
  void look() {
    all.forEach(DiskWatch::look);
  }

  /** The issues of disks that are low. */
  List<HealthIssue> issues() {
    return all.stream().flatMap(each -> each.issues().stream()).toList();
  }

  /** The operating figures: of the journal's disk, of the last reload and of a cluster. */
  OperatingFigures figures(Reloads reloads, Optional<ClusterStatus> cluster) {
    return journal.figures(reloads, cluster);
  }
}
