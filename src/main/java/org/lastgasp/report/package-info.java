/**
 * The report server: from the suppression log to the network operators.
 *
 * <p>For each period it makes a report of the log's records, header, rows and footer, and hands it
 * to every target, in order, for as long as that takes. What a period holds is recorded before its
 * file is built, so after a crash the same bytes come again, or none. A target that is down holds
 * up nobody but itself; a log that is broken stops the reports in front of the break, and nothing
 * else. Nothing leaves under another name, nothing is sent twice, no file is replaced.
 */
@NullMarked
package org.lastgasp.report;

import org.jspecify.annotations.NullMarked;
