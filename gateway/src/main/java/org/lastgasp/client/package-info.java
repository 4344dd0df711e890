/**
 * The HTTP client that calls the DSP, the receivers of Service Users and the webhook.
 *
 * <p>A call is sent once and ends within its timeout, whatever the other side does. It is never
 * repeated; redirects, cookies and content encodings are not followed or unpacked. The answer is
 * returned as it came.
 */
@NullMarked
package org.lastgasp.client;

import org.jspecify.annotations.NullMarked;
