package org.lastgasp.app;

import java.util.List;
import java.util.Optional;
import org.lastgasp.files.ErrorText;
import org.lastgasp.id.Eui64;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.logging.EventLog;
import org.lastgasp.motorway.DeviceLookup;
import org.lastgasp.policy.Device;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.HealthIssue;

/**
 * The inventory for the motorway that fails open: if its disk fails, a device is unknown, so it is
 * not tracked and its alerts are forwarded, which status and metrics say.
 */
final class FailOpenInventory implements DeviceLookup {
  private static final EventLog LOG = EventLog.of(FailOpenInventory.class);

  private final Inventory inventory;
  private final ActiveFault fault = ActiveFault.error(LOG, "inventory-not-read");

  FailOpenInventory(Inventory inventory) {
    this.inventory = inventory;
  }

  @Override
  public Optional<Device> device(Eui64 id) {
    try {
      Optional<Device> device = inventory.device(id);
      fault.over();
      return device;
    } catch (StoreUnavailable unavailable) {
      fault.began(ErrorText.of(unavailable));
      return Optional.empty();
    }
  }

  @Override
  public boolean isListed(Eui64 id) {
    try {
      return inventory.isListed(id);
    } catch (StoreUnavailable unavailable) {
      fault.began(ErrorText.of(unavailable));
      return false;
    }
  }

  @Override
  public boolean isWhole() {
    return inventory.isWhole();
  }

  @Override
  public InventoryLookup exact() {
    return inventory;
  }

  @Override
  public long version() {
    return inventory.version();
  }

  /** The reason the last look-up failed, if it did. */
  List<HealthIssue> issues() {
    return fault.issues();
  }
}
