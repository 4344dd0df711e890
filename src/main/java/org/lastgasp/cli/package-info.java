/**
 * The verbs of {@code lastgasp}: what a person at a shell, or a script, says to a gateway.
 *
 * <p>Results go to standard output, as an aligned table or as JSON; everything said about them goes
 * to standard error. The exit code is 0 if it was done, 1 if it failed, 64 if the words were wrong,
 * 78 if the configuration is. A failure says what was tried and what to do next, without a trace.
 * Nobody imports this room.
 */
@NullMarked
package org.lastgasp.cli;

import org.jspecify.annotations.NullMarked;
