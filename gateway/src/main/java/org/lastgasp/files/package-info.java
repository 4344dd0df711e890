/**
 * The handling of plain files that all rooms share: durable writes, digests, keys, disk errors in
 * words.
 *
 * <p>A disk that fails is an {@code IOException}; the caller says what it tried on what.
 */
@NullMarked
package org.lastgasp.files;

import org.jspecify.annotations.NullMarked;
