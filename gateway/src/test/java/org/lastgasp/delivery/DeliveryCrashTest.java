package org.lastgasp.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lastgasp.delivery.Mail.HASTY;
import static org.lastgasp.delivery.Mail.NOON;
import static org.lastgasp.delivery.Mail.SSEN;
import static org.lastgasp.delivery.Mail.until;
import static org.lastgasp.delivery.Mail.user;
import static org.lastgasp.delivery.Mail.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.policy.Lane;
import org.lastgasp.sqlite.StoreUnavailable;

class DeliveryCrashTest {
  @TempDir Path folder;

  /** A commit of {@code delivery.db}, and what receivers had got by then. */
  private record Moment(Path folder, Set<String> arrived) {}

  @Test
  void nothingIsSkippedWhereverTheMachineStops() throws IOException {
    MemoryJournal journal = new MemoryJournal();
    List<Moment> moments = new ArrayList<>();
    AtomicLong asked = new AtomicLong();
    try (Receiver receiver = Receiver.open()) {
      receiver.answering(text -> Receiver.Reply.of(status(text, asked.incrementAndGet())));
      for (int i = 0; i < 600; i++) {
        write(journal, message(i));
      }
      Path live = folder.resolve("live");
      try (Delivery delivery =
          Mail.open(journal, live, List.of(user(SSEN, receiver.uri())), HASTY)) {
        delivery.start();
        for (int i = 600; receiver.taken().size() < 500; i++) {
          write(journal, message(i));
          if (i % 25 == 0) {
            Path copy = Files.createDirectory(folder.resolve("copy" + moments.size()));
            copy(live, copy);
            moments.add(new Moment(copy, Set.copyOf(receiver.texts())));
          }
        }
      }
    }
    assertThat(moments).hasSizeGreaterThan(5);
    Set<String> written =
        journal.all().stream()
            .map(r -> r.entry().delivery().orElseThrow().document().bytes())
            .map(String::new)
            .collect(Collectors.toSet());
    moments.forEach(moment -> goesOn(journal, moment, written));
  }

  private static org.lastgasp.policy.Event message(int i) {
    return i % 3 == 0
        ? Mail.alert(SSEN, Mail.device(i % 11), "alert" + i)
        : Mail.other(SSEN, Optional.of(Mail.device(i % 5)), "other" + i);
  }

  private static int status(String text, long asked) {
    int number = Integer.parseInt(text.replaceAll("\\D", ""));
    boolean never = number % 3 == 1; // more than fit into memory, so that they are parked
    return text.endsWith("7") ? 400 : never || asked % 5 == 0 ? 503 : 204;
  }

