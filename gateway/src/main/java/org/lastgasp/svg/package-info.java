/**
 * The drawing of pictures as SVG, for documents and for pages.
 *
 * <p>Pure: lines, areas and words in, text out. Every word is escaped.
 */
@NullMarked
package org.lastgasp.svg;

import org.jspecify.annotations.NullMarked;
