package org.lastgasp.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.api.CampaignsResponse;
import org.lastgasp.audit.Campaign;
import org.lastgasp.console.ListPage.Cell;
import org.lastgasp.console.ListPage.Section;

/** The tables of what activations did, by model and firmware. */
record CampaignTables(CampaignsResponse all, Map<String, String> asked, Frame frame) {
  /** In this order. */
  List<Section> sections() {
    List<CampaignsResponse.Row> rows =
        all.campaigns().stream().filter(each -> frame.shows(each.distributor())).toList();
    return List.of(
        questions(rows), tracked(rows), MinutesChart.section(rows, since()), untracked());
  }

  private String since() {
    Instant upTo = all.upTo();
    return "Since " + asked.get("from")
        + Optional.ofNullable(asked.get("to")).map(to -> " until " + to).orElse("")
        + (upTo == null
            ? ""
            : ", so far added up to " + Words.near(upTo, frame.at()) + ", more follows")
        + ": ";
  }

  private Section questions(List<CampaignsResponse.Row> rows) {
    List<List<Cell>> all = new ArrayList<>();
    for (CampaignsResponse.Row each : rows) {
      for (String question : each.questions()) {
        all.add(
            List.of(
                Cell.left(question), Cell.left(each.model()), Cell.id(each.firmwareHash()),
                Cell.left(each.distributor())));
      }
    }
    return new Section(
        "questions", "Questions", all.isEmpty()
            ? since() + "the figures raise no question."
            : since() + Words.count(all.size(), "question") + ".",
        List.of("<Question", "<Model", "<Firmware", "<Distributor"), all, List.of());
  }

  private Section tracked(List<CampaignsResponse.Row> campaigns) {
    Map<String, CampaignsResponse.Row> sums = new LinkedHashMap<>();
    for (CampaignsResponse.Row each : campaigns) {
      sums.merge(each.model() + "\n" + each.firmwareHash(), each, CampaignsResponse.Row::plus);
    }
    long suspects = all.campaigns().stream().mapToLong(CampaignsResponse.Row::suspects).sum();
    List<List<Cell>> rows = new ArrayList<>();
    for (CampaignsResponse.Row each : sums.values()) {
      rows.add(
          List.of(
              Cell.left(each.model()), Cell.id(each.firmwareHash()),
              Cell.left(each.distributor()),
              Cell.count(each.asked(), activations(each, "asked")),
              Cell.count(each.refused(), activations(each, "refused")),
              Cell.count(each.activations(), activations(each, "activated")),
              Cell.count(each.alertsHeld(), alerts(each, "verdict", "suppressed")),
              Cell.of(Math.round(each.heldPerThousand())),
              Cell.count(each.withoutAlert(), activations(each, "without-alert")),
              Cell.count(each.justBefore(), near(each, "before-window")),
              Cell.count(each.justAfter(), near(each, "after-window")),
              Cell.of(Words.length(Duration.ofSeconds(each.blindHubSeconds()))),
              Cell.count(each.suspects(), alerts(each, "assessment", "suspect"))
                  .styled(each.suspects() > 0 ? "bad" : "")));
    }
    return new Section(
        "tracked", "Tracked, by model and firmware",
        since() + Words.count(rows.size(), "pair") + " of model and firmware."
            + (suspects < Campaign.MOST_SUSPECTS
                ? ""
                : " Of the suspects only the last " + Words.count(Campaign.MOST_SUSPECTS)
                    + " are counted."),
        List.of("<Model", "<Firmware", "<Distributors", "Asked", "Refused", "Activated",
            "Suppressed", "Per 1,000", "No alert", "Just before", "Just after", "Blind",
            "Suspects"),
        rows, List.of());
  }

  /** The activations that a row counts. */
  private String activations(CampaignsResponse.Row row, String figure) {
    Map<String, String> filter = new LinkedHashMap<>();
    filter.put("figure", figure);
    filter.put("model", row.model());
    filter.put("firmware-hash", row.firmwareHash());
    if (!row.distributor().contains(" ") || !frame.distributors().isEmpty()) {
      filter.put("distributor", row.distributor().replace(" ", ","));
    }
    filter.put("from", String.valueOf(asked.get("from")));
    Optional.ofNullable(asked.get("to")).ifPresent(to -> filter.put("to", to));
    return Address.of(CampaignRoutes.ACTIVATIONS, filter);
  }

  private String near(CampaignsResponse.Row row, String reason) {
    return alerts(row, "reason", reason) + "&near=true";
  }

  /** The alerts that a row counts. */
  private String alerts(CampaignsResponse.Row row, String name, String value) {
    Map<String, String> filter = new LinkedHashMap<>();
    filter.put(name, value);
    if (!row.distributor().contains(" ") || !frame.distributors().isEmpty()) {
      filter.put("distributor", row.distributor().replace(" ", ","));
    }
    if (!row.model().isEmpty()) {
      filter.put("model", row.model());
    }
    filter.put("firmware-hash", row.firmwareHash());
    filter.put("from", String.valueOf(asked.get("from")));
    Optional.ofNullable(asked.get("to")).ifPresent(to -> filter.put("to", to));
    return Address.of("/alerts", filter);
  }

  private Section untracked() {
    List<List<Cell>> rows = new ArrayList<>();
    for (CampaignsResponse.Untracked each : all.untracked()) {
      rows.add(
          List.of(
              Cell.left(each.model()), Cell.id(each.firmwareHash()),
              Cell.left(Words.untracked(each.reason())), number(each.activations()),
              number(each.alertsAfter())));
    }
    long alerts =
        all.untracked().stream().mapToLong(CampaignsResponse.Untracked::alertsAfter).sum();
    return new Section(
        "untracked", "Not tracked: is the list too narrow?",
        since() + (rows.isEmpty()
            ? "every activation that may be shown here was tracked."
            : Words.count(alerts, "AD1") + " came after activations that were not tracked"
                + (frame.distributors().isEmpty() ? "." : ", of every distributor.")),
        List.of("<Model", "<Firmware", "<Why", "Activations", "AD1s after them"), rows,
        List.of());
  }

  private static Cell number(long number) {
    return Cell.of(Words.count(number));
  }
}
