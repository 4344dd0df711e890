package org.lastgasp.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenFileTest {
  private static final Store STORE = new Store("The shelf", "");

  @TempDir private Path folder;

  private static boolean isDamaged(Exception cause) {
    return STORE.unavailable("opening a file", cause).isDamaged();
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 26, 11 | 1 << 8}) // damaged, no database, damaged in its index
  void aDamagedFileIsOfNoUse(int code) {
    assertThat(isDamaged(new SQLException("broken", "", code))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 10, 13, 14, 10 | 3 << 8}) // busy, I/O error, full, cannot open, short
  void aFileThatCannotBeOpenedNowIsKept(int code) {
    assertThat(isDamaged(new SQLException("not now", "", code))).isFalse();
    assertThat(isDamaged(new IOException("no folder"))).isFalse();
  }

  @Test
  void aRefusalOfOurOwnMeansTheFile() {
    assertThat(STORE.refused("of another journal").isDamaged()).isTrue();
  }

  @Test
  void aFileOfNoUseIsRenamedWithWhatLiesBesideItAndAnotherIsOpened() throws IOException {
    Path file = Files.writeString(folder.resolve("shelf.db"), "garbage");
    Files.writeString(folder.resolve("shelf.db-wal"), "its log");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2030-01-15T10:00:00Z")));
    assertThat(BrokenFile.openOrSetAside(file, 1, refusing(file))).isEqualTo("made");
    Path aside = folder.resolve("shelf.db.broken-20300115T100000Z");
    assertThat(BrokenFile.in(folder)).containsExactly(aside);
    assertThat(aside).hasContent("garbage");
    assertThat(Database.beside(aside, "-wal")).hasContent("its log");
  }

  @Test
  void twoOfTheSameTimeGetTwoNames() throws IOException {
    Path file = folder.resolve("shelf.db");
    FileTime time = FileTime.from(Instant.parse("2030-01-15T10:00:00Z"));
    for (int i = 0; i < 2; i++) {
      Files.setLastModifiedTime(Files.writeString(file, "garbage"), time);
      assertThat(BrokenFile.ifSound(file, 1, refusing(file))).isEmpty();
    }
    assertThat(BrokenFile.in(folder))
        .extracting(each -> each.getFileName().toString())
        .containsExactly(
            "shelf.db.broken-20300115T100000Z", "shelf.db.broken-20300115T100000Z-2");
  }

  @Test
  void anEmptyFileIsNewOnlyWhereNothingWasRecordedYet() throws IOException {
    Path file = Files.createFile(folder.resolve("shelf.db"));
    assertThat(BrokenFile.ifSound(file, 0, () -> "opened")).hasValue("opened");
    assertThat(BrokenFile.ifSound(file, 1, () -> "opened")).isEmpty();
    assertThat(file).doesNotExist();
  }

  @Test
  void aFolderInThePlaceOfTheFileOrOfItsLogIsSetAside() throws IOException {
    Path file = Files.createDirectory(folder.resolve("shelf.db"));
    Path other = folder.resolve("other.db");
    Files.createDirectory(Database.beside(other, "-wal"));
    Supplier<String> cannot =
        () -> {
          throw STORE.unavailable("opening it", new SQLException("cannot open", "", 14));
        };
    assertThat(BrokenFile.ifSound(file, 1, cannot)).isEmpty();
    assertThat(BrokenFile.ifSound(other, 1, cannot)).isEmpty();
    assertThat(BrokenFile.in(folder)).hasSize(2);
  }

  @Test
  void aFileThatMayBeSoundStaysWhereItIs() throws IOException {
    Path file = Files.writeString(folder.resolve("shelf.db"), "sound");
    SQLException full = new SQLException("full", "", 13);
    assertThatExceptionOfType(StoreUnavailable.class)
        .isThrownBy(
            () ->
                BrokenFile.ifSound(
                    file,
                    1,
                    () -> {
                      throw STORE.unavailable("opening it", full);
                    }))
        .withMessage("opening it: full");
    assertThat(file).hasContent("sound");
    assertThat(BrokenFile.in(folder)).isEmpty();
    assertThat(BrokenFile.in(folder.resolve("none"))).isEqualTo(List.of());
  }

  private static Supplier<String> refusing(Path file) {
    return () -> {
      if (Files.exists(file)) {
        throw STORE.refused(file + " is garbage");
      }
      return "made";
    };
  }
}
