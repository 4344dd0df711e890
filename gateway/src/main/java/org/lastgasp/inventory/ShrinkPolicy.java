package org.lastgasp.inventory;

/** The rule that says whether a list of GUIDs may be empty. */
public enum ShrinkPolicy {
  /** It is refused. */
  GUARDED,
  /** It is taken. */
  FORCED
}
