/**
 * The recorder that keeps the traffic at both listeners, byte for byte, for {@code replay}.
 *
 * <p>Off by default, bounded in size. It never delays a message: what the disk cannot take in time
 * is left out and counted. It is not the journal: nothing depends on it and it is not synced.
 */
@NullMarked
package org.lastgasp.recording;

import org.jspecify.annotations.NullMarked;
