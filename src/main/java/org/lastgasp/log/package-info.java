/**
 * The Power Outage Alert Suppression Log: the only trace of a suppressed alert outside the journal.
 *
 * <p>A reader of the journal with a cursor of its own writes one line for each suppressed alert,
 * chained by hashes over file borders, every byte taken from the journal. A torn tail is cut back
 * to the last whole record and written again with the same bytes; other damage is alarmed, and a
 * file that has a successor is never written again. While the folder cannot be written the journal
 * keeps everything. The verifier needs the files alone, in any number and of any length.
 */
@NullMarked
package org.lastgasp.log;

import org.jspecify.annotations.NullMarked;
