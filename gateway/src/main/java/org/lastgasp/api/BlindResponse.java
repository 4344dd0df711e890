package org.lastgasp.api;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.id.Mpan;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Window;

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

  /**
   * One window of a hub.
   *
   * @param now true from {@code from} on
   */
  public record Item(
      String hub,
      String meter,
      @Nullable String mpan,
      String distributor,
      boolean now,
      Instant from,
      Instant until) {
    private static Item of(Window window, Instant at) {
      return new Item(
          window.hub().toString(),
          window.meter().toString(),
          Text.of(window.mpan()),
          Mpan.distributorName(distributorOf(window)),
          window.state(at) == Window.State.OPEN,
          window.from(),
          window.until());
    }
  }

  /**
   * The windows of some hubs that are open or pending, in the order they were recorded.
   *
   * @param effect what happens to alerts now
   * @param after the number that the page before gave; 0 for the first page
   */
  public static BlindResponse of(
      Collection<HubState> hubs,
      GatewayState.Effect effect,
      Predicate<Window> seen,
      Instant at,
      long after,
      int limit) {
    WindowPage page =
        WindowPage.of(
            hubs.stream()
                .flatMap(hub -> hub.windows().stream())
                .filter(window -> isBlind(window, at) && seen.test(window)),
            after,
            limit);
    return new BlindResponse(
        effect == GatewayState.Effect.SUPPRESSING,
        at,
        page.windows().stream().map(window -> Item.of(window, at)).toList(),
        Paged.next(page.next()));
  }

  /** True if a window is of the distributor that is asked for. */
  public static boolean isOf(WorkList.Whose whose, Window window) {
    return switch (whose) {
      case WorkList.Whose.All _ -> true;
      case WorkList.Whose.Of of -> of.distributor().equals(distributorOf(window));
    };
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

  @Override
  public BlindResponse plus(BlindResponse more) {
    return new BlindResponse(more.suppressing, more.at, Text.joined(blind, more.blind), more.next);
  }
}
