package org.lastgasp.api;

import java.util.List;
import org.lastgasp.audit.Campaign;

/** The account of campaigns. */
public record CampaignsResponse(List<Row> campaigns) {
  /** The answer when a time holds too much. */
  public static final String TOO_MANY =
      "more than 500,000 activations were asked for in that time: ask for less, with from and to";

  /** The figures of one model, firmware and distributor. */
  public record Row(
      String model,
      String firmwareHash,
      String distributor,
      long activations,
      long refused,
      long cancelled,
      long alertsHeld,
      double heldPerThousand,
      long alertsObserved,
      long withoutAlert,
      long justBefore,
      long justAfter,
      long blindHubSeconds,
      List<String> questions) {}

  /** All of them. */
  public static CampaignsResponse of(List<Campaign> campaigns) {
    return new CampaignsResponse(campaigns.stream().map(CampaignsResponse::row).toList());
  }

  private static Row row(Campaign each) {
    return new Row(
        each.model(),
        each.firmwareHash(),
        each.distributor(),
        each.activations(),
        each.refused(),
        each.cancelled(),
        each.alertsHeld(),
        each.heldPerThousand(),
        each.alertsObserved(),
        each.withoutAlert(),
        each.justBefore(),
        each.justAfter(),
        each.blind().toSeconds(),
        each.questions());
  }
}
