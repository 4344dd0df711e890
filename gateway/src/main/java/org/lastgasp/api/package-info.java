/**
 * The JSON API for operators: routes, response records, state sentence, health, metrics.
 *
 * <p>A route whose store cannot be read answers 503 and names the store; the others go on.
 */
@NullMarked
package org.lastgasp.api;

import org.jspecify.annotations.NullMarked;
