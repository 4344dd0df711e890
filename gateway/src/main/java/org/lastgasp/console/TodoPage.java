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
import java.util.Optional;
import java.util.stream.Collectors;
import org.lastgasp.api.AlertPlace;
import org.lastgasp.api.DeadLettersResponse;
import org.lastgasp.api.WorkListResponse;
import org.lastgasp.audit.ChangePage.Changed;

/**
 * The content of the page of what there is to do.
 *
 * @param part which items are shown
 * @param asked what the page is filtered by, by the names below
 * @param items empty if they cannot be read
 * @param next where the items behind these begin; empty if there are none
 * @param deadLetters empty for who does not see them, and if they cannot be read
 * @param changes those of the work-list, the last one first; empty if they cannot be read
 * @param problem what went wrong, in words; may be empty
 */
record TodoPage(
    Part part,
    Map<String, String> asked,
    Optional<WorkListResponse> items,
    Optional<WorkItems.Begin> next,
    Optional<DeadLettersResponse> deadLetters,
    Optional<List<Changed>> changes,
    Instant since,
    String problem,
    Frame frame) {
  /** The Service User whose dead letters are shown. */
  static final String RECEIVER = "receiver";

  /** The number of the dead letter behind which those begin that are shown. */
  static final String LETTERS_AFTER = "letters-after";

  private static final int SHOWN = 50; // items, and of what was settled
  private static final String LIST = "/todo";

  /**
   * The items that a page shows.
   *
   * @param begin where those begin that are put in order
   * @param start how many of these come before
   */
  record Part(WorkItems.Begin begin, int start) {
    boolean isFirst() {
      return begin.equals(WorkItems.Begin.FIRST);
    }
  }

  /**
   * The items of a distributor's place, the oldest first.
   *
   * @param shown those on this page
   */
  public record Group(
      String name,
      String summary,
      List<WorkListResponse.Item> items,
      List<WorkListResponse.Item> shown) {
    /** The numbers of the items, for what is done with all of them. */
    public String numbers() {
      return items.stream()
          .map(each -> String.valueOf(each.about().number()))
          .collect(Collectors.joining(","));
    }
  }

  private WorkListResponse list() {
    return items.orElseGet(() -> new WorkListResponse(WorkItems.UNKNOWN, List.of(), null));
  }

  public long count() {
    return list().worklist().size();
  }

  /** The groups with the most suspects first, as far as this page shows any of their items. */
  public List<Group> groups() {
    Map<String, List<WorkListResponse.Item>> byPlace = new LinkedHashMap<>();
    for (WorkListResponse.Item each : list().worklist()) {
      byPlace.computeIfAbsent(place(each), name -> new ArrayList<>()).add(each);
    }
    List<Map.Entry<String, List<WorkListResponse.Item>>> ordered =
        byPlace.entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                        (Map.Entry<String, List<WorkListResponse.Item>> each) ->
                            -suspects(each.getValue()))
                    .thenComparing(each -> each.getValue().getFirst().about().receivedAt()))
            .toList();
    List<Group> groups = new ArrayList<>();
    int before = -part.start();
    for (Map.Entry<String, List<WorkListResponse.Item>> each : ordered) {
      List<WorkListResponse.Item> all = each.getValue();
      int from = Math.clamp(-before, 0, all.size());
      int to = Math.clamp(SHOWN - before, 0, all.size());
      if (from < to) {
        groups.add(new Group(each.getKey(), summary(all), all, all.subList(from, to)));
      }
      before += all.size();
    }
    return List.copyOf(groups);
  }

  /** True if nothing at all has to be looked at. */
  public boolean isNothing() {
    return items.isPresent() && count() == 0 && part.isFirst();
  }

  /** Which items these are, if they are not all; else empty. */
  public String partly() {
    long all = count();
    if (all == 0 && !part.isFirst()) {
      return "There are no further items.";
    }
    if (part.start() == 0 && part.isFirst() && all <= SHOWN && next.isEmpty()) {
      return "";
    }
    String these =
        "Items " + Words.count(Math.min(all, part.start() + 1)) + " to "
            + Words.count(Math.min(all, part.start() + SHOWN)) + " of "
            + (part.isFirst() ? "" : "further ") + Words.count(all);
    return part.isFirst() && next.isEmpty()
        ? these + "."
        : these + (next.isEmpty() ? "." : ", and there are more.") + " What looks real comes"
            + " before what is not clear, and " + Words.count(all) + " at a time are put in order"
            + " by place.";
  }

  /** The address of the items behind these; empty if there are none. */
  public String further() {
    return part.start() + SHOWN < count()
        ? address(part.begin(), part.start() + SHOWN)
        : next.map(begin -> address(begin, 0)).orElse("");
  }

  /** The address of the first items; empty if these are they. */
  public String beginning() {
    return part.start() == 0 && part.isFirst() ? "" : here();
  }

  private String address(WorkItems.Begin begin, int start) {
    Map<String, String> all = new LinkedHashMap<>(asked);
    all.put("after", String.valueOf(begin.after()));
    all.put("start", String.valueOf(start));
    if (begin.others()) {
      all.put("others", "true");
    }
    return frame.kept(Address.of(LIST, all));
  }

  /** The address of the page with its filters, from the first items on. */
  public String here() {
    return frame.kept(Address.of(LIST, asked));
  }

  /** That a part of the page is of more than was asked for; else empty. */
  public String unfiltered() {
    return frame.distributors().isEmpty() || !frame.seesEverything()
        ? ""
        : "Of every distributor: the filter is of the alerts above.";
  }

  public List<DeadLettersResponse.Item> letters() {
    return deadLetters.map(DeadLettersResponse::deadLetters).orElse(List.of());
  }

  /** That there is no dead letter, of those that are asked for. */
  public String noLetters() {
    return asked.containsKey(LETTERS_AFTER)
        ? "There is no further dead letter."
        : receiver().isEmpty()
            ? "Every message was delivered or still waits: there is no dead letter."
            : "There is no dead letter for " + receiver() + ".";
  }

  /** Whose dead letters are shown; empty for all. */
  public String receiver() {
    return asked.getOrDefault(RECEIVER, "");
  }

  /** The address of the dead letters behind these; empty if there are none. */
  public String furtherLetters() {
    return deadLetters
        .flatMap(page -> Optional.ofNullable(page.next()))
        .map(next -> letters(Map.of(LETTERS_AFTER, next), RECEIVER))
        .orElse("");
  }

  /** The address of the first dead letters; empty if these are they. */
  public String firstLetters() {
    return asked.containsKey(LETTERS_AFTER) ? letters(Map.of(), RECEIVER) : "";
  }

  /** The address of the dead letters for everybody; empty if these are they. */
  public String allLetters() {
    return receiver().isEmpty() ? "" : letters(Map.of(), "");
  }

  private String letters(Map<String, String> from, String kept) {
    Map<String, String> all = new LinkedHashMap<>(asked);
    all.remove(LETTERS_AFTER);
    if (kept.isEmpty()) {
      all.remove(RECEIVER);
    }
    all.putAll(from);
    return frame.kept(Address.of(LIST, all)) + "#letters";
  }

  public List<Changed> settled() {
    return changes.orElse(List.of());
  }

  /** What was settled last. */
  public List<Changed> lastSettled() {
    return settled().subList(0, Math.min(SHOWN, settled().size()));
  }

  private static String place(WorkListResponse.Item item) {
    AlertPlace place = item.place();
    String of = item.about().distributor();
    String group = place == null ? "" : place.group(of);
    return group.isEmpty() ? "place not known, distributor " + of : group;
  }

  private static long suspects(List<WorkListResponse.Item> items) {
    return items.stream().filter(each -> each.about().assessment().equals("suspect")).count();
  }

  private static String summary(List<WorkListResponse.Item> items) {
    List<Instant> at = items.stream().map(each -> each.about().receivedAt()).sorted().toList();
    long hubs = items.stream().map(each -> each.about().hub()).distinct().count();
    AlertPlace place = items.getFirst().place();
    return Words.hubs(hubs, place == null ? null : place.hubs()) + " within "
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

  /** When the alert was delivered late; empty if it was not. */
  public String released(WorkListResponse.Item item) {
    return item.about().assessed().released().map(this::time).orElse("");
  }

  public String story(WorkListResponse.Item item) {
    return "/story?id=" + URLEncoder.encode(item.about().meter(), StandardCharsets.UTF_8);
  }

  /** What a list with items was made from, if that is not all there is; else empty. */
  public String behind() {
    return count() == 0 || list().lookedAt().entriesBehind() == 0 ? "" : lookedAt();
  }

  /** What an empty list was made from. */
  public String lookedAt() {
    WorkListResponse.LookedAt looked = list().lookedAt();
    Long alerts = looked.alerts();
    String upTo = " was received up to " + time(looked.upTo());
    if (alerts == null) {
      return "All that" + upTo + " was looked at."; // how much there is of others is not told
    }
    String more =
        looked.entriesBehind() == 0
            ? "."
            : "; still to be read: " + Words.count(looked.entriesBehind()) + ".";
    return Words.count(alerts, "suppressed alert") + " looked at, all that" + upTo + more;
  }

  public String sinceText() {
    return since.toString().substring(0, 16);
  }
}
