package org.lastgasp.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.lastgasp.api.AlertsResponse;
import org.lastgasp.server.LocalCalls;
import org.lastgasp.server.Query;
import org.lastgasp.server.ServerRequest;

/**
 * A search for the last alerts that fit a filter.
 *
 * @param api answers {@code /api/v1/alerts} with these parameters
 */
record AlertSearch(Function<Map<String, String>, LocalCalls.Answer> api) {
  private static final List<String> FILTERS =
      List.of(
          "verdict", "distributor", "area", "reason", "near", "model", "firmware-hash",
          "assessment", "from", "to");
  private static final int AGAIN = 50; // times that such a search goes on, some seconds

  /** What is asked for, and before which alert; empty for the last ones. */
  record Asked(Map<String, String> filters, Optional<String> before) {
    static Asked of(ServerRequest request) {
      Query query = new Query(request);
      Asked asked = new Asked(Address.asked(query, FILTERS), query.text("before"));
      query.check();
      return asked;
    }

    String address(String path) {
      return address(path, before);
    }

    String address(String path, Optional<String> from) {
      Map<String, String> all = new LinkedHashMap<>(filters);
      from.ifPresent(number -> all.put("before", number));
      return Address.of(path, all);
    }
  }

  /**
   * The alerts that were found, the last one first.
   *
   * @param goesOn before which number there may be more; 0 if there are no more
   * @param status of the answer that is the problem, if there is one
   */
  record Found(List<AlertsResponse.Alert> alerts, long goesOn, int status, String problem) {
    /** True if fewer were found than were wanted, and not all were looked at. */
    boolean isCut(int most) {
      return problem.isEmpty() && alerts.size() < most && goesOn > 0;
    }

    private Found plus(Found older) {
      List<AlertsResponse.Alert> all = new ArrayList<>(alerts);
      all.addAll(older.alerts);
      return new Found(all, older.goesOn, older.status, older.problem);
    }
  }

  /** The last alerts that fit. */
  Found found(Asked asked, int most) {
    Map<String, String> wanted = new LinkedHashMap<>(asked.filters());
    wanted.put("last", String.valueOf(most));
    wanted.put("details", "true");
    asked.before().ifPresent(number -> wanted.put("before", number));
    LocalCalls.Answer answer = api.apply(wanted);
    if (!answer.isGood()) {
      return new Found(List.of(), 0, answer.status(), answer.problem());
    }
    AlertsResponse part = answer.as(AlertsResponse.class);
    List<AlertsResponse.Alert> shown = part.alerts().reversed();
    long next = Optional.ofNullable(part.next()).map(Long::parseLong).orElse(0L);
    return new Found(
        shown, shown.size() == most ? shown.getLast().number() : next, answer.status(), "");
  }

  /** The same, going on where a search had to stop; {@code isCut} if too often. */
  Found whole(Asked asked, int most) {
    Found found = found(asked, most);
    for (int i = 0; i < AGAIN && found.isCut(most); i++) {
      Asked older = new Asked(asked.filters(), Optional.of(String.valueOf(found.goesOn())));
      found = found.plus(found(older, most - found.alerts().size()));
    }
    return found;
  }
}
