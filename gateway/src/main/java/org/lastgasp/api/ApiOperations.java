package org.lastgasp.api;

import static org.lastgasp.api.ApiOperation.file;
import static org.lastgasp.api.ApiOperation.get;
import static org.lastgasp.api.ApiOperation.post;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.lastgasp.api.ApiOperation.Member;

/** Every operation of the admin listener that a program calls; its pages are for people. */
final class ApiOperations {
  private static final Member LIMIT =
      Member.of("limit", "number", "at most so many; the answer's next says where to go on");
  private static final Member AFTER =
      Member.of("after", "text", "next of the page before");
  private static final Member FROM = Member.of("from", "time", "from this time on");
  private static final Member TO = Member.of("to", "time", "before this time");
  private static final Member SINCE = Member.of("since", "time", "from this time on");
  private static final Member HUB = Member.of("hub", "eui", "only this hub");
  private static final Member DISTRIBUTOR =
      Member.of(
          "distributor", "text",
          "only these distributors: 0 to 99, or unknown; several with commas between");
  private static final Member SO_FAR =
      Member.of(
          "so-far", "flag",
          "as the indexes have it now; otherwise the answer waits some seconds for them");
  private static final Member REASON =
      Member.of("reason", "text", "why; recorded with the name of who asks").needed();
  private static final Member LAST_ALERTS =
      Member.of("last", "number", "only the last so many alerts");
  private static final Member BEFORE =
      Member.of("before", "number", "of last: recorded before this one");
  private static final Member FORCE =
      Member.of("force", "flag", "import although more than a fifth changes");
  private static final Member DRY_RUN =
      Member.of("dry-run", "flag", "only say what would change");
  private static final Member NAME = Member.of("name", "text", "the file's name, for the record");

