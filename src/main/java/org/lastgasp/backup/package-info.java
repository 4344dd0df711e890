/**
 * Copies of a whole data folder, and what is made of one: a backup of a gateway that may be
 * running, the restoring of it, and the check at start that the files of a folder belong together.
 *
 * <p>A backup is there as a whole, with the digest of each file, or not at all. The files of
 * readers are copied before the journal, so that none is ahead of it. Nothing that lies in the data
 * folder is left out without being named. Failure mode: {@link BackupFailed}, with what to do.
 */
@NullMarked
package org.lastgasp.backup;

import org.jspecify.annotations.NullMarked;
