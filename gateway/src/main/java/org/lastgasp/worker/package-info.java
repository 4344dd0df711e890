/**
 * The workers: one loop with backoff, wake and fault text for what runs on a thread of its own.
 * Wiring, health and retention walk one list of them.
 *
 * <p>An exception ends no worker: it is a fault that the log and health show, and the step is tried
 * again. Only a stop ends the loop, after the step that is under way.
 */
@NullMarked
package org.lastgasp.worker;

import org.jspecify.annotations.NullMarked;
