package org.lastgasp.app;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.lastgasp.motorway.CommandHandler;
import org.lastgasp.sqlite.TableReplica;
import org.lastgasp.worker.ClusterStatus;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.Worker;

/** A running runtime in which commands are decided elsewhere. Safe for any number of threads. */
public interface GatewayRuntime extends Worker {
  /** The handler of commands. */
  CommandHandler handler();

  /**
   * Has a worker started once this node acts for all, as one of them does: who delivers, sends
   * reports, calls others. It is closed with the gateway.
   *
   * @param role of the nodes among which it is chosen
   * @param state that the nodes share, so that another one can go on
   */
  Worker led(NodeRole role, Worker worker, SharedState state);

  /**
   * The time up to which the local journal has all that was received, so that something follows
   * from what is not in it; {@link Instant#MAX} on one machine, which records before it
   * acknowledges.
   */
  default Instant recordedUpTo() {
    return Instant.MAX;
  }

  /** False while another node is known to have a newer list, or it is not known yet. */
  default boolean hasNewestLists() {
    return true;
  }

  /** The status of the cluster; empty on one machine. */
  default Optional<ClusterStatus> status() {
    return Optional.empty();
  }

  /** Sets the source of this node's issues, which are shared with the other nodes. */
  default void tell(Supplier<List<HealthIssue>> issues) {}

  /** Sets the source of the lists in force, which are compared with those of other nodes. */
  default void compare(Supplier<List<ListVersion>> lists) {}

  /**
   * The version of a list in force.
   *
   * @param what the list is of
   */
  record ListVersion(String what, String sha256, Instant imported) {}

  /**
   * A state that every node has which may act for all one day.
   *
   * @param tables where it is
   * @param ready whether this node has all that the tables speak of
   * @param takeUp goes on from the tables as another node left them, before the worker is started
   * @param whenNeeded is given what writes the tables for the others at once
   * @param settle ends what is under way, so that the tables can be left to another node
   */
  record SharedState(
      List<TableReplica> tables,
      BooleanSupplier ready,
      Runnable takeUp,
      Consumer<Runnable> whenNeeded,
      Runnable settle) {
    public SharedState {
      tables = List.copyOf(tables);
    }
  }
}
