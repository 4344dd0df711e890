package org.lastgasp.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.lastgasp.app.RuntimeProvider.RuntimeRefused;

/**
 * The record that a folder mirrors, noted in it: the journal of one machine, or of another cluster,
 * is none that may be gone on with.
 *
 * @param cluster Kafka's id of it
 * @param moved the mark of the journal that was moved there from one machine, if one was
 * @param expired how many records of {@code events} are there no more
 */
record MirroredRecord(String cluster, Topics topics, Optional<String> moved, long expired) {
  /** What to do where the topics have less than the nodes. */
  static final String COPY =
      "begin with a copy of the data folder of another node, made while that node is stopped";

  private static final String FILE = "mirrors.txt";

  private String text() {
    return "cluster " + cluster + "\nprefix " + topics.prefix() + "\npartitions "
        + topics.partitions() + "\n" + moved.map(mark -> "moved " + mark + "\n").orElse("");
  }

  /**
   * Notes in a folder what it mirrors, if it is new. An empty journal is gone on with only where
   * the topics have all: else its log would begin in the middle, and an order that is not there
   * any more, of the switch too, would be taken for one never given.
   *
   * @param lastId of the journal beside it; 0 if it is empty
   * @throws RuntimeRefused if it has another record, saying what to do
   */
  void claim(Path folder, long lastId) {
    try {
      boolean noted = isNoted(folder);
      if (lastId == 0 && expired > 0) {
        throw new RuntimeRefused(
            "earlier events have expired from " + topics.events() + ", and this data folder has"
                + " none of them: " + COPY);
      }
      if (noted) {
        return;
      }
      if (lastId > 0) {
        throw new RuntimeRefused(
            "this data folder has the journal of one machine: move it into the topics by lastgasp"
                + " journal move, or use an empty data folder");
      }
      if (moved.isPresent()) {
        throw new RuntimeRefused(
            "what was recorded before " + moved.get() + " was moved is in the data folders of its"
                + " nodes only: " + COPY);
      }
      note(folder);
    } catch (IOException broken) {
      throw unwritten(folder, broken);
    }
  }

  /** Notes in the folder of the journal that was moved that it goes on there. */
  void adopt(Path folder) {
    try {
      if (!isNoted(folder)) {
        note(folder);
      }
    } catch (IOException broken) {
      throw unwritten(folder, broken);
    }
  }

  private boolean isNoted(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (Files.notExists(file)) {
      return false;
    }
    String noted = Files.readString(file);
    if (!noted.equals(text())) {
      throw new RuntimeRefused(
          "this data folder mirrors another record (" + noted.strip().replaceAll("\\R", ", ")
              + "): use a data folder of its own for each");
    }
    return true;
  }

  private void note(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(FILE), text());
  }

  private static UncheckedIOException unwritten(Path folder, IOException broken) {
    return new UncheckedIOException("noting the record in " + folder.resolve(FILE), broken);
  }
}
