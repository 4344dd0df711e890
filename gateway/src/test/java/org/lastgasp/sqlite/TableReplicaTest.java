package org.lastgasp.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lastgasp.sqlite.TableReplica.Change;

class TableReplicaTest {
  private static final Schema SCHEMA =
      new Schema(
          new Store("The tables", ""),
          1,
          Set.of("box", "item"),
          found ->
              List.of(
                  "CREATE TABLE box (place TEXT NOT NULL, shelf INTEGER NOT NULL, note TEXT,"
                      + " PRIMARY KEY (place, shelf))",
                  "CREATE TABLE item (number INTEGER PRIMARY KEY, what BLOB NOT NULL)",
                  "CREATE TABLE line (text TEXT NOT NULL)"),
          Long.MAX_VALUE);

  private final Database here = Database.inMemory(SCHEMA);
  private final Database there = Database.inMemory(SCHEMA);
  private final TableReplica ours = replica(here);
  private final TableReplica theirs = replica(there);

  private static TableReplica replica(Database database) {
    return new TableReplica(database, "test", List.of("box", "item", "line"));
  }

  private static void change(Database database, String sql, Object... values) {
    database.write(
        session -> {
          int unused = session.update(sql, values);
        });
  }

  /** Over the wire and back. */
  private static List<Change> sent(List<Change> all) {
    return all.stream().map(c -> TableReplica.of(c.key(), TableReplica.bytes(c))).toList();
  }

  private void exchange() {
    TableReplica.Changes changes = ours.changes();
    theirs.apply(sent(changes.all()));
    ours.done(changes);
  }

  private static List<String> boxes(Database database) {
    return database.query(
        "SELECT place, shelf, note FROM box ORDER BY place, shelf",
        row -> row.text(1) + "/" + row.number(2) + "/" + row.textIfAny(3));
  }

  @Test
  void aRowThatIsPutInIsThereToo() {
    change(here, "INSERT INTO box VALUES (?, ?, ?)", "it's, 'here'", 7, Optional.empty());
    change(here, "INSERT INTO item VALUES (?, ?)", 3, "a\0b,'".getBytes(UTF_8));
    change(here, "INSERT INTO line VALUES (?)", "one");
    exchange();
    assertThat(boxes(there)).containsExactly("it's, 'here'/7/Optional.empty");
    assertThat(there.query("SELECT what FROM item WHERE number = 3", row -> row.bytes(1)))
        .containsExactly("a\0b,'".getBytes(UTF_8));
    assertThat(there.query("SELECT text FROM line", row -> row.text(1))).containsExactly("one");
  }

  @Test
  void aRowThatIsReplacedChangesAndIsNotThereTwice() {
    change(here, "INSERT INTO box VALUES ('a', 1, 'old')");
    exchange();
    change(here, "INSERT OR REPLACE INTO box VALUES ('a', 1, 'new')");
    change(here, "UPDATE box SET note = 'newer' WHERE place = 'a'");
    exchange();
    assertThat(boxes(there)).containsExactly("a/1/Optional[newer]");
  }

  @Test
  void aRowThatGoesGoesThereToo() {
    change(here, "INSERT INTO box VALUES ('a', 1, NULL), ('b', 1, NULL)");
    exchange();
    change(here, "DELETE FROM box WHERE place = 'a'");
    exchange();
    assertThat(boxes(there)).containsExactly("b/1/Optional.empty");
  }

  @Test
  void whatIsNotDoneWithIsSaidAgain() {
    change(here, "INSERT INTO item VALUES (1, X'00')");
    TableReplica.Changes first = ours.changes();
    change(here, "INSERT INTO item VALUES (2, X'00')");
    change(here, "UPDATE item SET what = X'01' WHERE number = 1");
    ours.done(first);
    assertThat(ours.changes().all())
        .extracting(Change::key)
        .containsExactlyInAnyOrder("test/item/1", "test/item/2");
  }

  @Test
  void whatWasTakenOverIsNoChangeOfOurs() {
    change(here, "INSERT INTO item VALUES (1, X'00')");
    exchange();
    assertThat(theirs.changes().all()).isEmpty();
  }

  @Test
  void allOfItTakesThePlaceOfWhatWasThere() {
    change(there, "INSERT INTO box VALUES ('gone', 1, NULL)");
    change(here, "INSERT INTO box VALUES ('a', 1, 'x')");
    ours.done(ours.changes());
    ours.noteAll();
    theirs.applyAll(sent(ours.changes().all()));
    assertThat(boxes(there)).containsExactly("a/1/Optional[x]");
    assertThat(theirs.changes().all()).isEmpty();
  }

  @Test
  void rowsOfOthersArePassedOver() {
    theirs.apply(List.of(new Change("other/box/'a',1", Optional.of(List.of("'a'", "1", "NULL")))));
    assertThat(boxes(there)).isEmpty();
  }

  @Test
  void passesOverWhatIsNoRowOfItsTables() {
    List<Change> all =
        List.of(
            new Change("test", Optional.of(List.of("1"))),
            new Change("test/box", Optional.of(List.of("1"))),
            new Change("other/box/1", Optional.of(List.of("1"))),
            new Change("test/box/'a',1", Optional.of(List.of("'a'", "1", "'x'"))));
    theirs.apply(all);
    assertThat(boxes(there)).containsExactly("a/1/Optional[x]");
    theirs.applyAll(all);
    assertThat(boxes(there)).containsExactly("a/1/Optional[x]");
  }
}
