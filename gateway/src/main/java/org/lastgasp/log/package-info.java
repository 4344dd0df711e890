/**
 * The suppression log that holds one hash-chained record for each suppressed alert, and its
 * verifier.
 *
 * <p>A reader of the journal writes one line for each suppressed alert; every byte comes from the
 * journal. A torn end is cut back to the last whole record and written again with the same bytes.
 * Other damage raises an alarm, and a rotated file is never written again. While the folder cannot
 * be written, the journal keeps everything. The verifier needs only the files.
 */
@NullMarked
package org.lastgasp.log;

import org.jspecify.annotations.NullMarked;
