/**
 * The log lines on standard error: one line an event, its name first, then pairs of key and value.
 *
 * <p>A value is quoted in one place, so none can forge a field or a line. Nothing is logged in
 * {@code duis}, {@code gbcs} and {@code policy}; no payloads, no key material anywhere.
 */
@NullMarked
package org.lastgasp.logging;

import org.jspecify.annotations.NullMarked;
