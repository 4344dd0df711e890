package org.lastgasp.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lastgasp.delivery.Mail.HASTY;
import static org.lastgasp.delivery.Mail.HUB;
import static org.lastgasp.delivery.Mail.NOON;
import static org.lastgasp.delivery.Mail.SSEN;
import static org.lastgasp.delivery.Mail.UKPN;
import static org.lastgasp.delivery.Mail.alert;
import static org.lastgasp.delivery.Mail.other;
import static org.lastgasp.delivery.Mail.until;
import static org.lastgasp.delivery.Mail.user;
import static org.lastgasp.delivery.Mail.write;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.policy.Event;

class DeliveryTest {
  @TempDir Path folder;
  private final MemoryJournal journal = MemoryJournal.withGaps();
  private final Receiver receiver = Receiver.open();
  private final Semaphore gate = new Semaphore(0);
  private Optional<Delivery> running = Optional.empty();

  @AfterEach
  void end() {
    gate.release(1_000_000);
    running.ifPresent(Delivery::close);
    receiver.close();
  }

  private Delivery open(Recipient... users) {
    Delivery delivery = Mail.open(journal, folder, List.of(users), HASTY);
    running = Optional.of(delivery);
    return delivery;
  }

  private Delivery start(Recipient... users) {
    Delivery delivery = open(users);
    delivery.start();
    return delivery;
  }

  private Recipient ssen() {
    return user(SSEN, receiver.uri());
  }

  private Receiver.Reply hold(String text, Receiver.Reply reply) {
    gate.acquireUninterruptibly();
    return reply;
  }

  private static URI nowhere() {
    try (Receiver gone = Receiver.open()) {
      return gone.uri();
    }
  }

  private static RecipientStatus statusOf(Delivery delivery, Eui64 id) {
    return delivery.status().stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void deliversTheExactBytesAsXml() {
    byte[] bytes = new byte[100_000];
    RandomGenerator.of("L64X128MixRandom").nextBytes(bytes);
    journal.append(
        pen ->
            pen.write(
                new Event.Carried(
                    NOON,
                    "Response",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    SSEN,
                    Document.of(bytes))));
    start(ssen());
    until("it arrives", () -> receiver.taken().size() == 1);
    assertThat(receiver.taken().getFirst()).isEqualTo(bytes);
    assertThat(receiver.contentTypes()).containsExactly("application/xml");
  }

  @Test
  void deliversWhatIsRecordedWhileItRuns() {
    start(ssen());
    for (int i = 0; i < 50; i++) {
      write(journal, other(SSEN, "m" + i));
    }
    until("all arrive", () -> receiver.taken().size() == 50);
    assertThat(receiver.texts()).doesNotHaveDuplicates();
  }

  @Test
  void questionsAreAnsweredFromMemoryWhileProgressCannotBeWritten() throws SQLException {
    Delivery delivery = start(ssen());
    try (Connection file =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("delivery.db"));
        Statement full = file.createStatement()) {
      for (String table : List.of("lane", "set_aside", "parked")) {
        full.execute(
            "CREATE TRIGGER full_" + table + " BEFORE INSERT ON " + table
                + " BEGIN SELECT RAISE(FAIL, 'full'); END");
      }
    }
    receiver.answering(text -> Receiver.Reply.of(text.equals("refused") ? 400 : 204));
    long taken = write(journal, alert(SSEN, Mail.device(1), "taken"));
    long refused = write(journal, alert(SSEN, Mail.device(2), "refused"));
    until("one is taken", () -> receiver.texts().contains("taken"));
    until("the other is a dead letter", () -> statusOf(delivery, SSEN).deadLetters() == 1);
    until("nothing is under way", () -> statusOf(delivery, SSEN).backlog() == 0);
    until("that is not written", () -> !delivery.issues().isEmpty());
    assertThat(delivery.isThrough(SSEN, taken)).isTrue();
    assertThat(delivery.deadLetters(0, 10)).extracting(DeadLetter::number).containsExactly(refused);
    DeliverySnapshot standing = delivery.standing();
    assertThat(standing.of(taken, SSEN)).isEqualTo(DeliverySnapshot.Fate.TAKEN);
    assertThat(standing.of(refused, SSEN)).isEqualTo(DeliverySnapshot.Fate.SET_ASIDE);
  }

