package org.lastgasp.inventory;

/** Whether a list of GUIDs may be empty. */
public enum ShrinkPolicy {
  /** It is refused. */
  GUARDED,
  /** It is taken. */
  FORCED
}
