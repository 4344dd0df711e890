package org.lastgasp.inventory;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Area;
import org.lastgasp.policy.Device;

/**
 * A lookup of devices: in force, as {@link Inventory}, or about to be, as {@link Prepared}. Safe
 * for any number of threads. A look-up throws a {@link org.lastgasp.sqlite.StoreUnavailable} if the
 * disk fails.
 */
public interface InventoryLookup {

  /** The device of this name, if the inventory has it. */
  Optional<Device> device(Eui64 id);

  /**
   * Returns true if devices and list are both there to be asked. If not, that something is unknown
   * or not listed says nothing of it: a window that runs is not ended for it.
   */
  default boolean isWhole() {
    return true;
  }

  /**
   * The number of hubs of electricity meters in a distributor's area, with those whose distributor
   * the inventory does not tell; empty if nobody counted them, as in an import that waits.
   */
  default OptionalLong hubs(Area area, OptionalInt distributor) {
    return OptionalLong.empty();
  }

  /** Returns true if it is on the list of GUIDs. */
  boolean isListed(Eui64 id);
}
