package org.lastgasp.delivery;

import java.util.Optional;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.OutboundMessage;

/** A lookup of messages in the journal, and in the archive of those it has no more. */
record KeptLetters(JournalReader journal, DeadLetterArchive archive)
    implements RecipientWorker.OutboundMessages {
  @Override
  public Optional<OutboundMessage> find(long number) {
    return journal
        .entry(number)
        .flatMap(OutboundMessage::of)
        .or(() -> archive.find(number).map(DeadLetterArchive.ArchivedMessage::letter));
  }

  @Override
  public boolean isCopied(long number) {
    return archive.has(number);
  }
}
