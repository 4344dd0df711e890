package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.files.ErrorText;
import org.lastgasp.files.Sha256;

/** What a folder does with a report, and says when it cannot. */
class DirectoryTargetTest {
  @TempDir Path folder;
  private TransferFile transfer;
  private Path place;

  @BeforeEach
  void aReportToSend() throws IOException {
    Path file = Files.writeString(folder.resolve("spooled"), "H,POASL\r\n");
    transfer =
        new TransferFile("a.csv", Report.LOG, "17", file, Files.size(file), Sha256.of(file));
    place = folder.resolve("place");
  }

  @Test
  void makesTheFolderAndPutsTheFileThere() {
    assertThat(put(place)).isInstanceOf(Outcome.Taken.class);
    assertThat(Desk.contents(place)).hasSize(1).containsEntry("a.csv", "H,POASL\r\n");
  }

  @Test
  void writesOverWhatATransferBeforeLeftBeside() throws IOException {
    Files.createDirectories(place);
    Files.writeString(place.resolve("a.csv.part"), "something longer than the report itself");

    assertThat(put(place)).isInstanceOf(Outcome.Taken.class);
    assertThat(Desk.contents(place)).hasSize(1).containsEntry("a.csv", "H,POASL\r\n");
  }

  @Test
  void takesAFileThatIsThereAlreadyWithTheSameBytes() {
    put(place);
    assertThat(put(place)).isInstanceOf(Outcome.Taken.class);
  }

  @Test
  void neverReplacesAFileWithOtherBytes() throws IOException {
    Files.createDirectories(place);
    Files.writeString(place.resolve("a.csv"), "H,PQASL\r\n");

    assertThat(put(place))
        .isEqualTo(
            new Outcome.NotYet(
                place.resolve("a.csv")
                    + " is there already with other bytes: find out whose it is, and move it"
                    + " away"));
    assertThat(Desk.contents(place)).hasSize(1).containsEntry("a.csv", "H,PQASL\r\n");
  }

  @Test
  void saysWhatToDoIfTheFolderCannotBeMade() throws IOException {
    Files.createFile(place);

    assertThat(put(place.resolve("in")))
        .isInstanceOfSatisfying(
            Outcome.NotYet.class, not -> assertThat(not.why()).startsWith("writing " + place));
  }

  @Test
  void saysWhatToDoIfTheDiskIsFullOrForbidden() {
    assertThat(ErrorText.of(new IOException("No space left on device")))
        .isEqualTo("No space left on device; make room on that disk");
    assertThat(ErrorText.of(new java.nio.file.AccessDeniedException("x")))
        .isEqualTo("no right to it; let the user that the gateway runs as read and write there");
  }

  @Test
  void hasAFolderForEachScopeIfItIsAskedTo() {
    Path each = folder.resolve("to-{scope}");

    assertThat(put(each)).isInstanceOf(Outcome.Taken.class);
    assertThat(Desk.contents(folder.resolve("to-17"))).containsOnlyKeys("a.csv");
    assertThat(new DirectoryTarget(each).name()).isEqualTo("directory:" + each);
  }

  private Outcome put(Path where) {
    try (DirectoryTarget target = new DirectoryTarget(where)) {
      return target.put(transfer);
    }
  }
}
