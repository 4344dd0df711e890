package org.lastgasp.hindsight;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;
import org.lastgasp.id.Mpan;

/** The JSON form of cases, for the webhook and the API. */
final class CaseJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private CaseJson() {}

  /** The id by which a webhook's receiver knows a repeated call: {@code 4711-suspect}. */
  static String id(LabelChange change) {
    return change.number() + "-" + change.to().code();
  }

  /**
   * The body that a webhook is sent. The same change gives the same id; the case may have grown
   * since.
   */
  static byte[] body(LabelChange change, Case about) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("id", id(change));
    node.put("event", change.to().code());
    node.put("at", change.at().toString());
    put(node.putObject("because"), change.because());
    ObjectNode told = node.putObject("case");
    put(told, about);
    return node.toString().getBytes(UTF_8);
  }

  /** A case with its evidence. */
  static void put(ObjectNode node, Case about) {
    Observation.Held held = about.held();
    node.put("number", held.number());
    node.put("ordinal", about.ordinal());
    node.put("received_at", held.at().toString());
    node.put("hub", held.hub().toString());
    node.put("meter", held.meter().toString());
    node.put("mpxn", held.mpxn());
    node.put("distributor", Mpan.distributorName(held.distributor()));
    node.put("start_date_time", held.start().toString());
    node.put("request_id", held.request().toString());
    node.put("activation_from", held.from().toString());
    node.put("window_until", held.until().toString());
    if (about.end().isBefore(held.until())) {
      node.put("window_ended", about.end().toString());
    } else {
      node.putNull("window_ended");
    }
    node.put("message_sha256", held.sha256());
    assessment(node, about);
  }

  /** Label and evidence only. */
  static void assessment(ObjectNode node, Case about) {
    node.put("assessment", about.label().code());
    node.put("assessed_since", about.assessment().since().toString());
    node.put("horizon", about.horizon().toString());
    var list = node.putArray("assessment_evidence");
    about.assessment().evidence().forEach(each -> put(list.addObject(), each));
    about
        .settlement()
        .ifPresentOrElse(
            s ->
                node.putObject("settled")
                    .put("at", s.at().toString())
                    .put("by", s.by())
                    .put("reason", s.reason()),
            () -> node.putNull("settled"));
  }

  private static void put(ObjectNode node, Evidence evidence) {
    node.put("kind", evidence.kind().code());
    OptionalLong entry = evidence.entry();
    if (entry.isPresent()) {
      node.put("entry", entry.getAsLong());
    } else {
      node.putNull("entry");
    }
    node.put("at", evidence.at().toString());
    node.put("compared", evidence.compared());
  }
}
