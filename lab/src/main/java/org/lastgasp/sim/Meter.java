package org.lastgasp.sim;

import java.util.Locale;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;

/**
 * A meter, as the inventory knows it, and its fault, as only the world does.
 *
 * @param type ESME or GSME
 * @param version e.g. {@code SMETS2 v4.2}
 * @param listed whether it is on the list of GUIDs
 * @param faulty whether it cuts its hub's supply in an activation
 */
public record Meter(
    Eui64 id,
    String type,
    String version,
    String manufacturer,
    String model,
    Optional<Mpan> mpan,
    boolean listed,
    boolean faulty) {

  /** Returns why an activation of it is not tracked, in the world's own words; empty if it is. */
  Optional<String> untracked() {
    if (!type.equals("ESME")) {
      return Optional.of("a gas meter");
    }
    if (!version.toUpperCase(Locale.ROOT).startsWith("SMETS2")) {
      return Optional.of("a SMETS1 meter");
    }
    String maker = manufacturer.strip().toLowerCase(Locale.ROOT);
    if (!maker.equals("landis+gyr") && !maker.equals("1063")) {
      return Optional.of("another manufacturer");
    }
    return listed ? Optional.empty() : Optional.of("meter not on the list");
  }
}
