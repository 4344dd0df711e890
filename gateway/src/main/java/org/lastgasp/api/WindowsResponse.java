package org.lastgasp.api;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Window;
import org.lastgasp.server.Query;

/** A page of the list of windows, in the order they were recorded. */
public record WindowsResponse(List<Item> windows, @Nullable String next)
    implements Paged<WindowsResponse> {

  /** The windows that are wanted. */
  public record Filter(
      Optional<Eui64> hub,
      Optional<Eui64> meter,
      Optional<Window.State> state,
      long after,
      int limit) {
    private boolean fits(Window window, Instant now) {
      return hub.map(window.hub()::equals).orElse(true)
          && meter.map(window.meter()::equals).orElse(true)
          && state.map(wanted -> window.state(now) == wanted).orElse(true);
    }
  }

  /** A window, with all that is known of it. */
  public record Item(
      String hub,
      String meter,
      @Nullable String mpan,
      String model,
      String requestId,
      String step,
      String firmwareHash,
      String mode,
      String state,
      Instant requestedAt,
      @Nullable Instant answeredAt,
      Instant from,
      Instant until,
      @Nullable Instant endedAt,
      @Nullable String endedBy,
      @Nullable String cause,
      @Nullable String doubtedBy,
      long recorded) {

    static Item of(Window window, Instant now) {
      Optional<Window.End> ending = window.ending();
      return new Item(
          window.hub().toString(),
          window.meter().toString(),
          Text.of(window.mpan()),
          window.model(),
          window.request().toString(),
          Query.code(window.step()),
          window.firmwareHash(),
          window.mode().code(),
          Query.code(window.state(now)),
          window.requested(),
          window.answered().orElse(null),
          window.from(),
          window.until(),
          ending.map(Window.End::at).orElse(null),
          Text.of(ending.flatMap(Window.End::by)),
          Text.of(ending.map(end -> Query.code(end.cause()))),
          Text.of(window.doubtedBy()),
          window.recorded());
    }
  }

  /** The windows of some hubs that fit a filter. */
  public static WindowsResponse of(Collection<HubState> hubs, Filter filter, Instant now) {
    return of(hubs, filter, window -> true, now);
  }

  /** The same, of those that are seen. */
  static WindowsResponse of(
      Collection<HubState> hubs, Filter filter, Predicate<Window> seen, Instant now) {
    return of(
        WindowPage.of(
            hubs.stream()
                .flatMap(hub -> hub.windows().stream())
                .filter(window -> filter.fits(window, now) && seen.test(window)),
            filter.after(),
            filter.limit()),
        now);
  }

  static WindowsResponse of(WindowPage page, Instant now) {
    return new WindowsResponse(
        page.windows().stream().map(window -> Item.of(window, now)).toList(),
        Paged.next(page.next()));
  }

  @Override
  public WindowsResponse plus(WindowsResponse more) {
    return new WindowsResponse(Text.joined(windows, more.windows), more.next);
  }
}
