package org.lastgasp.inventory;

import java.util.Optional;
import java.util.OptionalLong;

/** One stored file, open for reading, or the fact that there is none to read. */
interface StoredTable extends AutoCloseable {

  /** The status of the table. */
  DatasetStatus holding();

  /** The record kept under this id. Safe for any number of threads. */
  Optional<byte[]> find(long id);

  /**
   * The number of hubs in an area or in the scope of an order; empty if the file does not tell. For
   * any number of threads.
   *
   * @param place as {@link org.lastgasp.policy.Area} or {@link
   *     org.lastgasp.policy.StormOrder.Scope} prints itself
   */
  OptionalLong hubs(String place);

  /** All rows, ordered by id. */
  Rows rows();

  @Override
  void close();

  /** A shelf with nothing on it. */
  record EmptyTable(DatasetStatus holding) implements StoredTable {
    @Override
    public Optional<byte[]> find(long id) {
      return Optional.empty();
    }

    @Override
    public OptionalLong hubs(String place) {
      return OptionalLong.empty();
    }

    @Override
    public Rows rows() {
      return new Rows() {
        @Override
        public Optional<Row> next() {
          return Optional.empty();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }
}