  @Test
  void sendsAlertsFirst() {
    for (int i = 0; i < 100; i++) {
      write(journal, other(SSEN, "other" + i));
    }
    for (int i = 0; i < 100; i++) {
      write(journal, alert(SSEN, Mail.device(i), "alert" + i));
    }
    receiver.answering(text -> hold(text, Receiver.Reply.of(204)));
    Delivery delivery = start(new Recipient(SSEN, "SSEN", receiver.uri(), 1));
    until("all are read", () -> statusOf(delivery, SSEN).backlog() == 200);
    gate.release(1_000);
    until("all arrive", () -> receiver.taken().size() == 200);
    assertThat(receiver.texts().subList(0, 100)).allMatch(text -> text.startsWith("alert"));
  }

  @Test
  void keepsTheOrderOfEachDeviceWhileTriesFail() {
    RandomGenerator chance = RandomGenerator.of("L64X128MixRandom");
    receiver.answering(
        text -> {
          synchronized (chance) {
            return Receiver.Reply.of(chance.nextInt(4) == 0 ? 500 : 204);
          }
        });
    for (int i = 0; i < 400; i++) {
      write(journal, other(SSEN, Optional.of(Mail.device(i % 7)), (i % 7) + ":" + i));
    }
    start(ssen());
    until("all arrive", () -> receiver.taken().size() == 400);
    for (int device = 0; device < 7; device++) {
      String mine = device + ":";
      List<Integer> order =
          receiver.texts().stream()
              .filter(text -> text.startsWith(mine))
              .map(text -> Integer.parseInt(text.substring(2)))
              .toList();
      assertThat(order).isSorted();
    }
  }

  @Test
  void triesAgainUntilTheReceiverTakesIt() {
    AtomicInteger tries = new AtomicInteger();
    int[] answers = {500, 408, 429, 502, 503, 599, 204};
    receiver.answering(text -> Receiver.Reply.of(answers[tries.getAndIncrement()]));
    Delivery delivery = start(ssen());
    write(journal, alert(SSEN, HUB, "alert"));
    until("it arrives", () -> receiver.taken().size() == 1);
    until("it is done with", () -> statusOf(delivery, SSEN).backlog() == 0);
    assertThat(receiver.asked()).isEqualTo(answers.length);
    assertThat(statusOf(delivery, SSEN).deadLetters()).isZero();
    assertThat(statusOf(delivery, SSEN).lastAnswer()).isEqualTo("HTTP 204");
  }

  @Test
  void aMistakeInReadingStopsNothingForGood() {
    receiver.answering(text -> Receiver.Reply.of(503));
    Delivery delivery = start(ssen(), user(UKPN, receiver.uri()));
    write(journal, alert(SSEN, HUB, "looked up again for its second try"));
    until("it is tried", () -> receiver.asked() > 0);
    journal.failReading(Optional.of(new IllegalStateException("a mistake")));
    until("it cannot", () -> statusOf(delivery, SSEN).lastAnswer().contains("a mistake"));
    int before = journal.failedReads();
    write(journal, alert(UKPN, Mail.device(2), "not read at first"));
    until("it is asked for", () -> journal.failedReads() > before);
    receiver.answering(text -> Receiver.Reply.of(204));
    journal.failReading(Optional.empty());
    until("both arrive", () -> receiver.taken().size() == 2);
    until("both are done with", () -> statusOf(delivery, SSEN).backlog() == 0);
  }

