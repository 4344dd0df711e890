package org.lastgasp.app;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.lastgasp.config.Config;
import org.lastgasp.sqlite.BrokenFile;
import org.lastgasp.worker.HealthIssue;

/**
 * The files that were unusable at a start and were renamed, until somebody removes them: what each
 * was for, how the gateway works without it, and what to do. Safe for any thread.
 */
final class SetAsideFiles {
  private final List<Path> folders;

  SetAsideFiles(Config config) {
    Path journal = config.journal().path();
    this.folders =
        Stream.of(
                journal,
                journal.toAbsolutePath().resolveSibling(""),
                config.deliveryFolder(),
                config.storyFolder(),
                config.hindsightFolder(),
                config.reportFolder(),
                config.inventoryFolder())
            .map(each -> each.toAbsolutePath().normalize())
            .distinct()
            .toList();
  }

  /** A sentence or two of each. */
  List<HealthIssue> issues() {
    return folders.stream()
        .flatMap(SetAsideFiles::in)
        .map(each -> new HealthIssue("broken-file", each))
        .toList();
  }

  private static Stream<String> in(Path folder) {
    try {
      return BrokenFile.in(folder).stream().map(SetAsideFiles::told);
    } catch (UncheckedIOException unreadable) {
      return Stream.of(unreadable.getMessage() + ": " + unreadable.getCause());
    }
  }

  private static String told(Path file) {
    return file + " could not be used and was renamed. " + consequence(file)
        + " Keep it if you want to know why, and move it away: then this is over";
  }

  private static String consequence(Path file) {
    String name = String.valueOf(file.getFileName());
    return switch (name.substring(0, name.indexOf(".broken-"))) {
      case "accepted.db" ->
          "Accepted requests are known from the journal; a repetition of one that it no longer has"
              + " would open a window: put a copy of the file back if you have one.";
      case "cursors.db" -> "Every reader of the journal found its place by what it had written.";
      case "story.db" ->
          "The index is built again from the journal; of what that no longer has, alerts, audit"
              + " trail and explanations are missing: put a copy of the file back if you have one.";
      case "hindsight.db" ->
          "The cases are worked out again from the journal; those it no longer has are missing.";
      case "delivery.db" -> "What it means is said as delivery-rebuilt, until the next start.";
      case "set-aside.db" ->
          "Dead letters and messages older than retention.delivered have lost their texts.";
      case "report.db" ->
          "Reports go on behind the last number that is known; look whether targets lack any.";
      case "devices.sqlite", "guids.sqlite", "inventory" ->
          "The file of the configuration is read again; if there is none, import it.";
      default -> "The gateway went on without it.";
    };
  }
}
