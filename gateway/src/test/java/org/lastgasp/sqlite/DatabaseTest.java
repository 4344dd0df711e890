package org.lastgasp.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.sqlite.Database.Sync;

class DatabaseTest {
  private static final Store STORE = new Store("The shelf, shelf.db,", "; build another");
  private static final String BOOKS =
      "CREATE TABLE book (number INTEGER PRIMARY KEY, title TEXT, content BLOB)";
  private static final Schema SCHEMA = schema(1, found -> found == 0 ? List.of(BOOKS) : List.of());
  private static final String ADD = "INSERT INTO book VALUES (?, ?, ?)";
  private static final byte[] PAGE = {1, 2, 3};

  @TempDir private Path folder;

  private static Schema schema(int format, IntFunction<List<String>> changes) {
    return new Schema(STORE, format, Set.of("book"), changes);
  }

  private Path file() {
    return folder.resolve("below").resolve("shelf.db");
  }

  private Database open() {
    return Database.open(file(), SCHEMA, Sync.EACH_CHANGE);
  }

  private static void add(Database shelf, long number, String title) {
    shelf.write(session -> session.update(ADD, number, title, PAGE));
  }

  private static List<String> titles(Database shelf) {
    return shelf.query("SELECT title FROM book ORDER BY number", row -> row.text(1));
  }

  private static StoreUnavailable failure(ThrowingCallable call) {
    return catchThrowableOfType(StoreUnavailable.class, call);
  }

  @Test
  void whatIsWrittenIsThereAfterItIsOpenedAgain() {
    try (Database shelf = open()) {
      add(shelf, 7, "Persuasion");
    }
    try (Database shelf = open()) {
      assertThat(titles(shelf)).containsExactly("Persuasion");
      assertThat(shelf.first("SELECT content FROM book", row -> row.bytes(1))).hasValue(PAGE);
      assertThat(shelf.number("SELECT number FROM book")).isEqualTo(7);
      assertThat(shelf.number("SELECT number FROM book WHERE number = ?", 8)).isZero();
    }
  }

