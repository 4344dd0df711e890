/**
 * The benchmarks of parts beside a peer, and of the whole gateway over HTTP.
 *
 * <p>A build of its own; nothing of it is shipped. Every figure states the load of its machine.
 */
@NullMarked
package org.lastgasp.bench;

import org.jspecify.annotations.NullMarked;
