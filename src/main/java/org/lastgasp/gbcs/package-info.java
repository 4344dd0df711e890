/**
 * The payloads inside: what a meter is told to do and what it says became of it, in the bytes of
 * the Great Britain Companion Specification.
 *
 * <p>DER and DLMS are parsed, never sliced at fixed offsets. A payload that is cut, over-long or
 * contradicts itself is a {@code Payload.Unreadable} that says what is wrong with it. Layouts were
 * decoded from published test vectors. Signatures and MACs are kept apart, not verified.
 */
@NullMarked
package org.lastgasp.gbcs;

import org.jspecify.annotations.NullMarked;
