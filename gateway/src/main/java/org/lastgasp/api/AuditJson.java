package org.lastgasp.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalInt;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.audit.Page;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.server.Json;

/**
 * The Service Audit Trail as a page of a list: every item has the same members. The fields of the
 * real one are not public; these are ours.
 */
public final class AuditJson {
  private AuditJson() {}

  /** A page, with what to ask for next. */
  public static ObjectNode of(Page page) {
    ObjectNode node = Json.object();
    ArrayNode list = node.putArray("audit");
    page.entries().forEach(each -> put(list, each));
    Json.next(node, page.next());
    return node;
  }

  private static void put(ArrayNode list, Entry recorded) {
    switch (recorded.entry()) {
      case Event.Relayed e ->
          item(list, recorded, "request", device(e.request()))
              .request(e.request(), e.serviceReferenceVariant(), e.commandVariant())
              .answer(e.status(), e.code())
              .digest(e.sha256());
      case Event.ActivationRequested e ->
          item(list, recorded, "request", device(e.request()))
              .request(e.request(), "11.3", e.commandVariant())
              .detail(tracked(e.admission()))
              .digest(e.document().sha256());
      case Event.ActivationAnswered e ->
          item(list, recorded, "answer", device(e.request()))
              .request(e.request(), "11.3", OptionalInt.empty())
              .answer(e.status(), e.code());
      case Event.AlertJudged e ->
          item(list, recorded, "ad1", e.hub()).response(e.response()).digest(e.messageSha256());
      case Event.Carried e ->
          item(list, recorded, e.kind(), e.device())
              .request(e.request(), "", OptionalInt.empty())
              .response(e.response())
              .digest(e.document().sha256());
      case Event.HandedOver e ->
          item(list, recorded, "handed-over-ad1", e.hub())
              .detail("alert " + e.alert() + ", " + e.because());
      case Event.Released e ->
          item(list, recorded, "released-ad1", e.hub())
              .detail("alert " + e.alert() + ", " + e.because())
              .digest(e.document().sha256());
      case Event other ->
          throw new IllegalStateException("no item of the audit trail: entry " + recorded.number());
    }
  }

  private static Optional<Eui64> device(Optional<RequestId> request) {
    return request.map(RequestId::target);
  }

  private static String tracked(TrackingDecision admission) {
    return switch (admission) {
      case TrackingDecision.Tracked tracked -> "tracked";
      case TrackingDecision.NotTracked passed -> passed.reason().code();
    };
  }

  private static Item item(
      ArrayNode list, Entry recorded, String what, Optional<Eui64> device) {
    ObjectNode node = list.addObject();
    node.put("number", recorded.number());
    node.put("at", recorded.entry().at().toString());
    node.put("what", what);
    Json.put(node, "user", AuditQueries.user(recorded.entry()));
    Json.put(node, "device", device);
    for (String later : new String[] {"request_id", "response_id", "srv", "command_variant",
        "status", "code", "detail", "message_sha256"}) {
      node.putNull(later);
    }
    return new Item(node);
  }

  /** Fills in what there is. */
  private record Item(ObjectNode node) {
    Item request(Optional<RequestId> id, String srv, OptionalInt variant) {
      id.ifPresent(i -> node.put("request_id", i.toString()));
      if (!srv.isEmpty()) {
        node.put("srv", srv);
      }
      variant.ifPresent(v -> node.put("command_variant", v));
      return this;
    }

    Item response(Optional<ResponseId> id) {
      id.ifPresent(i -> node.put("response_id", i.toString()));
      return this;
    }

    Item answer(int status, String code) {
      node.put("status", status);
      node.put("code", code);
      return this;
    }

    Item detail(String detail) {
      node.put("detail", detail);
      return this;
    }

    Item digest(String sha256) {
      node.put("message_sha256", sha256);
      return this;
    }
  }
}
