package org.lastgasp.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.lastgasp.delivery.RecipientStatus;
import org.lastgasp.hindsight.HindsightUnavailable;
import org.lastgasp.inventory.DatasetStatus;
import org.lastgasp.motorway.Counters;
import org.lastgasp.server.Json;
import org.lastgasp.server.Query;
import org.lastgasp.worker.HealthIssue;

/** How the gateway stands, as one object. */
public final class StatusJson {
  private StatusJson() {}

  /** All of it. */
  public static ObjectNode of(AdminServices parts) {
    Instant now = parts.clock().instant();
    ObjectNode node = Json.object();
    node.put("version", parts.version());
    node.put("started_at", parts.started().toString());
    node.put("now", now.toString());
    node.put("switch", parts.tracked().position().code());
    node.put("ready", parts.journal().isWritable());
    state(node, parts.state().get());
    degraded(node, parts.degraded().get());
    OverridesJson.put(node, parts.tracked().overrides());
    node.put("config_hash", parts.rules().get().configHash());
    ObjectNode journal = node.putObject("journal");
    journal.put("first", parts.journal().next(parts.journal().beginning()));
    journal.put("last", parts.journal().last());
    journal.put("writable", parts.journal().isWritable());
    ObjectNode windows = node.putObject("windows");
    parts.tracked().count(now).forEach((state, count) -> windows.put(Query.code(state), count));
    holding(node.putObject("inventory"), "devices", parts.inventory().status().devices());
    holding(node.putObject("guids"), "count", parts.inventory().status().guids());
    counts(node, parts.tally());
    delivery(node.putArray("delivery"), parts.delivery().status(), now);
    worklist(node.putObject("worklist"), parts, now);
    LogJson.put(node.putObject("log"), parts.log());
    ReportsJson.put(node.putObject("reports"), parts.reports(), now);
    BlindHubs blind = BlindHubs.of(parts.tracked().hubs(), now);
    new Overview(now, blind, parts.chronicle(), parts.hindsight()).put(node);
    Overview.put(node, parts.delivery().status(), now);
    return node;
  }

  /** Figures of the work-list; a store that fails is no reason to show nothing else. */
  private static void worklist(ObjectNode node, AdminServices parts, Instant now) {
    try {
      WorkListJson.put(node, parts.hindsight().standing(now));
    } catch (HindsightUnavailable unavailable) {
      node.put("fault", unavailable.getMessage());
    }
  }

  /** What happens to an AD1 that arrives now. */
  public static void state(ObjectNode node, GatewayState state) {
    node.put("state", state.effect().code());
    node.put("cause", state.cause().code());
    node.put("sentence", state.sentence());
    node.put("because", state.because());
  }

  /** What works less well than it should, with what to do. */
  public static void degraded(ObjectNode node, List<HealthIssue> degraded) {
    ArrayNode list = node.putArray("degraded");
    for (HealthIssue each : degraded) {
      ObjectNode item = list.addObject();
      item.put("reason", each.reason());
      item.put("detail", each.detail());
      item.put("to_do", Remedies.of(each.reason()));
    }
  }

  private static void holding(ObjectNode node, String count, DatasetStatus holding) {
    node.put(count, holding.size());
    Optional<DatasetStatus.InForce> inForce =
        holding instanceof DatasetStatus.InForce i ? Optional.of(i) : Optional.empty();
    Json.put(node, "imported_at", inForce.map(DatasetStatus.InForce::imported));
    Json.put(node, "source", inForce.map(DatasetStatus.InForce::source));
    Json.put(node, "sha256", inForce.map(DatasetStatus.InForce::sha256));
  }

  private static void counts(ObjectNode node, Counters tally) {
    ObjectNode ad1 = node.putObject("ad1");
    ad1.put("received", tally.received());
    ad1.put("suppressed", tally.suppressed().values().stream().mapToLong(n -> n).sum());
    ad1.put("copies", tally.copies());
    Map<String, Long> byReason = new TreeMap<>();
    tally.forwarded().forEach((label, n) -> byReason.merge(label.reason(), n, Long::sum));
    put(ad1.putObject("forwarded"), byReason);
    put(node.putObject("relayed"), tally.relayed());
    ObjectNode activations = node.putObject("activations");
    put(activations.putObject("tracked"), tally.opened());
    activations.put("cancellations", tally.cancellations());
    put(activations.putObject("untracked"), tally.untracked());
    activations.put("times_disagree", tally.timesDisagree());
  }

  private static void put(ObjectNode node, Map<String, Long> counts) {
    counts.forEach(node::put);
  }

  private static void delivery(ArrayNode list, List<RecipientStatus> users, Instant now) {
    for (RecipientStatus user : users) {
      ObjectNode item = list.addObject();
      item.put("user", user.id().toString());
      item.put("name", user.name());
      Json.put(item, "endpoint", user.endpoint());
      item.put("backlog", user.backlog());
      item.put("more", user.more());
      item.put("oldest_seconds", seconds(user.oldest(), now));
      item.put("in_flight", user.underWay());
      item.put("set_aside", user.setAside());
      item.put("last_answer", user.lastAnswer());
      item.put("failing", user.failing());
      item.put("parked", user.parked());
    }
  }

  static double seconds(Optional<Instant> since, Instant now) {
    return since
        .map(then -> Math.max(0, Duration.between(then, now).toMillis()) / 1e3)
        .orElse(0.0);
  }
}
