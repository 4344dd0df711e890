package org.lastgasp.api;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.lastgasp.access.Authenticator;
import org.lastgasp.access.ListTrust;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.delivery.Delivery;
import org.lastgasp.hindsight.Hindsight;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.journal.Journal;
import org.lastgasp.log.SuppressionLog;
import org.lastgasp.motorway.Counters;
import org.lastgasp.motorway.Northbound;
import org.lastgasp.motorway.OperatorCommands;
import org.lastgasp.motorway.RuntimeSettings;
import org.lastgasp.motorway.Southbound;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.recording.Recorder;
import org.lastgasp.report.ReconciliationService;
import org.lastgasp.report.ReportServer;
import org.lastgasp.tls.TlsMaterial;
import org.lastgasp.worker.StandingIssues;

/**
 * The services that the admin routes use.
 *
 * @param maxMessage the largest message accepted, in bytes; may change at run time
 * @param degraded the current health issues
 * @param awaited what the gateway waits for before it is ready; empty once it is ready
 * @param state what happens to an AD1 that arrives now
 * @param reload reads the configuration again
 * @param guidsTrust the trust by which lists of GUIDs are accepted
 * @param authenticator identifies the sender of a request
 * @param expiries when each file of TLS material ends
 * @param ecdsa the provider that verifies signatures
 * @param operating the figures of the disk, the last reload and the cluster
 * @param config the configuration in force
 * @param integrity the results of the checks of the gateway's own records
 * @param started when the gateway was started
 */
public record AdminServices(
    Northbound northbound,
    Southbound southbound,
    OperatorCommands controls,
    Supplier<TrackingState> tracking,
    Counters counters,
    Journal journal,
    Inventory inventory,
    Delivery delivery,
    SuppressionLog log,
    AuditQueries queries,
    Hindsight hindsight,
    ReportServer reports,
    ReconciliationService books,
    Recorder recorder,
    Supplier<RuntimeSettings> rules,
    InstantSource clock,
    LongSupplier maxMessage,
    Supplier<List<StandingIssues.Issue>> degraded,
    Supplier<Optional<String>> awaited,
    Supplier<GatewayState> state,
    Supplier<ReloadResult> reload,
    Supplier<ListTrust> guidsTrust,
    Authenticator authenticator,
    Supplier<List<TlsMaterial.Expiry>> expiries,
    Supplier<String> ecdsa,
    Supplier<OperatingFigures> operating,
    Supplier<ConfigResponse> config,
    Supplier<IntegrityResponse> integrity,
    Instant started,
    String version) {

  /** The inputs that decide which hubs are blind at an instant. */
  BlindResponse.Now blindAt(Instant at) {
    return new BlindResponse.Now(tracked(), rules.get().policy(), inventory, at);
  }

  /** The tracking state at this moment. */
  TrackingState tracked() {
    return tracking.get();
  }

  /** The result of reading the configuration again. */
  public sealed interface ReloadResult {
    /** The configuration was refused for these faults, at least one; nothing changed. */
    record Refused(List<String> faults) implements ReloadResult {}

    /** The configuration is in force; for each list that was not replaced, the reason. */
    record Taken(List<String> keptLists) implements ReloadResult {}
  }
}
