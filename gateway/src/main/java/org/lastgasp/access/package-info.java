/**
 * The access control of the admin listener: identities, roles, tokens, sessions.
 *
 * <p>An identity is proven by a token, a certificate, a session or a trusted proxy, never by what a
 * request says. In doubt nobody is known, and what changes something is refused.
 */
@NullMarked
package org.lastgasp.access;

import org.jspecify.annotations.NullMarked;
