package org.lastgasp.sim;

import java.util.List;
import java.util.Locale;
import org.lastgasp.id.Eui64;

/**
 * A communications hub and the meters on it.
 *
 * @param distributor whose network it is on
 * @param meters none of them electric if the hub sits on a hot shoe; two electric ones are possible
 * @param mpxn what its alerts name
 */
public record Hub(Eui64 id, int distributor, String feeder, List<Meter> meters, String mpxn) {
  public Hub {
    meters = List.copyOf(meters);
  }

  /** The same hub with no more than so many meters. */
  Hub withMeters(int most) {
    return new Hub(id, distributor, feeder, meters.subList(0, Math.min(most, meters.size())), mpxn);
  }

  /** The CSP's region. */
  Region region() {
    return Region.of(distributor);
  }

  String postcode() {
    return String.format(Locale.ROOT, "ZZ%d %dZZ", distributor, id.value() % 10);
  }

  /** The network operator its alerts are for: an independent network's are for nobody's own. */
  public Eui64 operator() {
    boolean electric = mpxn.length() == 13;
    int network = electric ? Integer.parseInt(mpxn.substring(0, 2)) : distributor;
    return ServiceUser.operatorOf(network).id();
  }
}
