package org.lastgasp.whatif;

import java.util.List;
import org.lastgasp.policy.Settings;

/**
 * One set of settings to be tried.
 *
 * @param choices what sets it apart, by key, in the order of the sweep; empty if nothing does
 */
record SettingsVariant(List<Choice> choices, Settings settings) {
  SettingsVariant {
    choices = List.copyOf(choices);
  }

  /** One value of a swept key, as the configuration would have it. */
  record Choice(String key, String value) {
    @Override
    public String toString() {
      return key + "=" + value;
    }
  }

  /** Returns true if a value of this key was chosen. */
  boolean isTried(String key) {
    return choices.stream().anyMatch(choice -> choice.key().equals(key));
  }

  /** Returns what it is called in tables. */
  String title() {
    return choices.isEmpty()
        ? "as configured"
        : String.join(" ", choices.stream().map(Choice::toString).toList());
  }
}
