package org.lastgasp.inventory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A collector of findings: keeps the first, counts all. For one thread. */
final class FaultCollector {
  private final List<Findings.Fault> first = new ArrayList<>();
  private long total;

  void note(long line, String text) {
    if (first.size() < Findings.LISTED) {
      first.add(new Findings.Fault(line, text));
    }
    total++;
  }

  boolean isEmpty() {
    return total == 0;
  }

  Findings findings() {
    return new Findings(
        first.stream().sorted(Comparator.comparingLong(Findings.Fault::line)).toList(), total);
  }
}
