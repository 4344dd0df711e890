package org.lastgasp.delivery;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The store in a file keeps the contract. */
class SqliteProgressStoreTest implements DeliveryProgressContract {
  @TempDir Path folder;

  @Override
  public DeliveryProgressStore open() {
    return SqliteProgressStore.open(folder);
  }
}
