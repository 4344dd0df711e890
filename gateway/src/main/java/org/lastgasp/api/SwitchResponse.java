package org.lastgasp.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.lastgasp.files.CountText;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackingState;

/**
 * The switch, and the windows that turning it off would end, or has ended.
 *
 * @param windows null if it was set
 * @param windowsEnded null if it was only asked for
 * @param said the outcome of an order in words
 */
public record SwitchResponse(
    @JsonProperty("switch") String position,
    @Omitted @Nullable Long windows,
    @Omitted @Nullable Long windowsEnded,
    @Omitted @Nullable Long notBegun,
    @Omitted @Nullable String said) {

  /** The position alone. */
  public static SwitchResponse of(Switch position) {
    return new SwitchResponse(position.code(), null, null, null, null);
  }

  static SwitchResponse shown(Switch position, TrackingState.Live live) {
    return new SwitchResponse(
        position.code(), live.windows(), null, live.notBegun(), null);
  }

  static SwitchResponse set(Switch to, TrackingState.Live ended) {
    return new SwitchResponse(
        to.code(), null, ended.windows(), ended.notBegun(), said(to, ended));
  }

  private static String said(Switch to, TrackingState.Live ended) {
    if (to != Switch.OFF) {
      return to.code();
    }
    String windows = CountText.of(ended.windows(), "window ended", "windows ended");
    String begun =
        ended.notBegun() > 0 ? ", " + ended.notBegun() + " of them not yet begun" : "";
    String done = ended.windows() > 0 ? ". This cannot be undone." : "";
    return to.code() + ": " + (ended.windows() == 0 ? "no " + windows.substring(2) : windows)
        + begun + done;
  }
}
