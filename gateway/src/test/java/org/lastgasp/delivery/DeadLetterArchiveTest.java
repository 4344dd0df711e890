package org.lastgasp.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.delivery.Mail.HASTY;
import static org.lastgasp.delivery.Mail.HUB;
import static org.lastgasp.delivery.Mail.SSEN;
import static org.lastgasp.delivery.Mail.other;
import static org.lastgasp.delivery.Mail.until;
import static org.lastgasp.delivery.Mail.user;
import static org.lastgasp.delivery.Mail.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.Position;
import org.lastgasp.journal.Snapshot;
import org.lastgasp.journal.sqlite.SqliteJournal;
import org.lastgasp.policy.Overrides;
import org.lastgasp.policy.Switch;

/** A dead letter of long ago lets the journal go, and is still there. */
class DeadLetterArchiveTest {
  private static final String LARGE = "x".repeat(30_000);

  @TempDir Path folder;
  private final Receiver receiver = Receiver.open();
  private SqliteJournal journal;
  private Delivery delivery;

  @BeforeEach
  void aMessageIsSetAside() {
    journal = SqliteJournal.open(folder.resolve("journal"), 64 << 10, new Nobody());
    receiver.answering(
        text ->
            text.equals("refused")
                ? new Receiver.Reply(400, Map.of(), "no")
                : Receiver.Reply.of(204));
    start();
    write(journal, other(SSEN, Optional.of(HUB), "refused"));
    for (int i = 0; i < 12; i++) {
      write(journal, other(SSEN, LARGE));
    }
    until("it is a dead letter", () -> delivery.deadLetters(0, 10).size() == 1);
    until("the others arrive", () -> receiver.texts().size() >= 12);
  }

  @AfterEach
  void end() {
    delivery.close();
    journal.close();
    receiver.close();
  }

  private void start() {
    delivery =
        Mail.open(journal,
            folder.resolve("delivery"),
            List.of(user(SSEN, receiver.uri())),
            HASTY);
    delivery.start();
  }

  private void expire() {
    until("delivery is through", () -> journal.id(delivery.passed()) > 10);
    journal.expire(delivery.passed(), Instant.MAX, Instant.MAX, (first, last) -> {});
    assertThat(journal.firstId()).isGreaterThan(2);
  }

  @Test
  void holdsTheJournalUntilItIsCopied() {
    assertThat(journal.id(delivery.passed())).isLessThan(2);
    delivery.keepCopies(Position.START);
    assertThat(journal.id(delivery.passed())).isLessThan(2);
    delivery.keepCopies(journal.last());
    expire();
  }

  @Test
  void isSentAgainFromItsCopyAfterARestart() {
    delivery.keepCopies(journal.last());
    expire();
    delivery.close();
    start();
    long number = delivery.deadLetters(0, 10).getFirst().number();
    receiver.answering(text -> Receiver.Reply.of(503));
    assertThat(delivery.deadLetters().resend(number, Optional.empty(), to -> {}))
        .isEqualTo(DeadLetters.ResendResult.QUEUED);
    delivery.keepCopies(journal.last());
    delivery.close();
    receiver.answering(text -> Receiver.Reply.of(204));
    start();

    until("it arrives", () -> receiver.texts().getLast().equals("refused"));
    assertThat(delivery.deadLetters(0, 10)).isEmpty();
    until("its copy goes", () -> {
      delivery.keepCopies(journal.last());
      return kept() == 0;
    });
  }

  @Test
  void isListedAgainIfTheLedgerIsLost() throws IOException {
    delivery.keepCopies(journal.last());
    expire();
    List<DeadLetter> before = delivery.deadLetters(0, 10);
    delivery.close();
    for (String end : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(folder.resolve("delivery/delivery.db" + end));
    }
    start();
    assertThat(delivery.deadLetters(0, 10)).isEqualTo(before);
  }

  private int kept() {
    try (SqliteDeadLetterArchive copies =
        SqliteDeadLetterArchive.open(folder.resolve("delivery"))) {
      return copies.numbers(0, 100).size();
    }
  }

  /** Keeps nothing but what a segment has to begin with. */
  private static final class Nobody implements Journal.StateMachine {
    @Override
    public void restore(Entry recorded) {}

    @Override
    public void restore(Snapshot part) {}

    @Override
    public Snapshot snapshot() {
      return new Snapshot(Switch.OFF, Instant.EPOCH, Overrides.NONE, List.of());
    }

    @Override
    public void mark() {}

    @Override
    public void undoToMark() {}

    @Override
    public void keep() {}

    @Override
    public void undo() {}
  }
}
