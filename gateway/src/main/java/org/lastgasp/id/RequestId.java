package org.lastgasp.id;

import java.util.Optional;

/**
 * The name of a Service Request: who asks, which device, and the asker's counter (DUIS 5.4 schema,
 * {@code RequestIDType}).
 *
 * <p>Both steps of a critical request carry the same one. Immutable.
 *
 * @param originator the Service User
 * @param target the device the request is for
 * @param counter unsigned 64 bits; compare with {@link Long#compareUnsigned}
 */
public record RequestId(Eui64 originator, Eui64 target, long counter) {

  /** Reads {@code originator:target:counter}; surrounding white space is allowed; else empty. */
  public static Optional<RequestId> parse(String text) {
    return Triple.parse(text).map(t -> new RequestId(t.first(), t.second(), t.counter()));
  }

  /**
   * The name written in a source that is known to be right.
   *
   * @throws IllegalArgumentException if it is not a RequestID after all
   */
  public static RequestId of(String text) {
    return parse(text)
        .orElseThrow(() -> new IllegalArgumentException("not a RequestID: '" + text + "'"));
  }

  /** The name that the answers to this request carry. */
  public ResponseId response() {
    return new ResponseId(target, originator, counter);
  }

  @Override
  public String toString() {
    return new Triple(originator, target, counter).toString();
  }
}
