package org.lastgasp.app;

import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.inventory.InventoryUnavailable;
import org.lastgasp.motorway.DeviceLookup;
import org.lastgasp.policy.Device;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inventory as the motorway asks it. If its disk fails a device is unknown: nothing of it is
 * tracked and everything is forwarded, which status and metrics say.
 */
final class FailOpenInventory implements DeviceLookup {
  private static final Logger LOG = LoggerFactory.getLogger(FailOpenInventory.class);

  private final Inventory inventory;
  private volatile Optional<String> fault = Optional.empty();

  FailOpenInventory(Inventory inventory) {
    this.inventory = inventory;
  }

  @Override
  public Optional<Device> device(Eui64 id) {
    try {
      Optional<Device> device = inventory.device(id);
      fault = Optional.empty();
      return device;
    } catch (InventoryUnavailable unavailable) {
      failed(unavailable);
      return Optional.empty();
    }
  }

  @Override
  public boolean isListed(Eui64 id) {
    try {
      return inventory.isListed(id);
    } catch (InventoryUnavailable unavailable) {
      failed(unavailable);
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

  /** Why the last look-up failed, if it did. */
  Optional<String> fault() {
    return fault;
  }

  private void failed(InventoryUnavailable unavailable) {
    boolean first = fault.isEmpty();
    fault = Optional.of(String.valueOf(unavailable));
    if (first) {
      LOG.error("event=inventory-not-read action=check-its-disk", unavailable);
    }
  }
}
