/**
 * Calls over HTTP/1.1 to other systems: the DSP, the receivers of Service Users, a webhook.
 *
 * <p>A call is made once: it is never repeated, no redirect is followed, no cookie is kept, nothing
 * is unpacked, and it ends in its time whatever the other side does. What came back is given as it
 * came.
 */
@NullMarked
package org.lastgasp.client;

import org.jspecify.annotations.NullMarked;
