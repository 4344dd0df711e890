package org.lastgasp.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.api.StateSentence.StateFacts;
import org.lastgasp.audit.AlertCounts;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;
import org.lastgasp.sqlite.StoreUnavailable;

/** The state of a gateway for a sender who sees only some distributors' rows. */
final class OwnState {
  private OwnState() {}

  /** The state, in which only the own hubs, alerts and storm orders are counted. */
  static GatewayState of(AdminServices services, RowScope scope) {
    GatewayState all = services.state().get();
    return scope.isEverything()
        ? all
        : switch (all.cause()) {
          case ENFORCE -> own(services, scope, Switch.ENFORCE);
          case OBSERVE -> own(services, scope, Switch.OBSERVE);
          case CANNOT_RECORD, CLOCK_BEHIND, OFF, LISTS_MISSING, BREAKER, STORM ->
              new GatewayState(all.cause(), all.sentence(), "");
        };
  }

  private static GatewayState own(AdminServices services, RowScope scope, Switch position) {
    Instant now = services.clock().instant();
    List<StormOrder> storms =
        services.tracked().overrides().storms().stream()
            .filter(
                each ->
                    each.place().distributor().isEmpty()
                        || scope.sees(each.place().distributor()))
            .toList();
    return StateSentence.of(
        new StateFacts(
            now, Optional.empty(), Optional.empty(), position, Optional.empty(), List.of(),
            Optional.empty(), storms, observed(services, scope, position, now),
            BlindHubs.of(services.blindAt(now), scope::sees).total()));
  }

  private static OptionalLong observed(
      AdminServices services, RowScope scope, Switch position, Instant now) {
    if (position != Switch.OBSERVE) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(
          services.queries().counts(now.minus(StateReader.LATELY), now).byDistributor().entrySet()
              .stream()
              .filter(each -> scope.sees(each.getKey()))
              .map(java.util.Map.Entry::getValue)
              .mapToLong(AlertCounts.Figures::wouldSuppress)
              .sum());
    } catch (StoreUnavailable unreadable) {
      return OptionalLong.empty(); // told as degraded, to those who see everything
    }
  }
}
