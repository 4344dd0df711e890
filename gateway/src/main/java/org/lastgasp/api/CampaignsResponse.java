package org.lastgasp.api;

import java.util.List;
import org.lastgasp.audit.Campaign;
import org.lastgasp.audit.CampaignTotals;

/** The account of campaigns. */
public record CampaignsResponse(List<Row> campaigns, List<Untracked> untracked) {
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
      long alertsHeldStandFor,
      double heldPerThousand,
      long alertsObserved,
      long withoutAlert,
      long supplyRestored,
      long justBefore,
      long justAfter,
      long blindHubSeconds,
      List<String> questions) {}

  /** The figures of one firmware on one model that were not tracked, for one reason. */
  public record Untracked(
      String model, String firmwareHash, String reason, long activations, long alertsAfter) {}

  /** All of them. */
  public static CampaignsResponse of(CampaignTotals totals) {
    return new CampaignsResponse(
        totals.campaigns().stream().map(CampaignsResponse::row).toList(),
        totals.untracked().stream()
            .map(
                each ->
                    new Untracked(
                        each.model(), each.firmwareHash(), each.reason().code(), each.activations(),
                        each.alertsAfter()))
            .toList());
  }

  /** Those that are seen; what was not tracked is not counted by distributor. */
  static CampaignsResponse of(CampaignTotals totals, RowScope scope) {
    CampaignsResponse all = of(totals);
    return scope.isEverything()
        ? all
        : new CampaignsResponse(
            all.campaigns().stream().filter(row -> scope.sees(row.distributor())).toList(),
            List.of());
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
        each.standFor(),
        each.heldPerThousand(),
        each.alertsObserved(),
        each.withoutAlert(),
        each.supplyRestored(),
        each.justBefore(),
        each.justAfter(),
        each.blind().toSeconds(),
        each.questions());
  }
}
