package org.lastgasp.inventory;

/** Whether a list of GUIDs may be empty, or more than a fifth shorter than the one in force. */
public enum Shrinking {
  /** It is refused. */
  GUARDED,
  /** It is taken. */
  FORCED
}
