package org.lastgasp.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a data folder is copied, in which order, and where it belongs. */
class ContentsTest {
  @TempDir Path folder;
  private Path data;
  private Places places;

  @BeforeEach
  void place() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    places = new Places(data, data.resolve("journal"), data.resolve("log"));
  }

  private Path write(String name) throws IOException {
    Path file = data.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, "some text");
  }

  private Path database(String name) throws IOException, SQLException {
    Path file = data.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (x)");
    }
    return file;
  }

  private List<String> names() throws IOException {
    return Contents.of(places).items().stream().map(Item::name).toList();
  }

  @Test
  void nothingIsCopiedAheadOfWhatItFollows() throws IOException, SQLException {
    database("journal/accepted.db");
    database("journal/journal-0000000000000001.db");
    write("log/poa-suppression-20300115T000000Z-000001.jsonl");
    write("housekeeping/removed-2030.jsonl");
    database("journal/cursors.db");
    database("delivery/delivery.db");
    database("delivery/set-aside.db");
    database("story/story.db");
    database("report/report.db");
    assertThat(names())
        .containsExactly(
            "data/report/report.db", "data/story/story.db", "data/delivery/set-aside.db",
            "data/delivery/delivery.db", "journal/cursors.db",
            "data/housekeeping/removed-2030.jsonl",
            "log/poa-suppression-20300115T000000Z-000001.jsonl",
            "journal/journal-0000000000000001.db", "journal/accepted.db");
  }

  /** Its first pages are on their way, and what would undo them goes in a moment. */
  @Test
  void whatUndoesAWriteIsNotCopiedBesideADatabaseThatBegins() throws IOException {
    Files.createFile(write("journal/journal-0000000000000002.db-journal")
        .resolveSibling("journal-0000000000000002.db"));
    assertThat(names()).containsExactly("journal/journal-0000000000000002.db");
    write("notes/of-the-operator.txt-journal");
    assertThat(names()).contains("data/notes/of-the-operator.txt-journal");
  }

  @Test
  void aFileThatNobodyKnowsIsCopiedToo() throws IOException {
    write("notes/of-the-operator.txt");
    assertThat(names()).containsExactly("data/notes/of-the-operator.txt");
  }

  @Test
  void locksAndWhatIsBeingRemovedOrPreparedAreNot() throws IOException {
    write("journal/journal.lock");
    write("log/log.lock");
    write("inventory/lock");
    write("backup.lock");
    write("journal/journal-0000000000000001.db.gone");
    write("inventory/staging/devices1/devices.sqlite");
    assertThat(names()).isEmpty();
  }

  @Test
  void theLogOfADatabasesWritesBelongsToItsOwnCopy() throws IOException, SQLException {
    database("story/story.db");
    write("story/story.db-wal");
    write("story/story.db-shm");
    write("story/other-wal");
    assertThat(names()).containsExactly("data/story/story.db", "data/story/other-wal");
  }

  @Test
  void aDatabaseThatWasSetAsideIsAFileLikeAnyOther() throws IOException, SQLException {
    Path aside = database("story/story.db.broken-20300115T000000Z");
    assertThat(Contents.isDatabase(aside)).isFalse();
    assertThat(Contents.of(places).items().getFirst().kind()).isEqualTo(Item.Kind.FILE);
  }

  @Test
  void anEmptyFileWithALogOfWritesIsADatabase() throws IOException {
    Path file = Files.createFile(data.resolve("new.db"));
    assertThat(Contents.isDatabase(file)).isFalse();
    Files.createFile(data.resolve("new.db-wal"));
    assertThat(Contents.isDatabase(file)).isTrue();
  }

  @Test
  void foldersOutsideTheDataFolderAreCopiedUnderTheirNames() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("poa-suppression-20300115T000000Z-000001.jsonl"), "{}\n");
    places = new Places(data, data.resolve("journal"), elsewhere);
    assertThat(names()).containsExactly("log/poa-suppression-20300115T000000Z-000001.jsonl");
  }

  @Test
  void aFileGoesBackToTheFolderThatItsNameBeginsWith() {
    assertThat(places.place("journal/cursors.db")).isEqualTo(data.resolve("journal/cursors.db"));
    assertThat(places.place("data/story/story.db")).isEqualTo(data.resolve("story/story.db"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x", "data/../../x", "log/../x", "log/", "journal", "etc/passwd", "/x", "data/."
      })
  void aNameThatLeadsOutOfTheFoldersHasNoPlace(String name) {
    assertThatThrownBy(() -> places.place(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whileOneBackupCopiesNobodyElseMay() {
    ExpiryHold first = ExpiryHold.tryTake(data).orElseThrow();
    assertThat(ExpiryHold.tryTake(data)).isEmpty();
    first.close();
    Optional<ExpiryHold> next = ExpiryHold.tryTake(data);
    assertThat(next).isPresent();
    next.orElseThrow().close();
  }

  @Test
  void aHoldOnAFolderThatIsNotThereNamesIt() {
    Path nowhere = folder.resolve("nowhere");
    assertThatThrownBy(() -> ExpiryHold.tryTake(nowhere)).hasMessageContaining(nowhere.toString());
  }
}
