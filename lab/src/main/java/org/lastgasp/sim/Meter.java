package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;

/**
 * A simulated meter.
 *
 * @param mpan empty for a gas meter
 * @param drift how far its clock is ahead (negative) or behind
 */
public record Meter(Eui64 id, MeterModel model, Optional<Mpan> mpan, Duration drift) {

  /** Returns what its clock shows at an instant. */
  public Instant time(Instant at) {
    return at.minus(drift);
  }

  /** Returns why an activation of it is not tracked, in the world's own words; empty if it is. */
  Optional<String> untracked() {
    if (model == MeterModel.GAS) {
      return Optional.of("a gas meter");
    }
    if (model == MeterModel.SMETS1) {
      return Optional.of("a SMETS1 meter");
    }
    String maker = model.manufacturer().strip().toLowerCase(Locale.ROOT);
    if (!maker.equals("landis+gyr") && !maker.equals("1063")) {
      return Optional.of("another manufacturer");
    }
    return model.listed() ? Optional.empty() : Optional.of("meter not on the list");
  }
}
