/**
 * The TLS material of the gateway: keys, certificates, trusted authorities, lists of revoked ones.
 *
 * <p>Everything comes from PEM files that the operator names. A file that cannot be used is a fault
 * with its name, what was found and what to do; all faults come back at once. What was read is
 * immutable: a reload reads new material, and the old one stays in force if that has a fault.
 */
@NullMarked
package org.lastgasp.tls;

import org.jspecify.annotations.NullMarked;
