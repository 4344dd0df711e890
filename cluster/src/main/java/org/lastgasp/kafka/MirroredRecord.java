package org.lastgasp.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lastgasp.app.RuntimeRefused;
import org.lastgasp.journal.Journal;

/**
 * The record that a folder mirrors, noted in it: the journal of one machine, or of another cluster,
 * is none that may be gone on with.
 *
 * @param cluster Kafka's id of it
 */
record MirroredRecord(String cluster, Topics topics) {
  private static final String FILE = "mirrors.txt";

  /**
   * Notes in a folder what it mirrors, if it is new.
   *
   * @throws RuntimeRefused if it has another record, saying what to do
   */
  void claim(Path folder, Journal journal) {
    Path file = folder.resolve(FILE);
    String own =
        "cluster " + cluster + "\nprefix " + topics.prefix() + "\npartitions "
            + topics.partitions() + "\n";
    try {
      if (Files.exists(file)) {
        String noted = Files.readString(file);
        if (!noted.equals(own)) {
          throw new RuntimeRefused(
              "this data folder mirrors another record (" + noted.strip().replaceAll("\\R", ", ")
                  + "): use a data folder of its own for each");
        }
        return;
      }
      if (journal.lastId() > 0) {
        throw new RuntimeRefused(
            "this data folder has the journal of one machine, and moving it into topics is not"
                + " available in this version: use an empty data folder");
      }
      Files.createDirectories(folder);
      Files.writeString(file, own);
    } catch (IOException broken) {
      throw new UncheckedIOException("noting the record in " + file, broken);
    }
  }
}
