/**
 * The wiring that builds a gateway from its rooms, starts it and stops it.
 *
 * <p>Only this room and the commands read the machine's clock. A start fails, with what was tried
 * on what, if for example a folder is in use or an address is taken. What the gateway can live
 * without, for example a missing list, is shown as degraded.
 */
@NullMarked
package org.lastgasp.app;

import org.jspecify.annotations.NullMarked;