  private static final List<ApiOperation> QUESTIONS =
      List.of(
          get("/api/v1/status", "What happens to an alert now, what is degraded, the figures",
              StatusResponse.class),
          get("/api/v1/alerts", "Power Outage Alerts and what became of them",
              AlertsResponse.class, HUB, DISTRIBUTOR, FROM, TO,
              Member.of("verdict", "suppressed|forwarded|copy", "only these"),
              Member.of("reason", "text", "only with this reason"),
              Member.of("model", "text", "only of this model of meter"),
              Member.of("assessment", "unresolved|consistent|suspect", "as hindsight sees it now"),
              Member.of("last", "number", "only the last so many"),
              BEFORE,
              Member.of(
                  "area", "text",
                  "of last: only of this region, feeder or beginning of a postcode; where many had"
                      + " to be looked at, next is the before to go on with"),
              Member.of("firmware-hash", "text", "of last: only of windows of this firmware"),
              Member.of("near", "flag", "of last: only as near to a window as that is long"),
              Member.of("details", "flag", "also the place and the delivery of each"),
              LIMIT, AFTER),
          get("/api/v1/blind", "Hubs whose alerts are suppressed now or from a known time on",
              BlindResponse.class, DISTRIBUTOR,
              Member.of("now", "flag", "only those that have begun"),
              Member.of(
                  "format", "json|csv|events",
                  "instead of the field Accept: application/json, text/csv (all of them unless"
                      + " limit is given) or text/event-stream"),
              LIMIT, AFTER),
          get("/api/v1/windows", "The windows of tracked activations", WindowsResponse.class,
              HUB, Member.of("meter", "eui", "only this meter"),
              Member.of(
                  "state", "awaiting|pending|open|ended|cancelled|withdrawn|doubted",
                  "only in this state"),
              LIMIT, AFTER),
          get("/api/v1/explain/{id}", "Why each alert of something was suppressed or not",
              ExplainResponse.class, SO_FAR, LIMIT, AFTER, LAST_ALERTS, BEFORE).or(404),
          get("/api/v1/support/{id}", "All that a call about something needs",
              SupportResponse.class, LIMIT, AFTER, LAST_ALERTS, BEFORE).or(404),
          get("/api/v1/evidence/{id}",
              "The same with each alert as it came and its line of the suppression log",
              EvidenceResponse.class, LIMIT, AFTER, LAST_ALERTS, BEFORE).or(404, 422),
          get("/api/v1/integrity", "What the checks of log and books found",
              IntegrityResponse.class),
          get("/api/v1/log", "The files of the suppression log, its end, the last statement of it",
              LogResponse.class, Member.of("last", "number", "only the last so many files"),
              Member.of("before", "text", "of last: only files before the one of this name"))
              .or(503),
          file("/api/v1/log/{name}", "A file of the suppression log, byte for byte",
              "application/octet-stream").or(404, 422, 503),
          get("/api/v1/delivery", "Times and rates of delivery by lane, and the DSP's answers",
              DeliveryResponse.class),
          get("/api/v1/blind/hours", "Blind hubs of the last 24 hours and of the next",
              BlindHours.class),
          get("/api/v1/audit", "The Service Audit Trail; it has no suppressed alert",
              AuditResponse.class, Member.of("device", "eui", "only this hub or meter"),
              Member.of("user", "eui", "only from or to this Service User"), FROM, TO, LIMIT,
              AFTER),
          get("/api/v1/changes", "Who changed what, when and why", ChangesResponse.class, SINCE,
              TO, Member.of("last", "number", "only the last so many"), SO_FAR, LIMIT, AFTER),
          get("/api/v1/campaigns", "Activations requested in a time, by model and firmware",
              CampaignsResponse.class, FROM, TO,
              Member.of(
                  "so-far", "flag",
                  "of a time that goes on: what is added up within a part of a second; up_to says"
                      + " how far, and who asks again gets more")).or(422),
          get("/api/v1/campaigns/activations", "The activations that a figure of a campaign counts",
              WindowsResponse.class,
              Member.of(
                  "figure", "asked|refused|cancelled|activated|without-alert",
                  "which figure; asked if left out"),
              Member.of("model", "text", "only of this model"),
              Member.of("firmware-hash", "text", "only of this firmware"),
              DISTRIBUTOR, FROM, TO,
              Member.of("so-far", "flag", "of a time that goes on, as for the campaigns"),
              LIMIT, AFTER).or(422),
          get("/api/v1/reconcile", "Whether the books of a time balance", ReconcileResponse.class,
              FROM, TO),
          get("/api/v1/reports", "Reports and where they were sent", ReportsResponse.class,
              Member.of("last", "number", "only the last so many"), BEFORE, LIMIT, AFTER),
          file("/api/v1/reports/{number}/file", "The file of a report, byte for byte",
              "application/octet-stream").or(404, 422),
          get("/api/v1/worklist", "Suppressed alerts that need a check", WorkListResponse.class,
              DISTRIBUTOR,
              Member.of("assessment", "unresolved|consistent|suspect", "only these"),
              SO_FAR, LIMIT, AFTER),
          get("/api/v1/dead-letters", "Messages that are not sent any more unless somebody orders",
              DeadLettersResponse.class, Member.of("user", "eui", "only for this Service User"),
              SINCE, LIMIT, AFTER),
          get("/api/v1/switch", "The switch, and what turning it off would end",
              SwitchResponse.class),
          get("/api/v1/config", "The configuration in force, and where each value is written",
              ConfigResponse.class),
          get("/api/v1/storm", "Storm orders in force, and the breaker", OverridesResponse.class),
          get("/api/v1/breaker", "Storm orders in force, and the breaker",
              OverridesResponse.class),
          get("/api/v1/clock", "Whether the clock is behind the journal", ClockResponse.class),
          get("/api/v1/inventory/{id}", "A device of the inventory", DeviceResponse.class).or(404),
          file("/api/v1/events", "The state, every two seconds, as server-sent events",
              "text/event-stream"),
          get("/api/v1/openapi.json", "This description", Map.class),
          get("/-/ready", "Whether messages can be taken: 200, else 503", Map.class),
          file("/-/healthy", "Whether the process answers", "text/plain"),
          file("/metrics", "Metrics for Prometheus", "text/plain"));

