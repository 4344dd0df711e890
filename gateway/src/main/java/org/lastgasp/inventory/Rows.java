package org.lastgasp.inventory;

import java.util.Optional;

/** A sequence of rows, ordered by id. To be closed; for one thread. */
interface Rows extends AutoCloseable {
  Optional<Row> next();

  @Override
  void close();
}
