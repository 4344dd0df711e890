package org.lastgasp.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.audit.AuditQuery;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.TrackingDecision;

/**
 * A page of the Service Audit Trail: every item has the same members. The fields of the DCC's own
 * trail are not public; these are Lastgasp's.
 */
public record AuditResponse(List<Item> audit, @Nullable String next)
    implements Paged<AuditResponse> {

  /** A message, or an event about one. */
  public record Item(
      long number,
      Instant at,
      String what,
      @Nullable String user,
      @Nullable String device,
      @Nullable String requestId,
      @Nullable String responseId,
      @Nullable String srv,
      @Nullable Integer commandVariant,
      @Nullable Integer status,
      @Nullable String code,
      @Nullable String detail,
      @Nullable String messageSha256) {}

  /** A page of the index. */
  public static AuditResponse of(AuditQuery.Page page) {
    return new AuditResponse(
        page.entries().stream().map(AuditResponse::item).toList(), Paged.next(page.next()));
  }

  @Override
  public AuditResponse plus(AuditResponse more) {
    return new AuditResponse(Text.joined(audit, more.audit), more.next);
  }

  private static Item item(Entry entry) {
    Draft draft = new Draft(entry);
    return switch (entry.entry()) {
      case Event.Relayed e ->
          draft
              .request(e.request(), e.serviceReferenceVariant(), e.commandVariant())
              .answer(e.status(), e.code())
              .digest(e.sha256())
              .item("request", device(e.request()));
      case Event.ActivationRequested e ->
          draft
              .request(e.request(), "11.3", e.commandVariant())
              .detail(tracked(e.admission()))
              .digest(e.document().sha256())
              .item("request", device(e.request()));
      case Event.ActivationAnswered e ->
          draft
              .request(e.request(), "11.3", OptionalInt.empty())
              .answer(e.status(), e.code())
              .item("answer", device(e.request()));
      case Event.AlertJudged e ->
          draft.response(e.response()).digest(e.messageSha256()).item("ad1", e.hub());
      case Event.Carried e ->
          draft
              .request(e.request(), "", OptionalInt.empty())
              .response(e.response())
              .digest(e.document().sha256())
              .item(e.kind(), e.device());
      case Event.HandedOver e ->
          draft
              .detail("alert " + e.alert() + ", " + e.because())
              .item("handed-over-ad1", e.hub());
      case Event.Released e ->
          draft
              .detail("alert " + e.alert() + ", " + e.because())
              .digest(e.document().sha256())
              .item("released-ad1", e.hub());
      case Event other ->
          throw new IllegalStateException("no item of the audit trail: entry " + entry.number());
    };
  }

  private static Optional<?> device(Optional<RequestId> request) {
    return request.map(RequestId::target);
  }

  private static String tracked(TrackingDecision admission) {
    return switch (admission) {
      case TrackingDecision.Tracked tracked -> "tracked";
      case TrackingDecision.NotTracked passed -> passed.reason().code();
    };
  }

  /** A builder of an item. */
  private static final class Draft {
    private final Entry entry;
    private @Nullable String request;
    private @Nullable String response;
    private @Nullable String srv;
    private @Nullable Integer variant;
    private @Nullable Integer status;
    private @Nullable String code;
    private @Nullable String detail;
    private @Nullable String sha256;

    Draft(Entry entry) {
      this.entry = entry;
    }

    Draft request(Optional<RequestId> id, String reference, OptionalInt commandVariant) {
      request = Text.of(id);
      srv = reference.isEmpty() ? null : reference;
      variant = commandVariant.isPresent() ? commandVariant.getAsInt() : null;
      return this;
    }

    Draft response(Optional<?> id) {
      response = Text.of(id);
      return this;
    }

    Draft answer(int httpStatus, String answered) {
      status = httpStatus;
      code = answered;
      return this;
    }

    Draft detail(String text) {
      detail = text;
      return this;
    }

    Draft digest(String digest) {
      sha256 = digest;
      return this;
    }

    Item item(String what, Optional<?> device) {
      return new Item(
          entry.number(), entry.entry().at(), what, Text.of(AuditQueries.user(entry.entry())),
          Text.of(device), request, response, srv, variant, status, code, detail, sha256);
    }
  }
}
