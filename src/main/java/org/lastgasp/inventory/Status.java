package org.lastgasp.inventory;

/** The state of the inventory: the devices and the list of GUIDs. */
public record Status(Holding devices, Holding guids) {

  /** Whether both are there; else nothing can be tracked. */
  public boolean isUsable() {
    return devices instanceof Holding.InForce && guids instanceof Holding.InForce;
  }
}
