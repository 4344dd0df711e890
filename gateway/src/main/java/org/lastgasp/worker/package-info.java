/**
 * What runs on a thread of its own: one loop with backoff, wake and fault text, and one list of
 * workers that the wiring, health and retention walk.
 *
 * <p>An exception ends no worker: it is a fault that the log and health show, and the step is tried
 * again. Only a stop ends the loop, after the step that is under way.
 */
@NullMarked
package org.lastgasp.worker;

import org.jspecify.annotations.NullMarked;
