package org.lastgasp.worker;

import java.time.Instant;
import java.util.List;

/**
 * The status of a cluster, as one of its nodes sees it.
 *
 * @param waiting messages that no judge has decided yet
 * @param mirrorLag seconds by which this node's journal is behind
 * @param processing seconds that its judge takes for a message, on average; 0 without one
 * @param restoring records that its judge has to read before it decides what it was given
 * @param standbyLag records by which its copies of other judges' states are behind
 * @param rebalances how often its judge was given other partitions since the start
 */
public record ClusterStatus(
    List<Node> nodes,
    long waiting,
    double mirrorLag,
    double processing,
    long restoring,
    long standbyLag,
    long rebalances) {
  public ClusterStatus {
    nodes = List.copyOf(nodes);
  }

  /**
   * A node that was heard of lately.
   *
   * @param leads the roles in which it acts for all
   * @param behind seconds by which its journal is behind
   * @param degraded the reasons for which it is
   */
  public record Node(
      String name,
      List<String> roles,
      List<String> leads,
      double behind,
      List<String> degraded,
      Instant seen) {
    public Node {
      degraded = List.copyOf(degraded);
      roles = List.copyOf(roles);
      leads = List.copyOf(leads);
    }
  }
}