  @Test
  void setsAsideWhatIsRefusedAndSendsItAgainWhenTold() {
    receiver.answering(text -> new Receiver.Reply(400, Map.of(), "no such\n thing"));
    Delivery delivery = start(ssen());
    long number = write(journal, other(SSEN, Optional.of(HUB), "refused"));
    until("it is a dead letter", () -> delivery.deadLetters(0, 10).size() == 1);
    assertThat(delivery.deadLetters(0, 10))
        .containsExactly(
            new DeadLetter(
                number,
                SSEN,
                org.lastgasp.policy.Lane.OTHERS,
                NOON,
                DeadLetter.Reason.REFUSED,
                400,
                "no such thing"));
    assertThat(statusOf(delivery, SSEN).deadLetters()).isEqualTo(1);
    assertThat(delivery.passed()).isEqualTo(journal.before(number));

    receiver.answering(text -> Receiver.Reply.of(204));
    assertThat(delivery.deadLetters().resend(number, Optional.empty(), to -> {}))
        .isEqualTo(DeadLetters.ResendResult.QUEUED);
    until("it arrives", () -> receiver.texts().equals(List.of("refused")));
    until("it is done with", () -> journal.id(delivery.passed()) == number);
    assertThat(delivery.deadLetters(0, 10)).isEmpty();
    assertThat(statusOf(delivery, SSEN).deadLetters()).isZero();
    assertThat(delivery.deadLetters().resend(number, Optional.empty(), to -> {}))
        .isEqualTo(DeadLetters.ResendResult.NOT_SET_ASIDE);
  }

  @Test
  void whatIsDroppedIsNeverSentAndKeepsNoJournal() {
    receiver.answering(text -> Receiver.Reply.of(400));
    Delivery delivery = start(ssen());
    long number = write(journal, other(SSEN, Optional.of(HUB), "refused"));
    until("it is a dead letter", () -> delivery.deadLetters(0, 10).size() == 1);
    List<DeadLetter> recorded = new ArrayList<>();
    assertThat(delivery.deadLetters().drop(number, recorded::add)).isPresent();
    assertThat(recorded).extracting(DeadLetter::number).containsExactly(number);
    assertThat(delivery.deadLetters(0, 10)).isEmpty();
    assertThat(statusOf(delivery, SSEN).deadLetters()).isZero();
    assertThat(delivery.deadLetters().isDropped(number)).isTrue();
    assertThat(journal.id(delivery.passed())).isEqualTo(number);
    assertThat(delivery.deadLetters().drop(number, recorded::add)).as("a second time").isEmpty();
    assertThat(delivery.deadLetters().resend(number, Optional.empty(), to -> {}))
        .isEqualTo(DeadLetters.ResendResult.NOT_SET_ASIDE);
    assertThat(recorded).hasSize(1);
  }

  @Test
  void whatCannotBeRecordedIsNeitherDroppedNorSentAgain() {
    receiver.answering(text -> Receiver.Reply.of(400));
    Delivery delivery = start(ssen());
    long number = write(journal, other(SSEN, Optional.of(HUB), "refused"));
    until("it is a dead letter", () -> delivery.deadLetters(0, 10).size() == 1);
    IllegalStateException full = new IllegalStateException("the disk is full");
    assertThatThrownBy(
            () ->
                delivery.deadLetters().drop(
                    number,
                    letter -> {
                      throw full;
                    }))
        .isSameAs(full);
    assertThatThrownBy(
            () ->
                delivery.deadLetters().resend(
                    number,
                    Optional.empty(),
                    to -> {
                      throw full;
                    }))
        .isSameAs(full);
    assertThat(delivery.deadLetters(0, 10)).hasSize(1);
    assertThat(receiver.texts()).isEmpty();
  }

  @Test
  void takesARedirectForARefusal() {
    receiver.answering(
        text -> new Receiver.Reply(307, Map.of("Location", receiver.uri() + "/x"), ""));
    Delivery delivery = start(ssen());
    write(journal, other(SSEN, "redirected"));
    until("it is a dead letter", () -> delivery.deadLetters(0, 10).size() == 1);
    assertThat(delivery.deadLetters(0, 10).getFirst().status()).isEqualTo(307);
    assertThat(receiver.asked()).isEqualTo(1);
  }

  @Test
  void aRefusalLetsTheNextOfTheDeviceGo() {
    receiver.answering(text -> Receiver.Reply.of(text.equals("bad") ? 400 : 204));
    write(journal, other(SSEN, Optional.of(HUB), "bad"));
    write(journal, other(SSEN, Optional.of(HUB), "good"));
    start(ssen());
    until("the next arrives", () -> receiver.texts().equals(List.of("good")));
  }

