package org.lastgasp.inventory;

import java.util.Optional;

/** Rows one after another, ordered by id. To be closed; for one thread. */
interface Rows extends AutoCloseable {
  Optional<Row> next();

  @Override
  void close();
}
