/**
 * The access to SQLite files that all stores share: open, check, migrate, query.
 *
 * <p>A {@link Database} opens a file by its {@link Schema}: it checks format, tables and, if the
 * file is small, every page, and makes or migrates the tables. Work is done in a {@link Session};
 * a change is one transaction. A file that is of no use is renamed ({@link BrokenFile}).
 *
 * <p>Whatever fails is a {@link StoreUnavailable}: it says what was tried on which file.
 */
@NullMarked
package org.lastgasp.sqlite;

import org.jspecify.annotations.NullMarked;
