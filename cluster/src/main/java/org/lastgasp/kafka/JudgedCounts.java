package org.lastgasp.kafka;

import org.lastgasp.motorway.Counters;
import org.lastgasp.policy.Event;

/**
 * The counts of what the judge of this node decided, so that the nodes' counts add up. An aborted
 * transaction is counted, and its records again by whoever judges them anew.
 */
record JudgedCounts(Counters counters) {
  void judged(Event event) {
    switch (event) {
      case Event.AlertJudged e -> counters.settled(e);
      case Event.AlertCopied e -> counters.settled(e);
      case Event e -> {}
    }
  }
}
