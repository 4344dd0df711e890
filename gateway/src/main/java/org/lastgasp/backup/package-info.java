/**
 * The backup and restore of a whole data folder, and the check that its files belong together.
 *
 * <p>A backup is complete, with the digest of each file, or does not exist. The files of readers
 * are copied before the journal, so none is ahead of it. What is left out is named. Failures are
 * {@code BackupFailed}, with what to do.
 */
@NullMarked
package org.lastgasp.backup;

import org.jspecify.annotations.NullMarked;
import org.lastgasp.backup.Backup.BackupFailed;

