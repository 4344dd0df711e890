/**
 * The identifiers that messages carry: devices, requests, responses, premises and distributors.
 *
 * <p>An identifier that exists is valid. Text that cannot be read gives an empty {@code Optional},
 * never an exception. This room uses no other room.
 */
@NullMarked
package org.lastgasp.id;

import org.jspecify.annotations.NullMarked;
