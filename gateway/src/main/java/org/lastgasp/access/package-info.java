/**
 * The access control: identities, roles, tokens, sessions, and the signatures of Service Users'
 * requests.
 *
 * <p>An identity is proven by a token, a certificate, a session, a trusted proxy or a signature,
 * never by what a request says. In doubt nobody is known, and what changes something is refused.
 */
@NullMarked
package org.lastgasp.access;

import org.jspecify.annotations.NullMarked;