  private static final List<ApiOperation> ORDERS =
      List.of(
          post("/api/v1/switch", "Sets the switch", SwitchResponse.class,
              Member.of("to", "off|observe|enforce", "its new position").needed(), REASON),
          post("/api/v1/storm", "Orders to forward everything of a place, or takes that back",
              OverridesResponse.class,
              Member.of("to", "on|off", "whether it is in force").needed(), REASON,
              Member.of("distributor", "number", "only there; 0 to 99"),
              Member.of("region", "text", "only there"),
              Member.of("for", "text", "how long, as 6h"),
              Member.of("until", "time", "its end, instead of how long")).or(404, 409),
          post("/api/v1/breaker", "Closes the breaker", OverridesResponse.class,
              Member.of("to", "closed", "").needed(), REASON).or(409),
          post("/api/v1/clock", "Says that the clock is right now", ClockResponse.class,
              Member.of("to", "trusted", "").needed(), REASON).or(409),
          post("/api/v1/worklist/{number}/resolve", "Resolves an item of the work-list",
              CaseResponse.class, REASON).or(404, 409),
          post("/api/v1/worklist/{number}/note",
              "Claims an item of the work-list, gives it back, or notes something", Map.class,
              Member.of("note", "claimed|given-back|note", "what is done").needed(),
              Member.of("text", "text", "the note")).or(404, 409),
          post("/api/v1/worklist/{number}/release", "Delivers a suppressed alert now", Map.class,
              REASON).or(404, 409),
          post("/api/v1/dead-letters/{number}/resend", "Sends a dead letter again",
              DeadLettersResponse.Ordered.class, REASON,
              Member.of("user", "eui", "to this Service User instead of whom it was for"))
              .or(404, 409, 410),
          post("/api/v1/dead-letters/{number}/drop", "Gives a dead letter up for good",
              DeadLettersResponse.Ordered.class, REASON).or(404),
          post("/api/v1/reload", "Reads configuration, lists and identities again",
              ReloadResponse.class),
          post("/api/v1/reports/build", "Ends the period now and builds its reports",
              ReportsResponse.Built.class).or(409),
          post("/api/v1/reports/pass", "Builds past lost records of a damaged log",
              ReportsResponse.Built.class, REASON).or(409),
          post("/api/v1/reports/send", "Tries now to send what waits",
              ReportsResponse.Sent.class)
              .asking(Member.of("target", "text", "only to this target")).or(404),
          post("/api/v1/guids", "Imports the list of GUIDs", ImportResponse.class)
              .asking(DRY_RUN, FORCE, NAME).taking("text/plain").or(422),
          post("/api/v1/inventory", "Imports devices", ImportResponse.class)
              .asking(
                  DRY_RUN, FORCE, NAME,
                  Member.of("replace", "flag", "remove devices that the list does not have"))
              .taking("text/csv").or(422));

  private static final String XML = "application/xml";

  /** The operations of the DUIS listener, which has its own address. */
  static final List<ApiOperation> MESSAGES =
      Stream.concat(
              Stream.of("serviceT", "serviceS", "serviceD")
                  .map(
                      service ->
                          file(
                              "/api/v1/" + service,
                              "A Service User's request: relayed, and the DSP's answer returned",
                              XML)),
              Stream.of(
                  file(
                      "/api/v1/receive",
                      "A message from the DSP to a Service User: 204 once it is durable", "")))
          .map(each -> each.taking(XML).or(413))
          .toList();

  /** The operations of the admin listener. */
  static final List<ApiOperation> ALL =
      Stream.concat(QUESTIONS.stream(), ORDERS.stream()).toList();

  private ApiOperations() {}
}
