package org.lastgasp.delivery;

/** The store in memory keeps the contract. */
class MemoryProgressStoreTest implements DeliveryProgressContract {
  @Override
  public DeliveryProgressStore open() {
    return new MemoryProgressStore();
  }
}
