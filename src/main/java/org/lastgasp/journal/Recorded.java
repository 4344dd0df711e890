package org.lastgasp.journal;

/**
 * An entry and its number. Numbers count up from 1, without gaps, over all segments.
 *
 * @param number its place in the order of the journal
 */
public record Recorded(long number, Entry entry) {}
