package org.lastgasp.inventory;

import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Device;

/** An inventory without a device, for tests. */
public record NoDevices() implements InventoryLookup {
  @Override
  public Optional<Device> device(Eui64 id) {
    return Optional.empty();
  }

  @Override
  public boolean isListed(Eui64 id) {
    return false;
  }
}
