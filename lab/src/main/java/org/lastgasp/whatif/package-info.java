/**
 * The engine that runs the gateway's decision over recorded days or simulated days.
 *
 * <p>It holds no rules: it asks the same policy as the gateway, under one or several settings. It
 * is offline and runs on the clock of the recording or of the simulation. The same input gives the
 * same bytes for any number of threads.
 */
@NullMarked
package org.lastgasp.whatif;

import org.jspecify.annotations.NullMarked;
