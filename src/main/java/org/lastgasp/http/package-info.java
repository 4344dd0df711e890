/**
 * The HTTP servers: DUIS listener, JSON API, console, health and metrics.
 *
 * <p>Bad input gets a problem document (RFC 9457) that names the fault. A message is acknowledged
 * only after the motorway has recorded it. Nothing is decided here.
 */
@NullMarked
package org.lastgasp.http;

import org.jspecify.annotations.NullMarked;
