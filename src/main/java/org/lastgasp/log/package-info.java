/**
 * The Power Outage Alert Suppression Log: the only trace of a suppressed alert outside the journal.
 *
 * <p>A reader of the journal with a cursor of its own writes one line for each suppressed alert,
 * chained by hashes over file borders, every byte taken from the journal. A torn tail is cut back
 * to the last whole record and written again with the same bytes; what differs from the journal is
 * alarmed and never overwritten. While the folder cannot be written the journal keeps everything.
 */
@NullMarked
package org.lastgasp.log;

import org.jspecify.annotations.NullMarked;
