/**
 * What things are called: devices, requests, responses, premises and their distributors.
 *
 * <p>Every name is a value that exists only if it is valid; what cannot be read is an empty
 * {@code Optional}, never an exception. Nothing here knows another room.
 */
@NullMarked
package org.lastgasp.id;

import org.jspecify.annotations.NullMarked;
