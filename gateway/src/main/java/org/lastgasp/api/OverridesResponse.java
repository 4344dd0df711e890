package org.lastgasp.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.lastgasp.policy.Overrides;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.StormOrder;

/** The storm orders and the breaker, as they stand. */
public record OverridesResponse(List<Storm> storms, Position breaker) {

  /** A storm order. */
  public record Storm(
      @Nullable Integer distributor,
      @Nullable String region,
      Instant since,
      @Nullable Instant until,
      String by,
      String reason) {
    static Storm of(StormOrder order) {
      OptionalInt distributor = order.place().distributor();
      return new Storm(
          distributor.isPresent() ? distributor.getAsInt() : null,
          order.place().region().orElse(null),
          order.since(),
          order.until().orElse(null),
          order.by(),
          order.reason());
    }
  }

  /** The position of the breaker; {@code since} and {@code why} are null while it is closed. */
  public record Position(String position, @Nullable Instant since, @Nullable String why) {}

  /** Those of a gateway. */
  public static OverridesResponse of(Overrides overrides) {
    Optional<Breaker> open = overrides.breaker();
    Breaker.Position position =
        open.isPresent() ? Breaker.Position.OPEN : Breaker.Position.CLOSED;
    return new OverridesResponse(
        overrides.storms().stream().map(Storm::of).toList(),
        new Position(
            position.code(),
            open.map(Breaker::since).orElse(null),
            open.map(Breaker::why).orElse(null)));
  }
}
