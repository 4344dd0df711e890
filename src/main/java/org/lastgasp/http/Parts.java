package org.lastgasp.http;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.lastgasp.delivery.Delivery;
import org.lastgasp.hindsight.Hindsight;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.journal.Journal;
import org.lastgasp.log.SuppressionLog;
import org.lastgasp.motorway.Controls;
import org.lastgasp.motorway.Northbound;
import org.lastgasp.motorway.Rules;
import org.lastgasp.motorway.Southbound;
import org.lastgasp.motorway.Tally;
import org.lastgasp.motorway.Tracker;
import org.lastgasp.recording.Recorder;
import org.lastgasp.report.Books;
import org.lastgasp.report.ReportServer;
import org.lastgasp.story.Chronicle;

/**
 * What the doors open onto.
 *
 * @param maxMessage the largest message taken, in bytes; may change at run time
 * @param degraded what works less well than it should, right now
 * @param awaited what has to come before the gateway calls itself ready; empty once it has
 * @param state what happens to an AD1 that arrives now
 * @param reload reads the configuration again; gives its faults, none if it is in force
 * @param token what a caller of the JSON interface has to show; empty if nothing
 * @param started when the gateway was started
 */
public record Parts(
    Northbound northbound,
    Southbound southbound,
    Controls controls,
    Tracker tracker,
    Tally tally,
    Journal journal,
    Inventory inventory,
    Delivery delivery,
    SuppressionLog log,
    Chronicle chronicle,
    Hindsight hindsight,
    ReportServer reports,
    Books books,
    Recorder recorder,
    Supplier<Rules> rules,
    InstantSource clock,
    LongSupplier maxMessage,
    Supplier<List<Degradation>> degraded,
    Supplier<Optional<String>> awaited,
    Supplier<GatewayState> state,
    Supplier<List<String>> reload,
    Optional<String> token,
    Instant started,
    String version) {}
