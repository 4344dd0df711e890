package org.lastgasp.console;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lastgasp.access.Identity;
import org.lastgasp.access.Role;
import org.lastgasp.api.Overview;
import org.lastgasp.api.StateTitle;
import org.lastgasp.api.StatusResponse;

/**
 * What stands around the content of every page: where one is, who one is, and the gateway's state.
 *
 * @param environment the name of the installation; may be empty
 * @param state as in {@code status}
 * @param toLookAt items of the work-list, of the distributors that the pages are filtered by
 * @param csrf what a form of the page has to repeat; empty if no session proved the reader
 * @param distributors those that the pages are filtered by; empty for all
 * @param at the time of what is shown
 * @param age how long ago that was when the page was made
 * @param message what the last action did; may be empty
 */
record Frame(
    Destination page,
    String environment,
    String state,
    long toLookAt,
    Identity reader,
    Optional<String> csrf,
    List<String> distributors,
    Instant at,
    Duration age,
    String message) {
  private static final int COLOURS = 6;

  /** The frame as somebody sees it who asks for some distributors; none for all. */
  static Frame of(
      Destination page,
      String environment,
      StatusResponse status,
      Identity reader,
      Optional<String> csrf,
      List<String> distributors,
      Instant at,
      Duration age) {
    return new Frame(
        page, environment, status.state(), count(status.overview(), distributors), reader, csrf,
        distributors, at, age, "");
  }

  Frame saying(String words) {
    return new Frame(
        page, environment, state, toLookAt, reader, csrf, distributors, at, age, words);
  }

  /** True if the rows of a distributor are asked for. */
  public boolean shows(String distributor) {
    return distributors.isEmpty() || distributors.contains(distributor);
  }

  /** The address of a page that keeps what is asked for. */
  public String address(Destination to) {
    return kept(to.path());
  }

  /** A path that keeps the distributors that are asked for. */
  public String kept(String path) {
    return distributors.isEmpty()
        ? path
        : path + (path.contains("?") ? '&' : '?') + "distributor="
            + Address.encoded(String.join(",", distributors));
  }

  /** What the filter does here, in words. */
  public String filtered() {
    String names = (distributors.size() == 1 ? "distributor " : "distributors ")
        + String.join(", ", distributors);
    return page.isFiltered()
        ? "Only " + names + ", here and on the other pages."
        : "This page is of " + (seesEverything() ? "every distributor" : "all your distributors")
            + "; To do, Alerts, Campaigns and Delivery show only " + names + ".";
  }

  static long count(Overview overview) {
    return Optional.ofNullable(overview.toLookAt()).map(Overview.ToLookAt::count).orElse(0L);
  }

  private static long count(Overview overview, List<String> distributors) {
    Overview.ToLookAt list = overview.toLookAt();
    return list == null || distributors.isEmpty()
        ? count(overview)
        : distributors.stream()
            .mapToLong(id -> list.byDistributor().getOrDefault(id, 0L))
            .sum();
  }

  /** As a tab shows it: {@code (6) Suppressing · To do · Lastgasp}. */
  public String title() {
    return StateTitle.of(state, toLookAt).replace("Lastgasp", subtitle() + "Lastgasp");
  }

  /** The page's name in its title; the first page needs none. */
  public String subtitle() {
    return page == Destination.NOW ? "" : page.title() + " · ";
  }

  public String icon() {
    return StateTitle.icon(state, toLookAt);
  }

  public String environmentStyle() {
    return "env" + Math.floorMod(environment.toLowerCase(Locale.ROOT).hashCode(), COLOURS);
  }

  public List<Destination> pages() {
    return Destination.linked();
  }

  public String assets() {
    return Assets.VERSION;
  }

  public String user() {
    return reader.name();
  }

  public String role() {
    String rows =
        switch (reader.scope()) {
          case Identity.Scope.All _ -> "";
          case Identity.Scope.Of own ->
              " of "
                  + String.join(
                      ", ", own.distributors().stream().sorted().map(String::valueOf).toList());
        };
    return reader.role().code() + rows;
  }

  public boolean isLoggedIn() {
    return csrf.isPresent();
  }

  /** True if the page shows what an operator may do. */
  public boolean mayOperate() {
    return reader.role().includes(Role.OPERATOR);
  }

  public boolean mayAdminister() {
    return reader.role().includes(Role.ADMINISTRATOR);
  }

  /** True if what names supply points is for the reader: an analyst needs none. */
  public boolean seesSupplyPoints() {
    return mayOperate() || !seesEverything() || reader.isLocal();
  }

  /** True if all rows are seen. */
  public boolean seesEverything() {
    return reader.scope() instanceof Identity.Scope.All;
  }

  public String secret() {
    return csrf.orElse("");
  }

  /** Seconds since the time of what is shown. */
  public long seconds() {
    return Math.max(0, age.toSeconds());
  }

  public String clock() {
    return Words.time(at);
  }
}
