package org.lastgasp.api;

import java.util.List;

/**
 * The configuration that is in force after a reload.
 *
 * @param keptLists why a list of the configuration did not take the place of the one before, a text
 *     for each; usually none
 */
public record ReloadResponse(String configHash, List<String> keptLists) {
  public ReloadResponse {
    keptLists = List.copyOf(keptLists);
  }
}
