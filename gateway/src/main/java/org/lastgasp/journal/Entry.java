package org.lastgasp.journal;

import org.lastgasp.policy.Event;

/**
 * An entry and its number. Numbers count up from 1, without gaps, over all segments.
 *
 * @param number its place in the order of the journal
 */
public record Entry(long number, Event entry) {}
