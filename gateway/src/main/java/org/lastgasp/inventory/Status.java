package org.lastgasp.inventory;

/** The state of the inventory: the devices and the list of GUIDs. */
public record Status(DatasetStatus devices, DatasetStatus guids) {

  /** Returns true if both are there; else nothing can be tracked. */
  boolean isUsable() {
    return devices instanceof DatasetStatus.InForce && guids instanceof DatasetStatus.InForce;
  }
}
