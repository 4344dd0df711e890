package org.lastgasp.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.logging.EventLog;
import org.lastgasp.policy.Lane;

/**
 * A job that copies what is not done with and older than the journal keeps, so that no receiver
 * keeps the journal from expiring: dead letters, what waits in memory or is parked, and what
 * was not read yet, which is parked. A part at a time. For whoever holds the ledger's lock.
 */
final class Copies {
  private static final EventLog LOG = EventLog.of(Delivery.class);
  private static final int PAGE = 500;
  private static final long MOST = 32L << 20; // bytes at a time: 32 MiB

  private final Journal journal;
  private final DeliveryProgressStore ledger;
  private final DeadLetterArchive keepsakes;
  private long bytes;
  private long messages;

  Copies(Journal journal, DeliveryProgressStore ledger, DeadLetterArchive keepsakes) {
    this.journal = journal;
    this.ledger = ledger;
    this.keepsakes = keepsakes;
  }

  /**
   * Takes copies of what was recorded up to a number; whether there may be more of it. Instants do
   * not count: one of a clock that was ahead is no reason to keep a segment.
   */
  boolean take(Collection<RecipientWorker> senders, long upTo) {
    bytes = 0;
    messages = 0;
    for (RecipientWorker sender : senders) {
      waiting(sender, upTo);
      for (Lane lane : Lane.values()) {
        unread(sender, lane, upTo);
      }
    }
    aside(upTo);
    parked(upTo);
    if (messages > 0) {
      LOG.info("waiting-copied", "messages", messages, "bytes", bytes);
    }
    return full();
  }

  private boolean full() {
    return bytes >= MOST;
  }

  private void waiting(RecipientWorker sender, long upTo) {
    List<PendingMessage> copied = new ArrayList<>();
    List<DeadLetterArchive.Keepsake> found = new ArrayList<>();
    for (PendingMessage parcel : sender.state().uncopied(upTo)) {
      Optional<OutboundMessage> letter = full() ? Optional.empty() : inJournal(parcel.number);
      if (letter.isPresent()) {
        found.add(waits(sender.state().id, letter.get()));
        copied.add(parcel);
      }
    }
    keep(found);
    sender.state().copied(copied);
  }

  /** Copies what was not read yet, because nobody takes what comes before. */
  private void unread(RecipientWorker sender, Lane lane, long upTo) {
    OptionalLong read = sender.state().read(lane);
    boolean more = read.isPresent();
    while (more && !full()) {
      List<OutboundMessage> old =
          journal
              .pending(sender.state().id, lane, journal.behind(read.getAsLong()), PAGE)
              .stream()
              .filter(letter -> letter.number() <= upTo)
              .toList();
      keep(old.stream().map(letter -> waits(sender.state().id, letter)).toList());
      sender.intake().parkUnread(lane, old, ledger.parked());
      more = !old.isEmpty();
      read = more ? OptionalLong.of(old.getLast().number()) : read;
    }
  }

  private void aside(long upTo) {
    long from = journal.firstId();
    boolean more = true;
    while (more && !full()) {
      List<DeadLetter> page = ledger.deadLettersUncopied(from, PAGE);
      List<DeadLetterArchive.Keepsake> found = new ArrayList<>();
      more = !page.isEmpty();
      for (DeadLetter one : page) {
        Optional<OutboundMessage> letter = inJournal(one.number());
        more &= one.number() <= upTo;
        if (more && letter.isPresent()) {
          found.add(
              new DeadLetterArchive.Keepsake(one.user(), Optional.of(one), letter.get()));
        }
      }
      keepAndSay(found);
      from = page.isEmpty() ? from : page.getLast().number() + 1;
    }
  }

  private void parked(long upTo) {
    long from = journal.firstId();
    boolean more = true;
    while (more && !full()) {
      List<Long> page = ledger.parked().uncopied(from, PAGE);
      List<DeadLetterArchive.Keepsake> found = new ArrayList<>();
      more = !page.isEmpty();
      for (long number : page) {
        Optional<Entry> recorded = journal.entry(number);
        more &= number <= upTo;
        if (more && recorded.isPresent()) {
          Eui64 user = recorded.get().entry().delivery().orElseThrow().recipient();
          found.add(waits(user, recorded.flatMap(OutboundMessage::of).orElseThrow()));
        }
      }
      keepAndSay(found);
      from = page.isEmpty() ? from : page.getLast() + 1;
    }
  }

  private Optional<OutboundMessage> inJournal(long number) {
    return journal.entry(number).flatMap(OutboundMessage::of);
  }

  private static DeadLetterArchive.Keepsake waits(Eui64 user, OutboundMessage letter) {
    return new DeadLetterArchive.Keepsake(user, Optional.empty(), letter);
  }

  private void keepAndSay(List<DeadLetterArchive.Keepsake> found) {
    keep(found);
    ledger.copied(found.stream().map(each -> each.letter().number()).toList());
  }

  private void keep(List<DeadLetterArchive.Keepsake> found) {
    if (!found.isEmpty()) {
      keepsakes.keep(found);
      messages += found.size();
      bytes += found.stream().mapToLong(each -> each.letter().document().length()).sum();
    }
  }
}
