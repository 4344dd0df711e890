package org.lastgasp.delivery;

import java.util.Optional;
import org.lastgasp.journal.JournalReader;

/** Looks messages up in the journal, and in the copies of those it has no more. */
record KeptLetters(JournalReader journal, Keepsakes keepsakes) implements Sender.Letters {
  @Override
  public Optional<Letter> find(long number) {
    return journal
        .entry(number)
        .flatMap(Letter::of)
        .or(() -> keepsakes.find(number).map(Keepsakes.Keepsake::letter));
  }

  @Override
  public boolean isCopied(long number) {
    return keepsakes.has(number);
  }
}
