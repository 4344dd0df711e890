package org.lastgasp.motorway;

import org.lastgasp.inventory.View;

/** What the motorway asks the inventory. Safe for any number of threads; never throws. */
public interface Devices extends View {
  /** A number that is another one after each change of inventory or list. */
  long version();
}
