/**
 * Plain files, as every room uses them: written so that a power loss leaves the old or the new,
 * digests, lines, comma-separated values, what the disk said in words.
 *
 * <p>A disk that fails is an {@code IOException}; the caller says what it tried on what.
 */
@NullMarked
package org.lastgasp.files;

import org.jspecify.annotations.NullMarked;
