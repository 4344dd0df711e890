package org.lastgasp.hindsight;

import java.time.Instant;

/**
 * A case got another label, or was released and kept its label.
 *
 * @param position its place in the order of all changes; grows, with gaps, and is the same when it
 *     is worked out again from the same journal
 * @param number the journal's number of the alert
 * @param ordinal of the alert among all that were suppressed, from 1
 * @param at when what caused it was received; for silence the end of the horizon
 * @param because the evidence that decided
 */
public record LabelChange(
    long position,
    long number,
    long ordinal,
    Label from,
    Label to,
    Instant at,
    Evidence because) {

  /** Returns true if it became suspect by this. */
  public boolean isToSuspect() {
    return to == Label.SUSPECT && from != to;
  }
}