  @Test
  void aChangeThatThrowsIsUndoneAndTheNextOneIsMade() {
    try (Database shelf = open()) {
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  shelf.write(
                      session -> {
                        session.update(ADD, 1, "Emma", PAGE);
                        throw new IllegalStateException("on purpose");
                      }));
      add(shelf, 2, "Persuasion");
      assertThat(titles(shelf)).containsExactly("Persuasion");
    }
  }

  @Test
  void aStatementThatFailsIsUndoneWithItsChangeAndCanBeUsedAgain() {
    try (Database shelf = open()) {
      add(shelf, 1, "Emma");
      StoreUnavailable twice =
          failure(
              () ->
                  shelf.write(
                      session ->
                          session.updateEach(
                              ADD, List.of(2L, 1L), n -> Session.values(n, "Persuasion", PAGE))));
      assertThat(twice).hasMessageStartingWith("writing " + file()).hasMessageContaining("UNIQUE");
      assertThat(twice.isDamaged()).isFalse();
      assertThat(twice.store()).isEqualTo(STORE);
      add(shelf, 2, "Sanditon");
      assertThat(titles(shelf)).containsExactly("Emma", "Sanditon");
    }
  }

  @Test
  void whatIsAskedMeanwhileSeesWholeChangesOnly() {
    try (Database shelf = open()) {
      shelf.write(
          session -> {
            session.update(ADD, 1, "Emma", PAGE);
            assertThat(titles(shelf)).isEmpty();
            assertThat(session.number("SELECT count(*) FROM book")).isEqualTo(1);
          });
      assertThat(titles(shelf)).containsExactly("Emma");
    }
  }

  @Test
  void theSameQueryCanBeAskedInsideItself() {
    try (Database shelf = open()) {
      add(shelf, 1, "Emma");
      add(shelf, 2, "Persuasion");
      String sql = "SELECT title FROM book WHERE number > ? ORDER BY number";
      List<List<String>> nested =
          shelf.read(s -> s.query(sql, outer -> s.query(sql, row -> row.text(1), 0), 0));
      assertThat(nested)
          .containsExactly(List.of("Emma", "Persuasion"), List.of("Emma", "Persuasion"));
    }
  }

  @Test
  void manyDifferentStatementsAreNotKeptForEver() {
    try (Database shelf = open()) {
      add(shelf, 1, "Emma");
      for (int i = 0; i < 1_000; i++) {
        assertThat(shelf.number("SELECT number FROM book WHERE number < " + (i + 2))).isOne();
      }
      assertThat(titles(shelf)).containsExactly("Emma");
    }
  }

  @Test
  void emptyValuesAreNull() {
    try (Database shelf = open()) {
      shelf.write(
          session -> {
            session.update(ADD, 1, Optional.empty(), OptionalLong.empty());
            session.update(ADD, 2, Optional.of("Emma"), OptionalInt.of(5));
            session.update(ADD, 3, OptionalInt.empty(), true);
          });
      assertThat(shelf.query("SELECT * FROM book", row -> row.textIfAny("title")))
          .containsExactly(Optional.empty(), Optional.of("Emma"), Optional.empty());
      assertThat(shelf.query("SELECT * FROM book", row -> row.numberIfAny("content")))
          .containsExactly(OptionalLong.empty(), OptionalLong.of(5), OptionalLong.of(1));
      assertThat(failure(() -> shelf.query("SELECT title FROM book", row -> row.text(1))))
          .hasMessageContaining("no value");
      assertThat(failure(() -> shelf.query("SELECT content FROM book", row -> row.bytes(1))))
          .hasMessageContaining("no value");
      assertThat(failure(() -> shelf.query("SELECT title FROM book", row -> row.text("name"))))
          .hasMessageContaining("name");
    }
  }

  @Test
  void anEarlierFormatIsMigratedAndARefusalLeavesItAsItWas() {
    try (Database shelf = open()) {
      add(shelf, 1, "Emma");
    }
    Schema second =
        schema(2, found -> found == 1 ? List.of("ALTER TABLE book ADD COLUMN year") : List.of());
    Schema broken = schema(3, found -> List.of("CREATE TABLE other (a)", "no statement"));
    try (Database shelf = Database.open(file(), second, Sync.LATER)) {
      assertThat(shelf.format()).isEqualTo(2);
      assertThat(shelf.first("SELECT year FROM book", row -> row.textIfAny(1)).orElseThrow())
          .isEmpty();
    }
    assertThat(failure(() -> Database.open(file(), broken, Sync.LATER)))
        .hasMessageStartingWith("writing " + file());
    try (Database shelf = Database.readOnly(file(), second)) {
      assertThat(shelf.number("SELECT count(*) FROM sqlite_master")).isEqualTo(1);
    }
    StoreUnavailable later = failure(() -> open());
    assertThat(later).hasMessageContaining("has format 2, this program knows 1");
    assertThat(later.isDamaged()).isTrue();
  }

  @Test
  void aDatabaseOfSomethingElseIsRefused() {
    Schema other = new Schema(STORE, 1, Set.of("song"), found -> List.of("CREATE TABLE song (a)"));
    Database.open(file(), other, Sync.LATER).close();
    assertThat(failure(() -> open())).hasMessageContaining("something else").satisfies(
        refused -> assertThat(refused.isDamaged()).isTrue());
    assertThat(failure(() -> Database.readOnly(file(), SCHEMA)))
        .hasMessageContaining("something else");
  }

  @Test
  void aFileOfGarbageIsDamaged() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "no database at all, not even nearly one");
    assertThat(failure(() -> open()).isDamaged()).isTrue();
    assertThat(failure(() -> Database.readOnly(file(), SCHEMA)).isDamaged()).isTrue();
  }

  @Test
  void aDamagedPageIsFoundWhenTheFileIsOpened() throws IOException {
    try (Database shelf = open()) {
      for (int i = 0; i < 200; i++) {
        add(shelf, i, "x".repeat(500));
      }
    }
    byte[] bytes = Files.readAllBytes(file());
    Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 5_000, (byte) 0x5A);
    Files.write(file(), bytes);
    assertThat(failure(() -> open())).hasMessageContaining("is damaged");
  }

  @Test
  void aFolderInThePlaceOfAFileCannotBeOpened() throws IOException {
    Files.createDirectories(file());
    assertThat(failure(() -> open())).hasMessageStartingWith("opening " + file());
    assertThat(failure(() -> Database.readOnly(folder.resolve("none"), SCHEMA)))
        .hasMessageContaining("it is not there");
  }

  @Test
  void aFullDiskIsSaidAndOverWhenThereIsRoom() {
    try (Database shelf = open()) {
      shelf.writeAndGet(s -> s.number("PRAGMA max_page_count = 8"));
      assertThat(failure(() -> add(shelf, 1, "x".repeat(100_000))))
          .hasMessage("writing " + file() + ": the disk is full; make room on it")
          .satisfies(full -> assertThat(full.isDamaged()).isFalse());
      shelf.writeAndGet(s -> s.number("PRAGMA max_page_count = 1000"));
      add(shelf, 2, "Emma");
      assertThat(titles(shelf)).containsExactly("Emma");
    }
  }

  @Test
  @Tag("long") // as long as a writer is waited for
  void aFileThatAnotherWritesForTooLongIsKept() throws SQLException {
    open().close();
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = other.createStatement();
        Database shelf = open()) {
      statement.execute("BEGIN IMMEDIATE");
      assertThat(failure(() -> add(shelf, 1, "Emma")))
          .hasMessageContaining("BUSY")
          .satisfies(busy -> assertThat(busy.isDamaged()).isFalse());
      statement.execute("ROLLBACK");
      add(shelf, 1, "Emma");
      assertThat(titles(shelf)).containsExactly("Emma");
    }
  }

  @Test
  void whatIsReadOnlyLeavesNothingBesideTheFile() throws IOException {
    try (Database shelf = open()) {
      add(shelf, 1, "Emma");
      try (Database other = Database.readOnly(file(), SCHEMA)) { // with what is in the log
        assertThat(titles(other)).containsExactly("Emma");
        add(shelf, 2, "Persuasion");
        assertThat(titles(other)).containsExactly("Emma", "Persuasion");
        assertThat(failure(() -> add(other, 3, "Sanditon"))).isNotNull();
      }
    }
    try (Database other = Database.readOnly(file(), SCHEMA);
        var files = Files.list(file().getParent())) {
      assertThat(titles(other)).hasSize(2);
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void oneInMemoryIsLikeAFile() {
    try (Database shelf = Database.inMemory(SCHEMA)) {
      add(shelf, 1, "Emma");
      assertThat(titles(shelf)).containsExactly("Emma");
    }
  }

  @Test
  void copiesHoldWhatTheLogHolds() throws IOException {
    Path made = folder.resolve("made.db");
    Path taken = folder.resolve("taken.db");
    Path left = folder.resolve("left.db");
    try (Database shelf = open()) {
      add(shelf, 1, "Emma");
      shelf.copyTo(made);
      Database.copy(file(), taken, STORE);
      shelf.sync();
      add(shelf, 2, "Persuasion");
      assertThat(shelf.bytes()).isEqualTo(Files.size(file()));
    }
    Database.copy(file(), left, STORE);
    for (Path each : List.of(made, taken)) {
      try (Database copy = Database.readOnly(each, SCHEMA)) {
        assertThat(titles(copy)).containsExactly("Emma");
      }
    }
    try (Database copy = Database.readOnly(left, SCHEMA)) {
      assertThat(titles(copy)).containsExactly("Emma", "Persuasion");
    }
  }

  @Test
  void whatAReaderKeepsOutOfTheFileLastsInTheLogOrIsSaidNotTo() throws Exception {
    try (Database shelf = Database.open(file(), SCHEMA, Sync.LATER);
        Connection reader = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement reading = reader.createStatement()) {
      add(shelf, 1, "Emma");
      reader.setAutoCommit(false);
      reading.executeQuery("SELECT * FROM book").next();
      add(shelf, 2, "Persuasion");
      shelf.sync();
      Files.delete(file().resolveSibling("shelf.db-wal")); // what was written is in no file now
      assertThatExceptionOfType(StoreUnavailable.class)
          .isThrownBy(shelf::sync)
          .withMessageContaining("shelf.db-wal");
    }
  }

  @Test
  void aFileIsAskedAndAmendedWhateverItsFormat() {
    open().close();
    int changed =
        Database.amend(file(), STORE, session -> session.update(ADD, 1, "Emma", PAGE));
    assertThat(changed).isEqualTo(1);
    long books = Database.ask(file(), STORE, s -> s.number("SELECT count(*) FROM book"));
    assertThat(books).isOne();
    assertThatExceptionOfType(StoreUnavailable.class)
        .isThrownBy(() -> Database.ask(file(), STORE, s -> s.number("SELECT a FROM song")))
        .withMessageStartingWith("reading " + file());
  }

  @Test
  void aLongQuestionKeepsNoOtherWaiting() {
    try (Database shelf = open()) {
      add(shelf, 1, "Emma");
      List<String> seen =
          shelf.read(
              session ->
                  CompletableFuture.supplyAsync(() -> titles(shelf))
                      .orTimeout(20, TimeUnit.SECONDS)
                      .join());
      assertThat(seen).containsExactly("Emma");
    }
  }

  @Test
  void manyQuestionsAtOnceAreAnswered() {
    try (Database shelf = open()) {
      add(shelf, 1, "Emma");
      assertThat(asked(shelf, 12)).hasSize(12).containsOnly("Emma");
      assertThat(asked(shelf, 12)).hasSize(12).containsOnly("Emma");
    }
  }

  private static List<String> asked(Database shelf, int times) {
    return times == 0
        ? List.of()
        : shelf.read(
            session -> {
              List<String> all = new ArrayList<>(asked(shelf, times - 1));
              all.addAll(session.query("SELECT title FROM book", row -> row.text(1)));
              return all;
            });
  }

  @Test
  void whatIsClosedSaysSo() {
    Database shelf = open();
    shelf.close();
    assertThat(failure(() -> titles(shelf))).hasMessageContaining("closed");
  }
}
