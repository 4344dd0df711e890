/**
 * The shell: the only place where judge, record, relay and acknowledge are ordered.
 *
 * <p>Southbound a firmware activation is recorded before it is relayed, and its answer before it is
 * returned. Northbound a message is judged and durable before it is acknowledged. If the journal
 * cannot be written nothing is suppressed: alerts are handed straight to their receivers, other
 * messages and activations are refused for now, every other request is relayed.
 */
@NullMarked
package org.lastgasp.motorway;

import org.jspecify.annotations.NullMarked;
