package org.lastgasp.api;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.policy.Window;
import org.lastgasp.server.EventStreams;
import org.lastgasp.server.Json;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;
import org.lastgasp.server.SupplyPointMask;

/**
 * A feed of blind hubs as server-sent events: {@code blind} for each window at first, and for each
 * new or changed one; {@code over} for one that no longer makes its hub blind; {@code state} every
 * two seconds, after the other events of that turn. Safe for any number of threads.
 */
public final class BlindFeed extends EventFeed<BlindFeed.Listener> {
  private final AdminServices parts;
  private Basis basis = new Basis(GatewayState.Effect.OFF, List.of()); // for the loop only
  private Map<Long, Told> known = Map.of(); // by the window's number; for the loop only

  /** A feed of the windows of these services. */
  public BlindFeed(AdminServices parts) {
    super("blind-feed", "blind-hubs-not-sent", EventStreams.ofEvery());
    this.parts = parts;
  }

  /**
   * The state of a feed.
   *
   * @param suppressing as in {@link BlindResponse#suppressing}
   * @param windows the number of windows sent to this listener and not yet over
   */
  public record State(Instant at, boolean suppressing, int windows) {}

  /** The inputs that are the same for all windows. */
  private record Basis(GatewayState.Effect effect, List<StormOrder> storms) {}

  /** A window as last read, and the item sent for it. */
  private record Told(
      Window window, boolean open, boolean limited, BlindResponse.Item item) {
    boolean isOf(Window other, boolean nowOpen, boolean nowLimited) {
      return open == nowOpen && limited == nowLimited && window.equals(other);
    }
  }

  /** A listener and what it was sent. For the loop only. */
  static final class Listener {
    private final RowScope scope;
    private final List<WorkList.Whose> whose;
    private final boolean begun;
    private final Optional<SupplyPointMask> mask;
    private final Map<Long, BlindResponse.Item> heard = new HashMap<>();

    private Listener(
        RowScope scope,
        List<WorkList.Whose> whose,
        boolean begun,
        Optional<SupplyPointMask> mask) {
      this.scope = scope;
      this.whose = whose;
      this.begun = begun;
      this.mask = mask;
    }

    private boolean sees(Told told) {
      Window window = told.window();
      return (told.open() || !begun)
          && BlindResponse.isOf(whose, window)
          && scope.sees(window.mpan());
    }

    /** The events for what changed since the last turn. */
    private byte[] news(Map<Long, Told> now, State state) {
      ByteArrayOutputStream events = new ByteArrayOutputStream();
      Iterator<BlindResponse.Item> its = heard.values().iterator();
      while (its.hasNext()) {
        BlindResponse.Item item = its.next();
        if (!now.containsKey(item.number())) {
          its.remove();
          add(events, "over", item);
        }
      }
      now.forEach(
          (number, told) -> {
            if (!told.item().equals(heard.get(number)) && sees(told)) {
              heard.put(number, told.item());
              add(events, "blind", told.item());
            }
          });
      State whole = new State(state.at(), state.suppressing(), heard.size());
      events.writeBytes(Json.event("state", whole));
      return events.toByteArray();
    }

    private void add(ByteArrayOutputStream events, String name, BlindResponse.Item item) {
      BlindResponse.Item shown =
          mask.map(m -> m.over(item, BlindResponse.Item.class)).orElse(item);
      events.writeBytes(Json.event(name, shown));
    }
  }

  /**
   * Answers with a stream of what is asked for.
   *
   * @param begun true if planned windows are left out until they begin
   */
  void open(
      List<WorkList.Whose> whose,
      boolean begun,
      ServerRequest request,
      ServerResponse response) {
    open(
        new Listener(RowScope.of(request), whose, begun, response.mask()), request, response);
  }

  @Override
  void tell(EventStreams<Listener> to) {
    if (to.size() == 0) {
      known = Map.of();
      return;
    }
    Instant at = parts.clock().instant();
    known = read(at);
    to.send(
        listener ->
            listener.news(
                known,
                new State(
                    at,
                    OwnState.of(parts, listener.scope).effect()
                        == GatewayState.Effect.SUPPRESSING,
                    0)));
  }

  /** Every window now; what is told of one is made again only if something has changed. */
  private Map<Long, Told> read(Instant at) {
    BlindResponse.Now made = parts.blindAt(at);
    TrackingState tracked = made.tracked();
    List<StormOrder> storms =
        tracked.overrides().storms().stream().filter(storm -> !storm.isOver(at)).toList();
    Basis now = new Basis(parts.state().get().effect(), storms);
    Map<Long, Told> before = now.equals(basis) ? known : Map.of();
    basis = now;
    boolean suppressing = now.effect() == GatewayState.Effect.SUPPRESSING;
    Map<Long, Told> all = new HashMap<>();
    for (HubState hub : tracked.hubs()) {
      boolean limited = made.isLimited(hub);
      BlindResponse.blind(List.of(hub), at)
          .forEach(
              window -> {
                boolean open = window.state(at) == Window.State.OPEN;
                Told old = before.get(window.recorded());
                boolean same = old != null && old.isOf(window, open, limited);
                all.put(
                    window.recorded(),
                    same ? old : new Told(window, open, limited, made.item(window, suppressing)));
              });
    }
    return all;
  }
}
