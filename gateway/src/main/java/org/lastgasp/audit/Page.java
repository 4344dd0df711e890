package org.lastgasp.audit;

import java.util.List;
import java.util.OptionalLong;
import org.lastgasp.journal.Entry;

/**
 * A page of entries of a list, in the journal's order, without their documents. A page may be
 * short, even empty, and still have a next one.
 *
 * @param next what to ask for with {@code after}; empty if there is no more
 */
public record Page(List<Entry> entries, OptionalLong next) {
  public Page {
    entries = List.copyOf(entries);
  }
}
