package org.lastgasp.inventory;

/** The rule for devices that are not in the imported file. */
public enum ImportMode {
  /** They stay as they are. */
  ADD_AND_UPDATE,
  /** They are removed. */
  REPLACE
}
