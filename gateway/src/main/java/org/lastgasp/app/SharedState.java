package org.lastgasp.app;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.lastgasp.sqlite.TableReplica;

/**
 * A state that every node has which may act for all one day.
 *
 * @param tables where it is
 * @param ready whether this node has all that the tables speak of
 * @param takeUp goes on from the tables as another node left them, before the worker is started
 * @param whenNeeded is given what writes the tables for the others at once
 * @param settle ends what is under way, so that the tables can be left to another node
 */
public record SharedState(
    List<TableReplica> tables,
    BooleanSupplier ready,
    Runnable takeUp,
    Consumer<Runnable> whenNeeded,
    Runnable settle) {
  public SharedState {
    tables = List.copyOf(tables);
  }
}
