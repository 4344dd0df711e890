/**
 * How fast and how small it is: parts side by side with a peer, and the whole over HTTP.
 *
 * <p>A build of its own, of which nothing is shipped. Every figure says the load of the machine it
 * was measured on.
 */
@NullMarked
package org.lastgasp.bench;

import org.jspecify.annotations.NullMarked;
