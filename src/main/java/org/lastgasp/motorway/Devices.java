package org.lastgasp.motorway;

import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Device;

/** What the motorway asks the inventory. Safe for any number of threads. */
public interface Devices {
  /** What is known of a device. */
  Optional<Device> device(Eui64 id);

  /** Whether it is on the list of GUIDs. */
  boolean isListed(Eui64 id);

  /** A number that is another one after each change of either. */
  long version();
}