  @Test
  void aDeadReceiverHoldsUpNobodyElse() {
    for (int i = 0; i < 3_000; i++) {
      write(journal, other(UKPN, "lost" + i));
    }
    Delivery delivery = start(ssen(), user(UKPN, nowhere()));
    until("it is found dead", () -> statusOf(delivery, UKPN).failing());
    for (int i = 0; i < 300; i++) {
      write(journal, other(SSEN, "m" + i));
    }
    until("all of the living arrive", () -> receiver.taken().size() == 300);
    RecipientStatus dead = statusOf(delivery, UKPN);
    assertThat(dead.underWay()).as("one that was never tried, and a probe").isLessThanOrEqualTo(2);
    assertThat(dead.backlog() - dead.parked()).isLessThanOrEqualTo(DeliveryScheduler.MOST_NUMBERS);
    assertThat(dead.oldest()).contains(NOON);
  }

  @Test
  void aReceiverThatComesBackGetsEverything() {
    URI endpoint = receiver.uri();
    int port = receiver.port();
    receiver.close();
    for (int i = 0; i < 1_500; i++) {
      write(journal, other(SSEN, "m" + i));
    }
    Delivery delivery = start(user(SSEN, endpoint));
    until("it is found dead", () -> statusOf(delivery, SSEN).failing());
    try (Receiver back = Receiver.open(port)) {
      Receiver.Reply taken = Receiver.Reply.of(204);
      back.answering(text -> back.taken().isEmpty() ? taken : hold(text, taken));
      until("after the one that tried, many are under way", () -> back.mostUnderWay() == 12);
      gate.release(1_500);
      until("all arrive", () -> back.taken().size() >= 1_500);
      assertThat(List.copyOf(back.texts())).doesNotHaveDuplicates();
      assertThat(statusOf(delivery, SSEN).failing()).isFalse();
    }
  }

  @Test
  void aSlowReceiverHoldsUpNobodyElse() {
    try (Receiver slow = Receiver.open()) {
      slow.answering(text -> hold(text, Receiver.Reply.of(204)));
      for (int i = 0; i < 200; i++) {
        write(journal, other(UKPN, "slow" + i));
        write(journal, other(SSEN, "fast" + i));
      }
      start(ssen(), user(UKPN, slow.uri()));
      until("the fast has all", () -> receiver.taken().size() == 200);
      until("the slow has its hands full", () -> slow.asked() == 12);
      gate.release(1_000);
      until("the slow has all", () -> slow.taken().size() == 200);
    }
  }

  @Test
  void neverHasMoreUnderWayThanAllowedAndUsesItsConnectionsAgain() {
    receiver.answering(text -> hold(text, Receiver.Reply.of(204)));
    for (int i = 0; i < 500; i++) {
      write(journal, alert(SSEN, Mail.device(i), "alert" + i));
      write(journal, other(SSEN, "other" + i));
    }
    Delivery delivery = start(ssen());
    until("all slots are taken", () -> receiver.asked() == 16);
    assertThat(statusOf(delivery, SSEN).underWay()).isEqualTo(16);
    gate.release(1_000);
    until("all arrive", () -> receiver.taken().size() == 1_000);
    assertThat(receiver.mostUnderWay()).isEqualTo(16);
    assertThat(receiver.connections()).isBetween(16, 20);
  }

  @Test
  void goesOnAfterARestartWhereItWas() {
    receiver.answering(text -> Receiver.Reply.of(text.startsWith("later") ? 500 : 204));
    for (int i = 0; i < 60; i++) {
      write(journal, other(SSEN, (i % 3 == 0 ? "later" : "now") + i));
    }
    Delivery first = start(ssen());
    until("the easy ones are taken", () -> receiver.taken().size() == 40);
    until("they are done with", () -> statusOf(first, SSEN).backlog() == 20);
    first.close();
    write(journal, other(SSEN, "new"));

    receiver.answering(text -> Receiver.Reply.of(204));
    start(ssen());
    until("the rest arrives", () -> receiver.taken().size() == 61);
    assertThat(receiver.texts()).doesNotHaveDuplicates();
  }

