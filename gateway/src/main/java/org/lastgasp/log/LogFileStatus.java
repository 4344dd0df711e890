package org.lastgasp.log;

import java.util.OptionalLong;

/**
 * A file of the log as it lies there. Immutable.
 *
 * @param firstSeq the number of its first record; empty if that cannot be read
 * @param records as the numbers of the first ones of this file and the next say; empty if one of
 *     them cannot be read
 */
public record LogFileStatus(
    LogFile file, OptionalLong firstSeq, OptionalLong records, long bytes) {}
