package org.lastgasp.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.delivery.Mail.HASTY;
import static org.lastgasp.delivery.Mail.SSEN;
import static org.lastgasp.delivery.Mail.alert;
import static org.lastgasp.delivery.Mail.other;
import static org.lastgasp.delivery.Mail.until;
import static org.lastgasp.delivery.Mail.user;
import static org.lastgasp.delivery.Mail.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.policy.Event;

/** A receiver that fails for some messages only, and files that are lost. */
class FailingReceiverTest {
  private static final Receiver.Reply TAKEN = Receiver.Reply.of(204);

  @TempDir Path folder;
  private final MemoryJournal journal = new MemoryJournal();
  private final Receiver receiver = Receiver.open();
  private Optional<Delivery> running = Optional.empty();

  @AfterEach
  void end() {
    running.ifPresent(Delivery::close);
    receiver.close();
  }

  private Delivery start(DeliverySettings settings) {
    Delivery delivery =
        Mail.open(journal, folder, List.of(user(SSEN, receiver.uri())), settings);
    running = Optional.of(delivery);
    delivery.start();
    return delivery;
  }

  private void failing(Receiver.Reply reply) {
    receiver.answering(text -> text.startsWith("bad") ? reply : TAKEN);
  }

  private static Event alertOf(String text, int number) {
    return alert(SSEN, Mail.device(number), text);
  }

  private void aThousandThenTwenty(IntFunction<Event> bad, IntFunction<Event> good) {
    for (int i = 0; i < 1_500; i++) {
      write(journal, bad.apply(i));
    }
    Delivery delivery = start(HASTY);
    for (int i = 0; i < 20; i++) {
      write(journal, good.apply(i));
    }
    until("the good arrive", () -> receiver.taken().size() == 20);
    assertThat(receiver.texts()).doesNotHaveDuplicates();
    until("most of the bad are parked", () -> delivery.status().getFirst().parked() > 1_000);
    assertThat(delivery.status().getFirst().backlog()).isBetween(1_500L, 1_520L);
    assertThat(delivery.deadLetters(0, 10)).isEmpty();
  }

  @Test
  void alertsBehindAThousandThatFailArriveAtOnce() {
    failing(Receiver.Reply.of(500));
    aThousandThenTwenty(i -> alertOf("bad" + i, i), i -> alertOf("good" + i, 10_000 + i));
  }

  @Test
  void othersBehindAThousandThatFailArriveAtOnce() {
    failing(Receiver.Reply.of(503));
    aThousandThenTwenty(i -> other(SSEN, "bad" + i), i -> other(SSEN, "good" + i));
  }

  @Test
  void alertsBehindAThousandThatAreAskedToWaitArriveAtOnce() {
    failing(new Receiver.Reply(429, Map.of("Retry-After", "60"), ""));
    aThousandThenTwenty(i -> alertOf("bad" + i, i), i -> alertOf("good" + i, 10_000 + i));
  }

  @Test
  void anAlertDoesNotWaitForOthersThatFail() {
    failing(new Receiver.Reply(503, Map.of("Retry-After", "300"), ""));
    for (int i = 0; i < 50; i++) {
      write(journal, other(SSEN, "bad" + i));
    }
    start(HASTY);
    until("they are tried", () -> receiver.asked() > 0);
    write(journal, alertOf("good", 1));
    until("the alert arrives", () -> receiver.taken().size() == 1);
  }

  @Test
  void oneDeviceWithThousandsBehindOneThatFailsHoldsUpNobodyAndKeepsItsOrder() {
    failing(Receiver.Reply.of(500));
    write(journal, alert(SSEN, Mail.HUB, "bad"));
    for (int i = 0; i < 3_000; i++) {
      write(journal, alert(SSEN, Mail.HUB, "behind" + i));
    }
    start(HASTY);
    write(journal, alertOf("good", 7));
    until("another's arrives", () -> receiver.texts().equals(List.of("good")));
    receiver.answering(text -> TAKEN);
    until("all arrive", () -> receiver.taken().size() == 3_002);
    List<String> row = receiver.texts().stream().filter(t -> t.startsWith("behind")).toList();
    for (int i = 0; i < row.size(); i++) {
      assertThat(row.get(i)).isEqualTo("behind" + i);
    }
  }

