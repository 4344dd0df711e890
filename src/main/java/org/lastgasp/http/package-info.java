/**
 * The doors: the DUIS listener, the JSON interface for operators, the status page, health and
 * metrics.
 *
 * <p>Bad input gets an answer that names the fault: problem documents (RFC 9457) throughout. A
 * message is acknowledged only after the motorway has settled it. Nothing here judges.
 */
@NullMarked
package org.lastgasp.http;

import org.jspecify.annotations.NullMarked;
