package org.lastgasp.id;

import java.util.Optional;

/**
 * The name of a response or an alert: the two EUIs of a {@link RequestId} swapped, the counter kept
 * (DUIS 5.4 schema, {@code ResponseIDType}). Alerts nobody asked for have one too. Immutable.
 *
 * @param sender the device or service it comes from
 * @param recipient the Service User it is for
 * @param counter unsigned 64 bits
 */
public record ResponseId(Eui64 sender, Eui64 recipient, long counter) {

  /** Reads {@code sender:recipient:counter}; surrounding white space is allowed; else empty. */
  public static Optional<ResponseId> parse(String text) {
    return Triple.parse(text).map(t -> new ResponseId(t.first(), t.second(), t.counter()));
  }

  /**
   * The name written in a source that is known to be right.
   *
   * @throws IllegalArgumentException if it is not a ResponseID after all
   */
  public static ResponseId of(String text) {
    return parse(text)
        .orElseThrow(() -> new IllegalArgumentException("not a ResponseID: '" + text + "'"));
  }

  @Override
  public String toString() {
    return new Triple(sender, recipient, counter).toString();
  }
}
