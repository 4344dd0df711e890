package org.lastgasp.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastgasp.audit.Campaign;
import org.lastgasp.audit.CampaignTotals;

/**
 * The account of campaigns.
 *
 * @param upTo the instant up to which it counts, if it is not complete; null if it is
 */
public record CampaignsResponse(
    List<Row> campaigns, List<Untracked> untracked, @Omitted @Nullable Instant upTo) {
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
      long asked,
      long suspects,
      long windowSeconds,
      List<Minute> minutesToAlert,
      List<String> questions) {
    /** The sum for a firmware on a model: the distributors with spaces between. */
    public Row plus(Row other) {
      long all = activations + other.activations;
      long held = alertsHeld + other.alertsHeld;
      return new Row(
          model, firmwareHash, distributor + " " + other.distributor, all,
          refused + other.refused, cancelled + other.cancelled, held,
          alertsHeldStandFor + other.alertsHeldStandFor,
          all == 0 ? 0 : Math.round(held * 10_000.0 / all) / 10.0,
          alertsObserved + other.alertsObserved, withoutAlert + other.withoutAlert,
          supplyRestored + other.supplyRestored, justBefore + other.justBefore,
          justAfter + other.justAfter, blindHubSeconds + other.blindHubSeconds,
          asked + other.asked, suspects + other.suspects,
          other.activations > activations ? other.windowSeconds : windowSeconds, List.of(),
          List.of());
    }
  }

  /** The alerts of one minute after activations; the first is 0. */
  public record Minute(int minute, long suppressed, long forwarded) {}

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
            .toList(),
        null);
  }

  /** The same as far as it was added up. */
  static CampaignsResponse of(CampaignTotals.SoFar soFar, RowScope scope) {
    CampaignsResponse all = of(soFar.totals(), scope);
    return new CampaignsResponse(
        all.campaigns(), all.untracked(), soFar.complete() ? null : soFar.upTo());
  }

  /** Those that are seen; what was not tracked is not counted by distributor. */
  static CampaignsResponse of(CampaignTotals totals, RowScope scope) {
    CampaignsResponse all = of(totals);
    return scope.isEverything()
        ? all
        : new CampaignsResponse(
            all.campaigns().stream().filter(row -> scope.sees(row.distributor())).toList(),
            List.of(),
            null);
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
        each.asked(),
        each.suspects(),
        each.toAlert().window().toSeconds(),
        each.toAlert().minutes().stream()
            .map(one -> new Minute(one.minute(), one.suppressed(), one.forwarded()))
            .toList(),
        each.questions());
  }
}
