package org.lastgasp.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.delivery.Mail.HASTY;
import static org.lastgasp.delivery.Mail.SSEN;
import static org.lastgasp.delivery.Mail.UKPN;
import static org.lastgasp.delivery.Mail.alert;
import static org.lastgasp.delivery.Mail.other;
import static org.lastgasp.delivery.Mail.until;
import static org.lastgasp.delivery.Mail.user;
import static org.lastgasp.delivery.Mail.write;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.worker.HealthIssue;

/** A disk that takes no more of {@code delivery.db} keeps no message from its receiver. */
class FullDiskTest {
  private static final List<String> TABLES = List.of("lane", "set_aside", "parked");

  @TempDir Path folder;
  private final MemoryJournal journal = new MemoryJournal();
  private final Receiver receiver = Receiver.open();
  private Optional<Delivery> running = Optional.empty();

  @AfterEach
  void end() {
    running.ifPresent(Delivery::close);
    receiver.close();
  }

  private Delivery start() {
    List<Recipient> users = List.of(user(SSEN, receiver.uri()), user(UKPN, receiver.uri()));
    Delivery delivery = Mail.open(journal, folder, users, HASTY);
    running = Optional.of(delivery);
    delivery.start();
    return delivery;
  }

  private void change(String sql) {
    String url = "jdbc:sqlite:" + folder.resolve("delivery.db");
    try (Connection file = DriverManager.getConnection(url);
        Statement statement = file.createStatement()) {
      statement.execute("PRAGMA busy_timeout=10000");
      for (String table : TABLES) {
        statement.execute(sql.replace("TABLE", table));
      }
    } catch (SQLException broken) {
      throw new IllegalStateException(url, broken);
    }
  }

  private void fillDisk() {
    change(
        "CREATE TRIGGER full_TABLE BEFORE INSERT ON TABLE"
            + " BEGIN SELECT RAISE(FAIL, 'full'); END");
  }

  private void makeRoom() {
    change("DROP TRIGGER full_TABLE");
  }

  private static List<String> reasons(Delivery delivery) {
    return delivery.issues().stream().map(HealthIssue::reason).toList();
  }

  @Test
  void aLaneIsReadOnAlthoughMessagesOfItAreParked() {
    receiver.answering(text -> Receiver.Reply.of(text.startsWith("bad") ? 500 : 204));
    for (int i = 0; i < 300; i++) {
      write(journal, alert(SSEN, Mail.device(i), "bad" + i));
    }
    Delivery delivery = start();
    until("many are parked", () -> delivery.status().getFirst().parked() > 150);
    fillDisk();
    until("it is full", () -> reasons(delivery).contains("delivery-not-written"));
    for (int i = 0; i < 10; i++) {
      write(journal, alert(SSEN, Mail.device(1_000 + i), "good alert" + i));
      write(journal, other(SSEN, "good other" + i));
      write(journal, other(UKPN, "of another's" + i));
    }
    until("they arrive", () -> receiver.taken().size() == 30);
    until("it is said", () -> reasons(delivery).contains("delivery-not-read"));
    makeRoom();
    receiver.answering(text -> Receiver.Reply.of(204));
    until("all arrive", () -> receiver.taken().size() == 330);
    assertThat(receiver.texts()).doesNotHaveDuplicates();
    until("that is over", () -> !reasons(delivery).contains("delivery-not-read"));
  }

  @Test
  void messagesAreReadAlthoughDeadLettersCannotBeCalledBack() {
    receiver.answering(text -> Receiver.Reply.of(text.equals("refused") ? 400 : 204));
    write(journal, alert(SSEN, Mail.device(1), "refused"));
    Delivery first = start();
    until("it is a dead letter", () -> first.deadLetters(0, 10).size() == 1);
    first.close();
    fillDisk();
    start();
    write(journal, alert(SSEN, Mail.device(1), "good"));
    until("the next arrives", () -> receiver.texts().equals(List.of("good")));
  }

  /** Each that is sent has its receiver read, so that it fails as often as there are messages. */
  @Test
  void whatCannotBeReadIsTriedOnceASecondHoweverOftenItFailed() {
    Delivery delivery = start();
    RecipientWorker worker = delivery.sender(SSEN).orElseThrow();
    journal.failReading(Optional.of(DeadLetterRows.STORE.refused("not there")));
    for (int i = 0; i < 50; i++) {
      int before = journal.failedReads();
      worker.wake();
      until("it is tried", () -> journal.failedReads() > before);
    }
    int before = journal.failedReads();
    long began = System.nanoTime();
    until("seconds are over", () -> System.nanoTime() - began > 3_000_000_000L);
    assertThat(journal.failedReads() - before).isBetween(1, 10);
  }
}
