package org.lastgasp.policy;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.lastgasp.id.Eui64;

/**
 * The Service Users whose activations open windows, and how many windows each may have. All is
 * ours: the impact assessment lets anybody's activation suppress alerts. Immutable.
 *
 * @param activate who may activate firmware, by the originator of the RequestID; empty for anybody
 * @param openWindows the most windows of one Service User that are not over; 1 or more
 * @param windowsAnHour the most windows that one Service User opens within an hour; 1 or more
 */
public record Authority(
    Set<Eui64> activate, OptionalInt openWindows, OptionalInt windowsAnHour) {
  /** Anybody may, without a limit. */
  public static final Authority ANYBODY =
      new Authority(Set.of(), OptionalInt.empty(), OptionalInt.empty());

  public Authority {
    activate = Set.copyOf(activate);
    if (openWindows.orElse(1) < 1 || windowsAnHour.orElse(1) < 1) {
      throw new IllegalArgumentException(openWindows + " windows, " + windowsAnHour + " an hour");
    }
  }

  /** Returns true if activations of this Service User may open windows. */
  boolean allows(Eui64 originator) {
    return activate.isEmpty() || activate.contains(originator);
  }

  /** Returns true if the windows of each Service User are to be counted. */
  public boolean counts() {
    return openWindows.isPresent() || windowsAnHour.isPresent();
  }

  /**
   * Returns why a Service User may open no further window, if it may not.
   *
   * @param open its windows that are not over
   * @param lastHour the windows that it opened within the last hour
   */
  Optional<String> refuses(long open, long lastHour) {
    if (open >= openWindows.orElse(Integer.MAX_VALUE)) {
      return Optional.of(open + " windows are open, authority.open-windows is "
          + openWindows.getAsInt());
    }
    return lastHour >= windowsAnHour.orElse(Integer.MAX_VALUE)
        ? Optional.of(lastHour + " windows were opened within an hour, authority.windows-an-hour"
            + " is " + windowsAnHour.getAsInt())
        : Optional.empty();
  }
}
