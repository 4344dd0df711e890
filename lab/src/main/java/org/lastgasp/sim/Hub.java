package org.lastgasp.sim;

import java.util.List;
import org.lastgasp.id.Eui64;

/**
 * A communications hub and the meters on it.
 *
 * @param meters none of them electric if the hub sits on a hot shoe; two electric ones are possible
 * @param mpxn what its alerts name
 * @param operator the network operator its alerts are for
 */
public record Hub(
    Eui64 id,
    Region region,
    String feeder,
    String postcode,
    List<Meter> meters,
    String mpxn,
    Eui64 operator) {
  public Hub {
    meters = List.copyOf(meters);
  }
}
