package org.lastgasp.motorway;

import org.lastgasp.inventory.InventoryLookup;

/** A lookup of devices in the inventory. Safe for any number of threads; never throws. */
public interface DeviceLookup extends InventoryLookup {
  /** The same, but a look-up throws if the disk fails: for who must not take that for no. */
  default InventoryLookup exact() {
    return this;
  }

  /** A number that is another one after each change of inventory or list. */
  long version();
}
