/**
 * The reader of the GBCS payloads that DUIS messages carry: activations, outcomes, supply
 * restored.
 *
 * <p>DER and DLMS are parsed, never cut at fixed offsets. A payload that is truncated, too long or
 * contradictory becomes a {@code Payload.Unreadable} with the cause. The layouts were decoded from
 * published test vectors. Signatures and MACs are separated, not verified.
 */
@NullMarked
package org.lastgasp.gbcs;

import org.jspecify.annotations.NullMarked;
