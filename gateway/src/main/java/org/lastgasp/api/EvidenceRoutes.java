package org.lastgasp.api;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.lastgasp.access.Role;
import org.lastgasp.policy.Event;
import org.lastgasp.server.Json;
import org.lastgasp.server.Problem;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of evidence: the checks of the records, and evidence packs. */
final class EvidenceRoutes implements Routes {
  private static final int LARGEST = 32 << 20; // 32 MiB of messages in Base64; in memory

  private final AdminServices parts;
  private final SupportRoutes support;

  EvidenceRoutes(AdminServices parts, SupportRoutes support) {
    this.parts = parts;
    this.support = support;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/api/v1/integrity", Role.ANALYST, this::integrity)
        .get("/api/v1/evidence/{id}", Role.VIEWER, this::evidence);
  }

  private void integrity(ServerRequest request, ServerResponse response) {
    Json.send(response, parts.integrity().get().with(parts.operating().get()));
  }

  /** Answers an evidence pack; refused to senders from whom supply points are masked. */
  private void evidence(ServerRequest request, ServerResponse response) {
    if (response.mask().isPresent()) {
      Problem.of(
              403, "Not allowed",
              "messages name supply points, which the role " + Role.ANALYST.code()
                  + " does not see: this needs " + Role.OPERATOR.code())
          .send(response);
      return;
    }
    Optional<SupportResponse> told = support.told(request);
    if (told.isEmpty()) {
      Problem.of(
              404, "Nothing is known of " + request.parameter("id").strip(),
              ExplainResponse.UNKNOWN)
          .send(response);
      return;
    }
    List<EvidenceResponse.Message> messages = new ArrayList<>();
    long letters = 0;
    for (ExplainResponse.Alert alert : told.get().explanation().alerts()) {
      EvidenceResponse.Message next = message(alert);
      letters += Optional.ofNullable(next.documentBase64()).map(String::length).orElse(0);
      if (letters > LARGEST && !messages.isEmpty()) {
        tooLarge(response);
        return;
      }
      messages.add(next);
    }
    Json.send(response, new EvidenceResponse(told.get(), messages, EvidenceResponse.STEPS));
  }

  private static void tooLarge(ServerResponse response) {
    Problem.of(
            422,
            "The evidence is too large",
            "its messages have more than " + (LARGEST >> 20) + " MiB: ask for fewer at once with"
                + " limit, and for the next ones with after")
        .send(response);
  }

  private EvidenceResponse.Message message(ExplainResponse.Alert told) {
    AlertsResponse.Alert alert = told.alert();
    Optional<Event.AlertJudged> entry =
        parts
            .journal()
            .entry(alert.number())
            .filter(found -> found.entry() instanceof Event.AlertJudged)
            .map(found -> (Event.AlertJudged) found.entry());
    return new EvidenceResponse.Message(
        alert.number(),
        alert.receivedAt(),
        alert.messageSha256(),
        entry
            .map(found -> Base64.getEncoder().encodeToString(found.document().bytes()))
            .orElse(null),
        entry
            .filter(Event.AlertJudged::isSuppression)
            .flatMap(found -> parts.log().record(found.judged(), found.messageSha256()))
            .map(found -> new EvidenceResponse.LogLine(found.file(), found.line()))
            .orElse(null));
  }
}
