/**
 * The command {@code demo}, the list of the lab's commands, and the run that records the start-up
 * cache.
 *
 * <p>The gateway does not know this module; it finds the commands through {@link
 * org.lastgasp.cli.CommandProvider}. Each lies in the room whose work it does and keeps to the
 * rules of {@code cli} for output, options and exit codes.
 */
@NullMarked
package org.lastgasp.lab;

import org.jspecify.annotations.NullMarked;
