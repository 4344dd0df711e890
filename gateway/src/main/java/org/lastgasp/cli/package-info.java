/**
 * The commands of {@code lastgasp} that a person or a script runs.
 *
 * <p>Results go to standard output, as a table or JSON; everything else to standard error. Exit
 * codes: 0 done, 1 failed, 64 wrong use, 78 wrong configuration. A failure says what was tried and
 * what to do next, without a stack trace. No other room of the gateway uses this one.
 */
@NullMarked
package org.lastgasp.cli;

import org.jspecify.annotations.NullMarked;
