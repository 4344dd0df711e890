/**
 * The wiring: a gateway is made of its rooms, started and stopped here.
 *
 * <p>The only room, besides the verbs, that reads the machine's clock. What can fail at the start,
 * a folder in use, an address taken, fails with what was tried on what; what can be lived without,
 * a missing list, is a degradation that status and metrics name.
 */
@NullMarked
package org.lastgasp.app;

import org.jspecify.annotations.NullMarked;
