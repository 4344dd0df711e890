package org.lastgasp.http;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.lastgasp.hindsight.Hindsight;
import org.lastgasp.id.Eui64;
import org.lastgasp.story.Asked;
import org.lastgasp.story.Campaign;
import org.lastgasp.story.Chronicle;
import org.lastgasp.story.Explanation;
import org.lastgasp.story.Page;

/** What is told of the past: alerts, the audit trail, campaigns, explanations. */
final class StoryDoor implements HttpService {
  private static final int MOST = 1_000;
  private static final int USUAL = 100;
  private static final int MOST_EXPLAINED = 100;
  private static final int USUALLY_EXPLAINED = 20;

  private final Chronicle chronicle;
  private final Hindsight hindsight;
  private final InstantSource clock;

  StoryDoor(Chronicle chronicle, Hindsight hindsight, InstantSource clock) {
    this.chronicle = chronicle;
    this.hindsight = hindsight;
    this.clock = clock;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/api/v1/alerts", this::alerts)
        .get("/api/v1/audit", this::audit)
        .get("/api/v1/campaigns", this::campaigns)
        .get("/api/v1/explain/{id}", this::explain);
  }

  private void alerts(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    Optional<Eui64> hub = query.eui("hub");
    Optional<Asked.Outcome> outcome = query.choice("verdict", Asked.Outcome.values());
    Optional<Instant> from = query.instant("from");
    Optional<Instant> to = query.instant("to");
    int limit = query.number("limit", USUAL, 1, MOST);
    long after = query.number("after", 0);
    if (query.isFaulty()) {
      query.refuse(response);
      return;
    }
    Asked.Alerts asked = new Asked.Alerts(hub, outcome, from, to, after, limit);
    Page page = chronicle.alerts(asked);
    var unused = hindsight.catchUp();
    Json.send(response, AlertsView.of(page, hindsight));
  }

  private void audit(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    Optional<Eui64> device = query.eui("device");
    Optional<Eui64> user = query.eui("user");
    Optional<Instant> from = query.instant("from");
    Optional<Instant> to = query.instant("to");
    int limit = query.number("limit", USUAL, 1, MOST);
    long after = query.number("after", 0);
    if (query.isFaulty()) {
      query.refuse(response);
      return;
    }
    Asked.Audit asked = new Asked.Audit(device, user, from, to, after, limit);
    Json.send(response, AuditView.of(chronicle.audit(asked)));
  }

  private void campaigns(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    Optional<Instant> from = query.instant("from");
    Optional<Instant> to = query.instant("to");
    if (query.isFaulty()) {
      query.refuse(response);
      return;
    }
    Optional<List<Campaign>> told = chronicle.campaigns(from, to, clock.instant());
    if (told.isEmpty()) {
      Problem.of(422, "Too many activations", CampaignsView.TOO_MANY).send(response);
      return;
    }
    Json.send(response, CampaignsView.of(told.get()));
  }

  private void explain(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    int limit = query.number("limit", USUALLY_EXPLAINED, 1, MOST_EXPLAINED);
    long after = query.number("after", 0);
    if (query.isFaulty()) {
      query.refuse(response);
      return;
    }
    var unused = hindsight.catchUp();
    String id = request.parameter("id");
    Optional<Explanation> told = chronicle.explain(id, after, limit);
    if (told.isEmpty()) {
      Problem.of(404, "Nothing is known of " + id.strip(), ExplainView.UNKNOWN).send(response);
      return;
    }
    Json.send(response, ExplainView.of(told.get()));
  }
}
