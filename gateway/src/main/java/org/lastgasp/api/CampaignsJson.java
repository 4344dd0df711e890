package org.lastgasp.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.lastgasp.audit.Campaign;

/** The account of campaigns, as JSON. */
public final class CampaignsJson {
  /** What is said when a time holds too much. */
  public static final String TOO_MANY =
      "more than 500,000 activations were asked for in that time: ask for less, with from and to";

  private CampaignsJson() {}

  /** All of them. */
  public static ObjectNode of(List<Campaign> campaigns) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode all = json.putArray("campaigns");
    for (Campaign each : campaigns) {
      ObjectNode row =
          all.addObject()
              .put("model", each.model())
              .put("firmware_hash", each.firmwareHash())
              .put("distributor", each.distributor())
              .put("activations", each.activations())
              .put("refused", each.refused())
              .put("cancelled", each.cancelled())
              .put("alerts_held", each.alertsHeld())
              .put("held_per_thousand", each.heldPerThousand())
              .put("alerts_observed", each.alertsObserved())
              .put("without_alert", each.withoutAlert())
              .put("just_before", each.justBefore())
              .put("just_after", each.justAfter())
              .put("blind_hub_seconds", each.blind().toSeconds());
      ArrayNode questions = row.putArray("questions");
      each.questions().forEach(questions::add);
    }
    return json;
  }
}