  @Test
  void whatWaitsForAUserWhoIsGoneIsADeadLetterAndSentIfItComesBack() {
    receiver.answering(text -> Receiver.Reply.of(text.equals("before") ? 204 : 503));
    write(journal, other(SSEN, "before"));
    Delivery delivery = start(ssen());
    until("the first is done with", () -> journal.id(delivery.passed()) == 1);
    for (int i = 0; i < 30; i++) {
      write(journal, alert(SSEN, Mail.device(i), "waits" + i));
    }
    until("they are tried", () -> statusOf(delivery, SSEN).failing());
    delivery.users(List.of());
    until("they are dead letters", () -> delivery.deadLetters(0, 100).size() == 30);
    assertThat(delivery.deadLetters(0, 100))
        .allMatch(one -> one.reason() == DeadLetter.Reason.NO_RECIPIENT && one.user().equals(SSEN));
    delivery.close();

    receiver.answering(text -> Receiver.Reply.of(204));
    Delivery without = start();
    long one = without.deadLetters(0, 1).getFirst().number();
    assertThat(without.deadLetters().resend(one, Optional.of(SSEN), to -> {}))
        .isEqualTo(DeadLetters.ResendResult.NO_SUCH_USER);
    without.users(List.of(ssen()));
    until("all arrive", () -> receiver.taken().size() == 31);
    until("none is a dead letter", () -> without.deadLetters(0, 100).isEmpty());
    assertThat(receiver.texts()).doesNotHaveDuplicates();
  }

  @Test
  void whatWaitsForAUserWhoIsGoneAfterARestartIsADeadLetterForAnother() {
    Delivery first = open(ssen());
    write(journal, alert(SSEN, HUB, "never read"));
    first.close();
    Delivery delivery = start(user(UKPN, receiver.uri()));
    until("it is a dead letter", () -> delivery.deadLetters(0, 10).size() == 1);
    assertThat(delivery.deadLetters().resend(1, Optional.of(UKPN), to -> {}))
        .isEqualTo(DeadLetters.ResendResult.QUEUED);
    until("it arrives", () -> receiver.texts().equals(List.of("never read")));
  }

  @Test
  void setsAsideWhatIsForNobodyUntilSomebodyIsNamed() {
    long number = write(journal, alert(Event.NOBODY, HUB, "whose"));
    Delivery delivery = start(ssen());
    until("it is a dead letter", () -> delivery.deadLetters(0, 10).size() == 1);
    assertThat(delivery.deadLetters(0, 10).getFirst().reason())
        .isEqualTo(DeadLetter.Reason.NO_RECIPIENT);
    assertThat(delivery.deadLetters().resend(number, Optional.empty(), to -> {}))
        .isEqualTo(DeadLetters.ResendResult.NO_SUCH_USER);
    assertThat(delivery.deadLetters().resend(number, Optional.of(UKPN), to -> {}))
        .isEqualTo(DeadLetters.ResendResult.NO_SUCH_USER);
    assertThat(receiver.asked()).isZero();

    assertThat(delivery.deadLetters().resend(number, Optional.of(SSEN), to -> {}))
        .isEqualTo(DeadLetters.ResendResult.QUEUED);
    until("it arrives", () -> receiver.texts().equals(List.of("whose")));
    until("it is done with", () -> journal.id(delivery.passed()) == number);
    assertThat(delivery.status().stream().map(RecipientStatus::name)).containsExactly("SSEN");
  }

  @Test
  void pagesWhatIsSetAside() {
    for (int i = 0; i < 25; i++) {
      write(journal, alert(Event.NOBODY, HUB, "whose" + i));
    }
    Delivery delivery = start();
    until("all are dead letters", () -> delivery.deadLetters(0, 100).size() == 25);
    List<DeadLetter> all = delivery.deadLetters(0, 100);
    assertThat(delivery.deadLetters(all.get(9).number(), 10)).isEqualTo(all.subList(10, 20));
  }