  private static void copy(Path live, Path to) {
    String url = "jdbc:sqlite:" + live.resolve("delivery.db");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=10000");
      statement.execute("VACUUM INTO '" + to.resolve("delivery.db") + "'");
    } catch (SQLException broken) {
      throw new IllegalStateException("copying " + url, broken);
    }
  }

  private static void goesOn(MemoryJournal journal, Moment moment, Set<String> written) {
    try (Receiver receiver = Receiver.open();
        Delivery delivery =
            Mail.open(journal,
                moment.folder(),
                List.of(user(SSEN, receiver.uri())),
                HASTY)) {
      delivery.deadLetters(0, 10_000)
          .forEach(one -> delivery.deadLetters().resend(one.number(), Optional.empty(), to -> {}));
      delivery.start();
      delivery.deadLetters(0, 10_000)
          .forEach(one -> delivery.deadLetters().resend(one.number(), Optional.empty(), to -> {}));
      until("all is done with", () -> delivery.passed().equals(journal.last()));
      Set<String> arrived = new HashSet<>(moment.arrived());
      arrived.addAll(receiver.texts());
      assertThat(arrived).isEqualTo(written);
    }
  }

  @Test
  void whatWasDeliveredFromItsCopyIsNoDeadLetterAfterALossOfPower() throws IOException {
    MemoryJournal journal = new MemoryJournal();
    Path live = folder.resolve("live");
    write(journal, Mail.alert(SSEN, Mail.device(1), "old"));
    try (Receiver receiver = Receiver.open()) {
      receiver.answering(text -> Receiver.Reply.of(503));
      try (Delivery delivery =
          Mail.open(journal, live, List.of(user(SSEN, receiver.uri())), HASTY)) {
        delivery.start();
        until("it is tried", () -> receiver.asked() > 0);
        delivery.keepCopies(journal.last());
        assertThat(copies(live)).containsExactly(1L);
        receiver.answering(text -> Receiver.Reply.of(204));
        until("its copy goes", () -> copies(live).isEmpty());
        assertThat(receiver.texts()).containsExactly("old");
        lossOfPower(live);
      }
    }
    assertThat(deadLettersAfterwards(journal)).isEmpty();
  }

  /** The process ended between the two, and the machine before anything was synced. */
  @Test
  void norIfTheNextStartRemovesTheCopy() throws IOException {
    MemoryJournal journal = new MemoryJournal();
    Path live = folder.resolve("live");
    write(journal, Mail.alert(SSEN, Mail.device(1), "old"));
    OutboundMessage old = OutboundMessage.of(journal.entry(1).orElseThrow()).orElseThrow();
    try (SqliteProgressStore progressStore = SqliteProgressStore.open(live);
        SqliteDeadLetterArchive archive = SqliteDeadLetterArchive.open(live)) {
      archive.keep(List.of(new DeadLetterArchive.ArchivedMessage(SSEN, Optional.empty(), old)));
      note(progressStore, alerts(List.of(1L)), List.of(), List.of());
      progressStore.sync();
      note(progressStore, alerts(List.of()), List.of(), List.of());
      try (Delivery delivery = Mail.open(journal, live, List.of(), HASTY)) {
        assertThat(delivery.faults()).isEmpty();
        assertThat(copies(live)).isEmpty();
        lossOfPower(live);
      }
    }
    assertThat(deadLettersAfterwards(journal)).isEmpty();
  }

  private static DeliveryProgressStore.Progress alerts(List<Long> pending) {
    return new DeliveryProgressStore.Progress(SSEN, Lane.ALERTS, 1, pending);
  }

  private static List<Long> copies(Path live) {
    try (SqliteDeadLetterArchive archive = SqliteDeadLetterArchive.open(live)) {
      return archive.numbers(0, 10);
    }
  }

  /** What is left of the files: what was synced, of one all, of the other no write-ahead log. */
  private void lossOfPower(Path live) throws IOException {
    Path left = Files.createDirectory(folder.resolve("left"));
    for (String file : List.of("delivery.db", "set-aside.db", "set-aside.db-wal")) {
      Files.copy(live.resolve(file), left.resolve(file));
    }
  }

  /** The journal has expired as far as there was a copy. */
  private List<DeadLetter> deadLettersAfterwards(MemoryJournal journal) {
    write(journal, Mail.other(SSEN, "new"));
    Path left = folder.resolve("left");
    try (Delivery delivery = Mail.open(journal.forgetBefore(2), left, List.of(), HASTY)) {
      return delivery.deadLetters(0, 10);
    }
  }

  /** As after the journal was put back from a backup: nothing may stop the start. */
  @Test
  void cutsAFileOffThatIsAheadOfTheJournal() {
    MemoryJournal journal = new MemoryJournal();
    write(journal, Mail.other(SSEN, "waits"));
    write(journal, Mail.other(SSEN, "was taken"));
    try (SqliteProgressStore progressStore = SqliteProgressStore.open(folder)) {
      DeadLetter later =
          new DeadLetter(6, SSEN, Lane.OTHERS, NOON, DeadLetter.Reason.REFUSED, 400, "");
      DeliveryProgressStore.Progress progress =
          new DeliveryProgressStore.Progress(SSEN, Lane.OTHERS, 7, List.of(1L, 5L));
      note(progressStore, progress, List.of(), List.of(later));
    }
    try (Receiver receiver = Receiver.open();
        Delivery delivery =
            Mail.open(journal, folder, List.of(user(SSEN, receiver.uri())), HASTY)) {
      assertThat(delivery.faults().getFirst()).contains("ends at 2").contains(".ahead-");
      assertThat(delivery.deadLetters(0, 10)).isEmpty();
      delivery.start();
      write(journal, Mail.other(SSEN, "new"));
      until("what waits and what is new arrive", () -> receiver.texts().size() == 2);
      assertThat(receiver.texts()).containsExactlyInAnyOrder("waits", "new");
    }
  }

  private static void note(
      DeliveryProgressStore progressStore,
      DeliveryProgressStore.Progress progress,
      List<Long> resent,
      List<DeadLetter> deadLetters) {
    progressStore.write(
        new DeliveryProgressStore.Changes(List.of(progress), resent, deadLetters, Map.of()));
  }

  @Test
  void takesUpWhereAFileOfTheFirstFormatLeftOff() throws SQLException {
    MemoryJournal journal = new MemoryJournal();
    for (int i = 1; i <= 4; i++) {
      write(journal, Mail.other(SSEN, "m" + i));
    }
    String url = "jdbc:sqlite:" + folder.resolve("delivery.db");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE lane (user TEXT NOT NULL, lane TEXT NOT NULL, read INTEGER NOT NULL,"
              + " pending BLOB NOT NULL, PRIMARY KEY (user, lane))");
      statement.execute("CREATE TABLE set_aside (" + DeadLetterRows.TYPES + ")");
      statement.execute(
          "INSERT INTO lane VALUES ('" + SSEN + "', 'OTHERS', 3, x'0000000000000002')");
      statement.execute(
          "INSERT INTO set_aside VALUES (1, '" + SSEN + "', 'OTHERS', 0, 'REFUSED', 400, 'no')");
      statement.execute("PRAGMA user_version=1");
    }
    try (Receiver receiver = Receiver.open();
        Delivery delivery =
            Mail.open(journal, folder, List.of(user(SSEN, receiver.uri())), HASTY)) {
      delivery.start();
      until("what waited and what is new arrive", () -> receiver.texts().size() == 2);
      assertThat(receiver.texts()).containsExactlyInAnyOrder("m2", "m4");
      assertThat(delivery.deadLetters(0, 10)).hasSize(1);
      assertThat(delivery.faults()).isEmpty();
    }
  }

  @Test
  void refusesAFileOfAFormatItDoesNotKnow() throws SQLException {
    SqliteProgressStore.open(folder).close();
    String url = "jdbc:sqlite:" + folder.resolve("delivery.db");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version=99");
    }
    assertThatThrownBy(() -> SqliteProgressStore.open(folder))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("format 99");
  }

  @Test
  void writesPositionPendingAndSetAsideTogetherOrNotAtAll() {
    DeadLetter one =
        new DeadLetter(3, SSEN, Lane.OTHERS, NOON, DeadLetter.Reason.REFUSED, 400, "no");
    DeliveryProgressStore.Progress progress =
        new DeliveryProgressStore.Progress(SSEN, Lane.OTHERS, 9, List.of(4L, 8L));
    try (SqliteProgressStore progressStore = SqliteProgressStore.open(folder)) {
      note(progressStore, progress, List.of(), List.of(one));
      DeliveryProgressStore.Progress further =
          new DeliveryProgressStore.Progress(SSEN, Lane.OTHERS, 20, List.of());
      lock();
      assertThatThrownBy(() -> note(progressStore, further, List.of(3L), List.of()))
          .isInstanceOf(StoreUnavailable.class);
    }
    try (SqliteProgressStore progressStore = SqliteProgressStore.open(folder)) {
      assertThat(progressStore.progress()).containsExactly(progress);
      assertThat(progressStore.deadLetters(0, 10)).containsExactly(one);
      assertThat(progressStore.deadLetters()).containsEntry(SSEN, 1L);
    }
  }

  /** From here on nothing can be taken from the list, as if the disk failed in mid-transaction. */
  private void lock() {
    String url = "jdbc:sqlite:" + folder.resolve("delivery.db");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TRIGGER broken BEFORE DELETE ON set_aside"
              + " BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END");
    } catch (SQLException broken) {
      throw new IllegalStateException(url, broken);
    }
  }
}
