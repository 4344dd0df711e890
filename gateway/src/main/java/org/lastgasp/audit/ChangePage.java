package org.lastgasp.audit;

import java.util.List;
import java.util.OptionalLong;

/**
 * A page of changes, in the journal's order.
 *
 * @param next what to ask for with {@code after}; empty if there is no more
 */
public record ChangePage(List<Changed> changes, OptionalLong next) {
  public ChangePage {
    changes = List.copyOf(changes);
  }
}
