/**
 * The HTTP server: listeners, limits, filters, routing, problem documents, DUIS routes.
 *
 * <p>Bad input gets a problem document (RFC 9457) that names the fault. A message is acknowledged
 * only after the motorway has recorded it. Nothing is decided here.
 */
@NullMarked
package org.lastgasp.server;

import org.jspecify.annotations.NullMarked;
