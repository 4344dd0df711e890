/**
 * The report server that builds reports from the suppression log, transfers them, and reconciles.
 *
 * <p>Every period gives one report, sent to every target in order until it is taken. The limits of
 * a period are recorded before its file is built, so after a crash the same bytes come again. A
 * target that is down delays only itself. A damaged log stops the reports in front of the damage
 * and nothing else. No report is sent twice or overwrites another file.
 */
@NullMarked
package org.lastgasp.report;

import org.jspecify.annotations.NullMarked;
