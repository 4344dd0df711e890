package org.lastgasp.api;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastgasp.files.SpreadsheetText;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.id.Mpan;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.policy.HubLocation;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.policy.Window;
import org.lastgasp.sqlite.StoreUnavailable;

/**
 * A page of the hubs whose alerts are suppressed now, or will be from a known time on. A network's
 * systems read it to know where no alert will come.
 *
 * @param suppressing false while every alert is forwarded: by the switch, a storm order for
 *     everywhere, the breaker, or as nothing can be recorded
 * @param at the instant of the list
 */
public record BlindResponse(
    boolean suppressing, Instant at, List<Item> blind, @Nullable String next)
    implements Paged<BlindResponse> {
  /** The columns of the list as CSV. */
  private static final String HEADER =
      "number,hub,meter,mpan,distributor,feeder,postcode,from,until,now,suppressing\r\n";

  /**
   * One window of a hub.
   *
   * @param number of the window
   * @param feeder as the inventory has it, as is the postcode; empty if it has none
   * @param now true from {@code from} on; false while it is planned
   * @param suppressing true if an alert that comes now is suppressed; false also while a storm
   *     order for its distributor or region stands, and above the ceiling or a limit of the hub
   */
  public record Item(
      long number,
      String hub,
      String meter,
      @Nullable String mpan,
      String distributor,
      String feeder,
      String postcode,
      boolean now,
      boolean suppressing,
      Instant from,
      Instant until) {
    private String csv() {
      return Stream.of(
                  number, hub, meter, Optional.ofNullable(mpan).orElse(""), distributor,
                  SpreadsheetText.quoted(feeder), SpreadsheetText.quoted(postcode), from, until,
                  now, suppressing)
              .map(String::valueOf)
              .collect(Collectors.joining(","))
          + "\r\n";
    }
  }

  /** The inputs that decide whether windows make hubs blind at an instant, whatever the switch. */
  public record Now(
      TrackingState tracked, Policy policy, InventoryLookup devices, Instant at) {

    /** One window, with its place; {@code suppressing} false if every alert is forwarded. */
    Item item(Window window, boolean suppressing) {
      boolean open = window.state(at) == Window.State.OPEN;
      AlertPlace place =
          AlertPlace.of(devices, window.hub().toString(), window.meter().toString());
      return new Item(
          window.recorded(),
          window.hub().toString(),
          window.meter().toString(),
          Text.of(window.mpan()),
          Mpan.distributorName(distributorOf(window)),
          place.feeder(),
          place.postcode(),
          open,
          open && suppressing && !isForwarded(tracked.hub(window.hub())),
          window.from(),
          window.until());
    }

    /** Returns true if a hub's alerts are forwarded, whatever its windows say. */
    boolean isForwarded(HubState hub) {
      return isLimited(hub) || isInStorm(hub);
    }

    /** Returns true if a limit of the hub forwards its alerts, whatever its windows say. */
    boolean isLimited(HubState hub) {
      return policy.isLimited(hub, at);
    }

    private boolean isInStorm(HubState hub) {
      if (tracked.overrides().storms().isEmpty()) {
        return false;
      }
      List<Integer> distributors =
          hub.windows().stream()
              .flatMap(window -> window.mpan().stream())
              .map(Mpan::distributor)
              .distinct()
              .toList();
      return tracked.overrides().storm(at, distributors, where(hub)).isPresent();
    }

    private HubLocation where(HubState hub) {
      try {
        return HubLocation.of(hub, tracked.overrides(), devices::device);
      } catch (StoreUnavailable unreadable) { // told as degraded
        return HubLocation.UNKNOWN;
      }
    }
  }

  /**
   * The windows that are open or pending, in the order they were recorded.
   *
   * @param effect what happens to alerts in general
   * @param after the number that the page before gave; 0 for the first page
   */
  public static BlindResponse of(
      Now now, GatewayState.Effect effect, Predicate<Window> seen, long after, int limit) {
    boolean suppressing = effect == GatewayState.Effect.SUPPRESSING;
    WindowPage page =
        WindowPage.of(
            blind(now.tracked().hubs(), now.at()).filter(seen), after, limit);
    return new BlindResponse(
        suppressing,
        now.at(),
        page.windows().stream().map(window -> now.item(window, suppressing)).toList(),
        Paged.next(page.next()));
  }

  /** The windows of some hubs that are open or pending, in no order. */
  static Stream<Window> blind(Collection<HubState> hubs, Instant at) {
    return hubs.stream().flatMap(hub -> hub.windows().stream()).filter(each -> isBlind(each, at));
  }

  /** True if a window is of a distributor that is asked for. */
  public static boolean isOf(Collection<WorkList.Whose> whose, Window window) {
    return whose.stream()
        .anyMatch(
            each ->
                switch (each) {
                  case WorkList.Whose.All _ -> true;
                  case WorkList.Whose.Of of -> of.distributor().equals(distributorOf(window));
                });
  }

  private static OptionalInt distributorOf(Window window) {
    return window
        .mpan()
        .map(mpan -> OptionalInt.of(mpan.distributor()))
        .orElseGet(OptionalInt::empty);
  }

  private static boolean isBlind(Window window, Instant at) {
    return switch (window.state(at)) {
      case OPEN, PENDING -> true;
      case AWAITING, ENDED, CANCELLED, WITHDRAWN, DOUBTED -> false;
    };
  }

  /** The page as CSV: a line of names, and one for each window. */
  String csv() {
    return blind.stream().map(Item::csv).collect(Collectors.joining("", HEADER, ""));
  }

  @Override
  public BlindResponse plus(BlindResponse more) {
    return new BlindResponse(more.suppressing, more.at, Text.joined(blind, more.blind), more.next);
  }
}
