/**
 * The acceptance cases that are run against a gateway, and the pack of evidence they leave.
 *
 * <p>A case is a list of moments. One thread runs the moments of all cases in the order of their
 * time, so that a window is waited for once. A step that differs from what is expected fails its
 * case; the other cases go on. What a gateway does not answer is a failed step with the fault in
 * words. The gateway is asked through its API, its log and its reports are read as files.
 */
@NullMarked
package org.lastgasp.acceptance;

import org.jspecify.annotations.NullMarked;
