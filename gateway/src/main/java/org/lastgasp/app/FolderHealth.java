package org.lastgasp.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lastgasp.backup.ReaderFiles;
import org.lastgasp.worker.HealthIssue;

/** The health issues of a data folder whose files did not belong together when it was opened. */
final class FolderHealth {
  private FolderHealth() {}

  static List<HealthIssue> of(ReaderFiles files) {
    List<HealthIssue> found = new ArrayList<>();
    List<Path> foreign = files.foreign();
    if (!foreign.isEmpty()) {
      found.add(
          new HealthIssue(
              "foreign-files",
              names(foreign) + " belong to another journal and were renamed; what is in force"
                  + " began anew, the switch as the configuration says: put the folder back with"
                  + " 'lastgasp restore', or look, then take these files away"));
    }
    List<Path> ahead = files.ahead();
    if (!ahead.isEmpty()) {
      found.add(
          new HealthIssue(
              "restored-behind",
              names(ahead) + " know more than the journal has, which was put back from an older"
                  + " copy: what was recorded in between is missing. Look what it was, tell those"
                  + " concerned, then take these files away"));
    }
    return found;
  }

  private static String names(List<Path> files) {
    return String.join(", ", files.stream().map(file -> file.getFileName() + "").toList());
  }
}
