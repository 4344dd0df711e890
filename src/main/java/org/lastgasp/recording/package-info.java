/**
 * Traffic as it passed the doors, byte for byte with its receipt, in files that replay reads.
 *
 * <p>Off by default and bounded. It never holds up a message: what the disk cannot take in time is
 * left out and counted. Not the journal: nothing depends on it, and it is not synced.
 */
@NullMarked
package org.lastgasp.recording;

import org.jspecify.annotations.NullMarked;