  /** Too few to be parked for their number, and too many for those behind them to stay. */
  @Test
  void fewDevicesWithManyBehindWhatFailsHoldUpNobody() {
    failing(Receiver.Reply.of(500));
    for (int i = 0; i < 15 * 64; i++) {
      write(journal, alertOf("bad" + i, i % 15));
    }
    for (int i = 0; i < 3; i++) {
      String large = "bad" + i + "x".repeat(3_000_000);
      write(journal, other(SSEN, Optional.of(Mail.HUB), large));
    }
    for (int i = 0; i < 200; i++) {
      write(journal, alertOf("good alert" + i, 100 + i));
      write(journal, other(SSEN, "good other" + i));
    }
    start(HASTY);
    until("the good arrive", () -> receiver.taken().size() == 400);
    assertThat(receiver.texts()).doesNotHaveDuplicates();
  }

  @Test
  void whatFailsWhileOthersAreTakenBecomesADeadLetterAndItsDeviceGoesOn() {
    failing(Receiver.Reply.of(500));
    write(journal, alert(SSEN, Mail.HUB, "bad"));
    write(journal, alert(SSEN, Mail.HUB, "behind"));
    Delivery delivery = start(HASTY.givingUpAfter(Duration.ofMillis(50)));
    until(
        "it is given up",
        () -> {
          write(journal, other(SSEN, "good"));
          return delivery.deadLetters(0, 10).size() == 1;
        });
    DeadLetter letter = delivery.deadLetters(0, 10).getFirst();
    assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.GIVEN_UP);
    assertThat(letter.answer()).isEqualTo("HTTP 500");
    until("the next of its device arrives", () -> receiver.texts().contains("behind"));
    receiver.answering(text -> TAKEN);
    assertThat(delivery.deadLetters().resend(1, Optional.empty(), to -> {}))
        .isEqualTo(DeadLetters.ResendResult.QUEUED);
    until("it arrives after all", () -> receiver.texts().contains("bad"));
  }

  @Test
  void aReceiverThatTakesNothingIsWaitedForAsLongAsItTakes() {
    receiver.answering(text -> Receiver.Reply.of(500));
    for (int i = 0; i < 300; i++) {
      write(journal, alertOf("alert" + i, i));
    }
    Delivery delivery = start(HASTY.givingUpAfter(Duration.ofMillis(1)));
    until("it was tried again and again", () -> receiver.asked() > 1_500);
    assertThat(delivery.deadLetters(0, 10)).isEmpty();
    receiver.answering(text -> TAKEN);
    until("all arrive", () -> receiver.taken().size() == 300);
    assertThat(receiver.texts()).doesNotHaveDuplicates();
  }

  @Test
  void noReceiverPinsTheJournal() {
    receiver.answering(text -> Receiver.Reply.of(500));
    for (int i = 0; i < 1_500; i++) {
      write(journal, i % 2 == 0 ? alertOf("m" + i, i % 7) : other(SSEN, "m" + i));
    }
    Delivery delivery = start(HASTY);
    until("it is tried", () -> receiver.asked() > 100);
    assertThat(journal.id(delivery.passed())).isLessThan(1_500);
    until(
        "all is copied",
        () -> {
          delivery.keepCopies(journal.last());
          return journal.id(delivery.passed()) == 1_500;
        });
    delivery.close();

    Delivery again = start(HASTY);
    assertThat(journal.id(again.passed())).isEqualTo(1_500);
    receiver.answering(text -> TAKEN);
    until("all arrive", () -> receiver.taken().size() == 1_500);
    assertThat(receiver.texts()).doesNotHaveDuplicates();
    until(
        "no copy is left",
        () -> journal.id(again.passed()) == 1_500 && again.deadLetters(0, 1).isEmpty());
  }

  @Test
  void aLostLedgerCostsNoMoreThanWhatWasDeliveredSinceItWasCopied() throws IOException {
    failing(Receiver.Reply.of(400));
    for (int i = 0; i < 100; i++) {
      write(journal, other(SSEN, (i == 50 ? "bad" : "m") + i));
    }
    Delivery delivery = start(HASTY);
    until(
        "all are done with",
        () -> receiver.taken().size() == 99 && journal.id(delivery.passed()) == 50);
    delivery.close();
    for (String end : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(folder.resolve("delivery.db" + end));
    }
    Delivery again = start(HASTY);
    assertThat(again.faults().getFirst()).contains("was missing");
    assertThat(again.deadLetters(0, 10)).hasSize(1);
    write(journal, other(SSEN, "new"));
    until("the new arrives", () -> receiver.texts().contains("new"));
    assertThat(receiver.texts()).doesNotHaveDuplicates();
  }

  @Test
  void garbageInEitherFileStopsNothing() throws IOException {
    for (int i = 0; i < 10; i++) {
      write(journal, other(SSEN, "m" + i));
    }
    Delivery delivery = start(HASTY);
    until("all are done with", () -> journal.id(delivery.passed()) == 10);
    delivery.close();
    for (String file : List.of("delivery.db", "set-aside.db")) {
      for (String end : List.of("-wal", "-shm")) {
        Files.deleteIfExists(folder.resolve(file + end));
      }
      Files.writeString(folder.resolve(file), "no database at all, but long enough".repeat(99));
    }
    Delivery again = start(HASTY);
    assertThat(again.faults()).hasSize(2);
    write(journal, other(SSEN, "new"));
    until("the new arrives", () -> receiver.texts().contains("new"));
    assertThat(receiver.texts()).doesNotHaveDuplicates();
    try (var files = Files.list(folder)) {
      assertThat(files.filter(f -> f.toString().contains(".broken-")).count()).isEqualTo(2);
    }
  }

  /** Whatever fails for a while, and however often delivery is started anew. */
  @Test
  void allArriveInTheOrderOfTheirDevicesWhateverFailsForAWhile() {
    Seeds.each(3, this::world);
  }

  private void world(long seed) {
    var chance = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    int before = receiver.taken().size();
    long first = journal.lastId();
    Map<String, Integer> failures = new HashMap<>();
    receiver.answering(
        text -> {
          synchronized (failures) {
            return failures.merge(text, -1, Integer::sum) >= 0 ? Receiver.Reply.of(500) : TAKEN;
          }
        });
    for (int i = 0; i < 800; i++) {
      String text = seed + " " + chance.nextInt(200) + ":" + i;
      int device = Integer.parseInt(text.substring(text.indexOf(' ') + 1, text.indexOf(':')));
      failures.put(text, chance.nextInt(3) == 0 ? chance.nextInt(12) : 0);
      write(
          journal,
          chance.nextInt(3) > 0
              ? alert(SSEN, Mail.device(device), text)
              : other(SSEN, Optional.of(Mail.device(device + 500)), text));
      if (i % 200 == 100) {
        running.ifPresent(Delivery::close);
        start(HASTY);
      }
    }
    Delivery delivery = running.orElseThrow();
    until("all are done with", () -> delivery.passed().equals(journal.last()));
    List<String> arrived = receiver.texts().subList(before, receiver.taken().size());
    assertThat(arrived.stream().distinct()).hasSize((int) (journal.lastId() - first));
    Map<String, Integer> last = new HashMap<>();
    for (String text : arrived.stream().distinct().toList()) {
      String row = text.substring(0, text.indexOf(':')) + lane(journal, text);
      int number = Integer.parseInt(text.substring(text.indexOf(':') + 1));
      assertThat(last.getOrDefault(row, -1)).as(row).isLessThan(number);
      last.put(row, number);
    }
  }

  private static String lane(MemoryJournal journal, String text) {
    return journal.all().stream()
        .map(recorded -> recorded.entry().delivery().orElseThrow())
        .filter(delivery -> new String(delivery.document().bytes()).equals(text))
        .map(delivery -> delivery.lane().name())
        .findFirst()
        .orElseThrow();
  }
}
