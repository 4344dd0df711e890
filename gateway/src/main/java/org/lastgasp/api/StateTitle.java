package org.lastgasp.api;

import java.util.Locale;

/** The state as a browser's tab shows it: a title and an icon. */
public final class StateTitle {
  private StateTitle() {}

  /** As in {@code (6) Suppressing · Lastgasp}. */
  public static String of(String state, long toLookAt) {
    String word = state.substring(0, 1).toUpperCase(Locale.ROOT) + state.substring(1);
    String count = toLookAt > 0 ? "(" + toLookAt + ") " : "";
    return count + word.replace('-', ' ') + " · Lastgasp";
  }

  /** The name of the icon: {@code suppressing}, or {@code suppressing-alert} with work to do. */
  public static String icon(String state, long toLookAt) {
    return state + (toLookAt > 0 ? "-alert" : "");
  }
}
