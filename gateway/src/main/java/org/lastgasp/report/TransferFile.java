package org.lastgasp.report;

import java.nio.file.Path;

/**
 * A file to be sent. Immutable; so is the file.
 *
 * @param name the file's name at the target
 * @param kind the kind of report: {@code log}, …
 * @param scope the scope: {@code consolidated}, a distributor id, or {@code unknown}
 * @param file where its bytes are
 * @param length in bytes
 * @param sha256 of its bytes, 64 lower-case hexadecimal digits
 */
record TransferFile(
    String name, String kind, String scope, Path file, long length, String sha256) {}