  @Test
  void leavesAReceiverAloneForAsLongAsItAsks() {
    AtomicInteger tries = new AtomicInteger();
    receiver.answering(
        text ->
            tries.getAndIncrement() == 0
                ? new Receiver.Reply(503, Map.of("Retry-After", "1"), "")
                : Receiver.Reply.of(204));
    write(journal, other(SSEN, "first"));
    long began = System.nanoTime();
    start(ssen());
    until("it arrives", () -> receiver.taken().size() == 1);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(receiver.asked()).isEqualTo(2);
  }

  @Test
  void handsOverAtOnceWhatTheJournalCannotTake() {
    Delivery delivery = start(ssen(), user(UKPN, nowhere()));
    assertThat(delivery.relayNow(SSEN, Document.of("now".getBytes()))).isTrue();
    assertThat(receiver.texts()).containsExactly("now");
    assertThat(delivery.relayNow(UKPN, Document.of("now".getBytes()))).isFalse();
    assertThat(delivery.relayNow(Event.NOBODY, Document.of("now".getBytes()))).isFalse();
    receiver.answering(text -> Receiver.Reply.of(500));
    assertThat(delivery.relayNow(SSEN, Document.of("now".getBytes()))).isFalse();
  }

  @Test
  void aReceiverThatFailedIsToldWhileSomethingWaitsOrIsTried() {
    receiver.answering(text -> Receiver.Reply.of(500));
    Delivery delivery = start(ssen());
    for (int i = 0; i < 6; i++) {
      assertThat(delivery.relayNow(SSEN, Document.of("now".getBytes()))).isFalse();
    }
    assertThat(delivery.status().getFirst().lanes()).hasSize(1);
    assertThat(inTwoMinutes(delivery).lanes()).as("nothing waits").isEmpty();
    write(journal, alert(SSEN, HUB, "waits"));
    until("it waits", () -> delivery.status().getFirst().backlog() == 1);
    assertThat(inTwoMinutes(delivery).lanes()).hasSize(1);
  }

  private static RecipientStatus inTwoMinutes(Delivery delivery) {
    long then = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    return delivery.sender(SSEN).orElseThrow().state().status(then);
  }

  @Test
  void handsOverAtOnceEvenWhileABacklogIsSent() throws InterruptedException {
    receiver.answering(text -> hold(text, Receiver.Reply.of(204)));
    for (int i = 0; i < 500; i++) {
      write(journal, other(SSEN, "m" + i));
    }
    Delivery delivery = start(ssen());
    until("all slots are taken", () -> receiver.asked() == 12);
    CountDownLatch handedOver = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(
            () -> {
              if (delivery.relayNow(SSEN, Document.of("now".getBytes()))) {
                handedOver.countDown();
              }
            });
    until("it waits for a slot", () -> handedOver.getCount() == 1);
    gate.release(60);
    handedOver.await();
    assertThat(receiver.texts().indexOf("now")).isLessThan(60);
    assertThat(receiver.mostUnderWay()).isLessThanOrEqualTo(13);
  }

  @Test
  void endsATryThatTakesTooLong() {
    DeliverySettings impatient =
        new DeliverySettings(
            Duration.ofMillis(200),
            HASTY.firstRetry(),
            HASTY.longestRetry(),
            HASTY.flush(),
            Optional.empty());
    receiver.answering(
        text ->
            receiver.asked() == 1 ? hold(text, Receiver.Reply.of(500)) : Receiver.Reply.of(204));
    write(journal, other(SSEN, "slow"));
    Delivery delivery = Mail.open(journal, folder, List.of(ssen()), impatient);
    running = Optional.of(delivery);
    delivery.start();
    until("the second try is taken", () -> receiver.texts().equals(List.of("slow")));
  }

  @Test
  void closesQuicklyWhileAReceiverIsSilent() {
    receiver.answering(text -> hold(text, Receiver.Reply.of(204)));
    for (int i = 0; i < 40; i++) {
      write(journal, other(SSEN, "m" + i));
    }
    Delivery delivery = start(ssen());
    until("all slots are taken", () -> receiver.asked() == 12);
    long began = System.nanoTime();
    delivery.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    gate.release(1_000);
    start(ssen());
    until("all arrive", () -> List.copyOf(receiver.texts()).stream().distinct().count() == 40);
  }
}
