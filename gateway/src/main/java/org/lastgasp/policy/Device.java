package org.lastgasp.policy;

import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;

/**
 * A device as the inventory describes it. A text the inventory leaves out is empty. Immutable.
 *
 * @param type ESME, GSME, GPF, CHF, …
 * @param smetsVersion as written, e.g. {@code SMETS2 V4.2}
 * @param manufacturer as written: real inventories are messy
 * @param hub the Communications Hub Function it is on; the inventory is the authority for this
 * @param mpan the supply point of an ESME
 */
public record Device(
    Eui64 id,
    String type,
    String smetsVersion,
    String manufacturer,
    String model,
    Optional<Eui64> hub,
    Optional<Mpan> mpan,
    String region,
    String postcode,
    String feeder) {

  /**
   * Returns true if it is an electricity meter built to SMETS2, whatever the case it is written in.
   */
  public boolean isSmets2Esme() {
    return type.strip().equalsIgnoreCase("ESME")
        && smetsVersion.strip().regionMatches(true, 0, "SMETS2", 0, "SMETS2".length());
  }
}
