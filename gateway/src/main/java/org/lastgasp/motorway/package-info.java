/**
 * The message path that alone orders deciding, recording, relaying and acknowledging.
 *
 * <p><i>Motorway</i> is the impact assessment's word for the path between the DSP and its Service
 * Users. Southbound, a firmware activation is recorded before it is relayed, and its answer before
 * it is returned. Northbound, a message is decided and durable before it is acknowledged. If the
 * journal cannot be written, nothing is suppressed: alerts go straight to their receivers, other
 * messages and activations get 503, every other request is relayed.
 */
@NullMarked
package org.lastgasp.motorway;

import org.jspecify.annotations.NullMarked;
