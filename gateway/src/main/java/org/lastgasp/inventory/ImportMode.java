package org.lastgasp.inventory;

/** What an import does with the devices that are not in the file. */
public enum ImportMode {
  /** They stay as they are. */
  ADD_AND_UPDATE,
  /** They are removed. */
  REPLACE
}
