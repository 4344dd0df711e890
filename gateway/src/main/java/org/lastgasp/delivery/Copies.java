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
  private final DeliveryProgressStore progressStore;
  private final DeadLetterArchive archive;
  private long bytes;
  private long messages;

  Copies(Journal journal, DeliveryProgressStore progressStore, DeadLetterArchive archive) {
    this.journal = journal;
    this.progressStore = progressStore;
    this.archive = archive;
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
    copyDeadLetters(upTo);
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
    List<DeadLetterArchive.ArchivedMessage> found = new ArrayList<>();
    for (PendingMessage message : sender.state().uncopied(upTo)) {
      Optional<OutboundMessage> letter = full() ? Optional.empty() : inJournal(message.number);
      if (letter.isPresent()) {
        found.add(waits(sender.state().id, letter.get()));
        copied.add(message);
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
      sender.intake().parkUnread(lane, old, progressStore.parked());
      more = !old.isEmpty();
      read = more ? OptionalLong.of(old.getLast().number()) : read;
    }
  }

  private void copyDeadLetters(long upTo) {
    long from = journal.firstId();
    boolean more = true;
    while (more && !full()) {
      List<DeadLetter> page = progressStore.deadLettersUncopied(from, PAGE);
      List<DeadLetterArchive.ArchivedMessage> found = new ArrayList<>();
      more = !page.isEmpty();
      for (DeadLetter one : page) {
        Optional<OutboundMessage> letter = inJournal(one.number());
        more &= one.number() <= upTo;
        if (more && letter.isPresent()) {
          found.add(
              new DeadLetterArchive.ArchivedMessage(one.user(), Optional.of(one), letter.get()));
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
      List<Long> page = progressStore.parked().uncopied(from, PAGE);
      List<DeadLetterArchive.ArchivedMessage> found = new ArrayList<>();
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

  private static DeadLetterArchive.ArchivedMessage waits(Eui64 user, OutboundMessage letter) {
    return new DeadLetterArchive.ArchivedMessage(user, Optional.empty(), letter);
  }

  private void keepAndSay(List<DeadLetterArchive.ArchivedMessage> found) {
    keep(found);
    progressStore.copied(found.stream().map(each -> each.letter().number()).toList());
  }

  private void keep(List<DeadLetterArchive.ArchivedMessage> found) {
    if (!found.isEmpty()) {
      archive.keep(found);
      messages += found.size();
      bytes += found.stream().mapToLong(each -> each.letter().document().length()).sum();
    }
  }
}
