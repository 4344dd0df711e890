package org.lastgasp.api;

import java.util.List;

/** The result of reading the configuration again. */
public sealed interface ReloadResult {
  /** It was refused for these faults, never none: nothing changed. */
  record Refused(List<String> faults) implements ReloadResult {}

  /** It is in force; a list that was refused or waits leaves the one before in force, and why. */
  record Taken(List<String> keptLists) implements ReloadResult {}
}
