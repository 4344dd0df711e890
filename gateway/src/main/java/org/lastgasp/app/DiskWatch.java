package org.lastgasp.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.api.OperatingFigures;
import org.lastgasp.files.ErrorText;
import org.lastgasp.logging.EventLog;
import org.lastgasp.worker.ClusterStatus;
import org.lastgasp.worker.HealthIssue;

/**
 * A watch that says how long the disk of a folder lasts, from what was used of it in the last hour;
 * checked once a minute. Safe for any number of threads.
 */
final class DiskWatch {
  private static final EventLog LOG = EventLog.of(DiskWatch.class);
  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final Duration ENOUGH = Duration.ofMinutes(10); // of samples, to tell a rate
  private static final Duration SHORT = Duration.ofHours(12); // until somebody is there again
  private static final long LOW_PERCENT = 5; // of the disk: databases need room to tidy up

  private final String folder;
  private final Space space;
  private final InstantSource clock;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private boolean low;

  /** A source of the room on a disk. */
  interface Space {
    /** The usable and the total space, in bytes. */
    Room room() throws IOException;

    /** The disk a folder is on. */
    static Space of(Path folder) {
      return () -> {
        var store = Files.getFileStore(folder);
        return new Room(store.getUsableSpace(), store.getTotalSpace());
      };
    }
  }

  /** The room on a disk, in bytes. */
  record Room(long usable, long total) {}

  private record Sample(Instant at, Room room) {}

  /** A watch over the disk of a folder, with the folder's name in its texts. */
  DiskWatch(String folder, Space space, InstantSource clock) {
    this.folder = folder;
    this.space = space;
    this.clock = clock;
  }

  /** Looks at the disk. */
  synchronized void look() {
    Instant now = clock.instant();
    try {
      samples.addLast(new Sample(now, space.room()));
    } catch (IOException unknown) {
      LOG.warn("disk-not-measured", "folder", folder, "why", ErrorText.of((Throwable) unknown));
      return;
    }
    while (samples.getFirst().at().isBefore(now.minus(REMEMBERED))) {
      samples.removeFirst();
    }
    Optional<String> told = told();
    if (told.isPresent() && !low) {
      LOG.warn("disk-low", "detail", told.get(), "action", "make-room");
    }
    low = told.isPresent();
  }

  /** The operating figures: of this disk, of the last reload and of a cluster. */
  OperatingFigures figures(Reloads reloads, Optional<ClusterStatus> cluster) {
    Optional<Room> room = room();
    return new OperatingFigures(
        room.map(r -> OptionalLong.of(r.usable())).orElseGet(OptionalLong::empty),
        room.map(r -> OptionalLong.of(r.total())).orElseGet(OptionalLong::empty),
        lasts(),
        reloads.isTaken(),
        reloads.lastTaken(),
        cluster);
  }

  /** The room at the last look; empty before the first. */
  synchronized Optional<Room> room() {
    return Optional.ofNullable(samples.peekLast()).map(Sample::room);
  }

  /** The issue that the disk is low, as a reason of its own. */
  synchronized List<HealthIssue> issues() {
    return told().map(text -> new HealthIssue("disk-low", text)).stream().toList();
  }

  private Optional<String> told() {
    if (samples.isEmpty()) {
      return Optional.empty();
    }
    Room room = samples.getLast().room();
    Optional<Duration> lasts = lasts();
    boolean small = room.usable() < room.total() / 100 * LOW_PERCENT;
    boolean soon = lasts.filter(left -> left.compareTo(SHORT) < 0).isPresent();
    if (!small && !soon) {
      return Optional.empty();
    }
    double percent = room.total() == 0 ? 0 : 100.0 * room.usable() / room.total();
    String rate =
        lasts
            .map(left -> "at the rate of the last hour it lasts " + text(left))
            .orElse(
                watched().compareTo(ENOUGH) < 0
                    ? "how fast it fills is known after " + ENOUGH.toMinutes() + " min"
                    : "in the last " + watched().toMinutes() + " min it did not get less");
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the disk of %s has %,d MiB left, %.1f %%; %s. Above %d %% and %d h this goes",
            folder, room.usable() >> 20, percent, rate, LOW_PERCENT, SHORT.toHours()));
  }

  /** The time until it is full at the rate of the last hour; empty if it does not fill up. */
  synchronized Optional<Duration> lasts() {
    if (samples.isEmpty()) {
      return Optional.empty();
    }
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    Duration between = watched();
    long used = first.room().usable() - last.room().usable();
    if (between.compareTo(ENOUGH) < 0 || used <= 0) {
      return Optional.empty();
    }
    double seconds = (double) last.room().usable() / used * between.toSeconds();
    return Optional.of(Duration.ofSeconds((long) Math.min(seconds, Integer.MAX_VALUE)));
  }

  private Duration watched() {
    return Duration.between(samples.getFirst().at(), samples.getLast().at());
  }

  private static String text(Duration left) {
    return left.toHours() > 0
        ? left.toHours() + " h " + left.toMinutesPart() + " min"
        : left.toMinutes() + " min";
  }
}
