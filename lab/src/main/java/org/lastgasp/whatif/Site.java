package org.lastgasp.whatif;

import java.util.ArrayList;
import java.util.List;
import org.lastgasp.sim.Hub;
import org.lastgasp.sim.SupplyInterruption;

/** A hub, the outages of its network, and the interruptions that its meters make. */
record Site(Hub hub, List<SupplyInterruption> outages, List<SupplyInterruption> cuts) {

  /** A site whose meters have not interrupted anything. */
  Site(Hub hub, List<SupplyInterruption> outages) {
    this(hub, outages, new ArrayList<>(2));
  }

  /** Every loss of supply, whatever its cause. */
  List<SupplyInterruption> losses() {
    List<SupplyInterruption> all = new ArrayList<>(outages);
    all.addAll(cuts);
    return all;
  }
}
