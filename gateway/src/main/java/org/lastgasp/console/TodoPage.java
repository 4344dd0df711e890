package org.lastgasp.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.lastgasp.api.AlertPlace;
import org.lastgasp.api.DeadLettersResponse;
import org.lastgasp.api.WorkListResponse;
import org.lastgasp.audit.Changed;

/**
 * The content of the page of what there is to do.
 *
 * @param list empty if there is a problem
 * @param letters the dead letters; empty for who does not see them
 * @param settled the changes of the work-list, the last one first
 * @param problem what went wrong, in words; may be empty
 */
record TodoPage(
    WorkListResponse list,
    List<DeadLettersResponse.Item> letters,
    List<Changed> settled,
    Instant since,
    String problem,
    Frame frame) {

  /** The items of a place, the oldest first. */
  public record Group(String name, String summary, List<WorkListResponse.Item> items) {
    /** The numbers of the items, for what is done with all of them. */
    public String numbers() {
      return items.stream()
          .map(each -> String.valueOf(each.about().number()))
          .collect(Collectors.joining(","));
    }
  }

  private List<WorkListResponse.Item> shown() {
    return list.worklist().stream()
        .filter(each -> frame.shows(each.about().distributor()))
        .toList();
  }

  public long count() {
    return shown().size();
  }

  /** The groups with the most suspects first. */
  public List<Group> groups() {
    Map<String, List<WorkListResponse.Item>> byPlace = new LinkedHashMap<>();
    for (WorkListResponse.Item each : shown()) {
      byPlace.computeIfAbsent(place(each), name -> new ArrayList<>()).add(each);
    }
    return byPlace.entrySet().stream()
        .sorted(
            Comparator.comparingLong(
                    (Map.Entry<String, List<WorkListResponse.Item>> each) ->
                        -suspects(each.getValue()))
                .thenComparing(each -> each.getValue().getFirst().about().receivedAt()))
        .map(each -> new Group(each.getKey(), summary(each.getValue()), each.getValue()))
        .toList();
  }

  private static String place(WorkListResponse.Item item) {
    AlertPlace place = item.place();
    if (place == null || (place.feeder() + place.postcode()).isEmpty()) {
      return "place not known";
    }
    return place.feeder().isEmpty()
        ? "postcode sector " + place.sector()
        : "feeder " + place.feeder();
  }

  private static long suspects(List<WorkListResponse.Item> items) {
    return items.stream().filter(each -> each.about().assessment().equals("suspect")).count();
  }

  private static String summary(List<WorkListResponse.Item> items) {
    List<Instant> at = items.stream().map(each -> each.about().receivedAt()).sorted().toList();
    long hubs = items.stream().map(each -> each.about().hub()).distinct().count();
    return Words.count(hubs, "hub") + " within "
        + Words.length(Duration.between(at.getFirst(), at.getLast()).plusSeconds(1))
        + ", " + Words.count(suspects(items)) + " suspect";
  }

  public boolean isSuspect(WorkListResponse.Item item) {
    return item.about().assessment().equals("suspect");
  }

  public String age(WorkListResponse.Item item) {
    return Words.since(item.about().receivedAt(), frame.at());
  }

  public String time(Instant at) {
    return Words.near(at, frame.at());
  }

  /** A sentence with its instants as {@link #time} writes them. */
  public String words(String sentence) {
    return Words.timed(sentence, frame.at());
  }

  public String where(WorkListResponse.Item item) {
    AlertPlace place = item.place();
    String words = place == null ? "" : place.words();
    String model = place == null ? "" : (place.manufacturer() + " " + place.model()).strip();
    return words + (words.isEmpty() || model.isEmpty() ? "" : ", ") + model;
  }

  public String windowEnd(WorkListResponse.Item item) {
    Instant ended = item.about().windowEnded();
    Instant end = ended == null ? item.about().windowUntil() : ended;
    return (end.isAfter(frame.at()) ? "its window ends " : "its window ended ") + time(end);
  }

  public String story(WorkListResponse.Item item) {
    return "/story?id=" + URLEncoder.encode(item.about().meter(), StandardCharsets.UTF_8);
  }

  /** What an empty list was made from. */
  public String lookedAt() {
    WorkListResponse.LookedAt looked = list.lookedAt();
    Long alerts = looked.alerts();
    String all = alerts == null ? "" : Words.count(alerts, "suppressed alert") + " looked at, ";
    return all + "all that was received up to " + time(looked.upTo())
        + (looked.entriesBehind() == 0
            ? "."
            : "; " + Words.count(looked.entriesBehind(), "entry") + " still to be read.");
  }

  public String sinceText() {
    return since.toString().substring(0, 16);
  }
}
