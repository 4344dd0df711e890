package org.lastgasp.policy;

import java.util.List;
import java.util.stream.Stream;
import org.lastgasp.id.Eui64;

/**
 * The handover of a meter to a hub that is judged elsewhere, as in a cluster: until it arrives,
 * requests for the meter are judged on both sides. On one machine a meter is on one hub at a time.
 * Pure.
 */
public final class HubHandover {
  private HubHandover() {}

  /**
   * The new hub with all that the old one remembered of a meter. What was accepted on one side has
   * replaced what the other has, as of its receipt; what was accepted before changes nothing.
   *
   * @param old what the old hub remembered of this meter alone
   */
  public static HubState joined(HubState hub, Eui64 meter, HubState old) {
    List<Window> opened =
        hub.windows().stream().filter(w -> !old.wasAccepted(w.request(), w.step())).toList();
    return with(hub, opened.stream().map(w -> replaced(w, old)).toList())
        .with(meter, with(old, old.windows().stream().map(w -> replaced(w, hub)).toList()));
  }

  private static HubState with(HubState hub, List<Window> windows) {
    return new HubState(
        hub.hub(), windows, hub.cancellations(), hub.suppressions(), hub.accepted());
  }

  /** A window after the requests that the other side has had answered. */
  private static Window replaced(Window window, HubState other) {
    Window after = window;
    for (Cancellation each : other.cancellations()) {
      if (each.tries().unanswered()
          && Replacement.by(each, each.recorded()).isDoubtfulFor(after)) {
        after = after.doubted(each.request());
      }
    }
    for (Replacement each : accepted(other).toList()) {
      after = each.ends(after, each.received()) ? each.end(after, each.received()) : after;
    }
    return after;
  }

  private static Stream<Replacement> accepted(HubState hub) {
    return Stream.concat(
        hub.cancellations().stream()
            .filter(c -> c.tries().accepted())
            .map(c -> Replacement.by(c, c.recorded())),
        hub.windows().stream()
            .filter(w -> w.tries().accepted() && w.mode() == Window.Mode.FUTURE_DATED)
            .map(w -> Replacement.by(w, w.recorded())));
  }
}
