package org.lastgasp.delivery;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Journal;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Verdict;

/** What the tests of this room write into journals, and how they wait for it to arrive. */
final class Mail {
  static final Eui64 SSEN = Eui64.of("90-B3-D5-1F-30-02-00-00");
  static final Eui64 UKPN = Eui64.of("90-B3-D5-1F-30-03-00-00");
  static final Eui64 HUB = Eui64.of("00-DB-12-34-56-78-90-A0");
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /** Pauses of a few milliseconds, so that nobody waits for long. */
  static final DeliverySettings HASTY =
      new DeliverySettings(
          Duration.ofSeconds(10),
          Duration.ofMillis(1),
          Duration.ofMillis(8),
          Duration.ofMillis(5),
          Optional.empty());

  private Mail() {}

  /** Opens delivery with its copy in a folder below its own. */
  static Delivery open(
      Journal journal, Path folder, List<Recipient> users, DeliverySettings settings) {
    return Delivery.open(
        journal, folder, folder.resolve("spare"), users, () -> NOON, settings,
        DeliveringNodes.ONE);
  }

  static Recipient user(Eui64 id, URI receive) {
    return new Recipient(id, id.equals(SSEN) ? "SSEN" : "UKPN", receive, 16);
  }

  static Event alert(Eui64 recipient, Eui64 hub, String text) {
    return new Event.AlertJudged(
        NOON,
        NOON,
        Optional.empty(),
        Optional.of(hub),
        Optional.of(NOON),
        "1712345678907",
        OptionalLong.empty(),
        OptionalInt.of(17),
        recipient,
        Switch.ENFORCE,
        Optional.empty(),
        forwarded(),
        "",
        Document.of(text.getBytes()));
  }

  private static Verdict forwarded() {
    return new Verdict.Forward(Reason.HUB_NOT_TRACKED, Optional.empty(), NOON, List.of());
  }

  static Event other(Eui64 recipient, Optional<Eui64> device, String text) {
    return new Event.Carried(
        NOON,
        "Response",
        Optional.empty(),
        Optional.empty(),
        device,
        recipient,
        Document.of(text.getBytes()));
  }

  static Event other(Eui64 recipient, String text) {
    return other(recipient, Optional.empty(), text);
  }

  static long write(Journal journal, Event entry) {
    return journal.append(pen -> pen.write(entry)).join();
  }

  static Eui64 device(int n) {
    return new Eui64(0xDB_0000_0000L + n);
  }

  /** Looks again and again until it is so; fails after a while that no machine needs. */
  static void until(String what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("in vain waited until " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }
}
