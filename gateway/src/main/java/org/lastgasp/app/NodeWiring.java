package org.lastgasp.app;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lastgasp.delivery.Delivery;
import org.lastgasp.hindsight.WebhookSender;
import org.lastgasp.inventory.DatasetStatus;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.notification.Notifier;
import org.lastgasp.report.ReportServer;
import org.lastgasp.sqlite.TableReplica;
import org.lastgasp.worker.Worker;
import org.lastgasp.worker.Workers;

/** The wiring of what only some nodes do, or one of them for all; one machine does all of it. */
record NodeWiring(GatewayRuntime runtime, Workers workers, Gateway.Options options) {

  /** The time up to which the journal has all that was received. */
  Instant recordedUpTo() {
    return runtime.recordedUpTo();
  }

  /** A clock for what follows from a silence: it stands still while the journal lacks something. */
  InstantSource recorded(InstantSource clock) {
    return () -> {
      Instant now = clock.instant();
      Instant recorded = runtime.recordedUpTo();
      return recorded.isBefore(now) ? recorded : now;
    };
  }

  /** Of those who read the journal, the ones that are for nodes with records. */
  <W extends Worker> W recording(W worker) {
    var unused =
        workers.add(
            options.roles().contains(NodeRole.RECORDS) ? worker : new IdleWorker(worker));
    return worker;
  }

  /** Lets one node build and send reports. */
  ReportServer led(ReportServer reports) {
    List<TableReplica> tables =
        options.provider().isPresent() ? List.of(reports.replica()) : List.of();
    GatewayRuntime.SharedState state =
        new GatewayRuntime.SharedState(tables, () -> true, () -> {}, reports::share, () -> {});
    var unused = workers.add(runtime.led(NodeRole.RECORDS, reports, state));
    return reports;
  }

  /** Lets one node deliver. */
  Delivery led(Delivery delivery) {
    GatewayRuntime.SharedState state =
        new GatewayRuntime.SharedState(
            delivery.replicas(), delivery::isMirrored, delivery::takeUp, atOnce -> {},
            delivery::settle);
    var unused = workers.add(runtime.led(NodeRole.DELIVER, delivery, state));
    return delivery;
  }

  /** Lets one node call the webhook for suspects. */
  void led(WebhookSender sender) {
    List<TableReplica> tables =
        options.provider().isPresent() ? List.of(sender.replica()) : List.of();
    GatewayRuntime.SharedState state =
        new GatewayRuntime.SharedState(tables, () -> true, sender::takeUp, atOnce -> {}, () -> {});
    var unused = workers.add(runtime.led(NodeRole.RECORDS, sender, state));
  }

  /** Lets one node send the notices. */
  void led(Notifier notifier) {
    GatewayRuntime.SharedState nothing =
        new GatewayRuntime.SharedState(List.of(), () -> true, () -> {}, atOnce -> {}, () -> {});
    var unused = workers.add(runtime.led(NodeRole.RECORDS, notifier, nothing));
  }

  /** The lists are compared with those of other nodes. */
  void compare(Inventory inventory) {
    runtime.compare(
        () ->
            Stream.of(
                    version("inventory", inventory.status().devices()),
                    version("guids", inventory.status().guids()))
                .flatMap(Optional::stream)
                .toList());
  }

  private static Optional<GatewayRuntime.ListVersion> version(String what, DatasetStatus status) {
    return status instanceof DatasetStatus.InForce list
        ? Optional.of(new GatewayRuntime.ListVersion(what, list.sha256(), list.imported()))
        : Optional.empty();
  }
}
