package org.lastgasp.journal;

import org.lastgasp.policy.Event;

/**
 * An entry and its id.
 *
 * @param number its id: grows from 1 on along the journal, and is not a {@link Position}
 */
public record Entry(long number, Event entry) {}
