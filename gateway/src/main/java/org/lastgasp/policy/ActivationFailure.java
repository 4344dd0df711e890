package org.lastgasp.policy;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.lastgasp.duis.Message;
import org.lastgasp.gbcs.Payload;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;

/**
 * A message that says that an activation failed before it could cut anything off: 8F67, or CS06
 * with outcome 1, no image held, or 2, hash mismatch. In doubt it says so.
 *
 * @param counter of the request: for a future-dated one the inner counter
 * @param said in words
 */
public record ActivationFailure(Eui64 meter, long counter, String said) {
  private static final String FAILED = "8F67";

  /**
   * Returns what a message says, read only while the guard asks for it and a window may still hold.
   */
  public static Optional<ActivationFailure> heard(
      Message.Northbound message, TrackingState state, Settings settings, Instant received) {
    return settings.guard(Guard.ACTIVATION_FAILED) != Guard.Setting.OFF
            && message.device().filter(m -> !state.live(m, received).isEmpty()).isPresent()
        ? in(message)
        : Optional.empty();
  }

  /** Returns what a message says, if it says that. Its payload is read. */
  public static Optional<ActivationFailure> in(Message.Northbound message) {
    return switch (message) {
      case Message.FutureDatedAlert alert -> alert.device().flatMap(id -> alert(id, alert));
      case Message.Response response -> response.device().flatMap(id -> response(id, response));
      case Message.Northbound other -> Optional.empty();
    };
  }

  private static Optional<ActivationFailure> alert(Eui64 meter, Message.FutureDatedAlert alert) {
    boolean failed = alert.code().equals(FAILED);
    if (read(alert.payload()) instanceof Payload.FutureDatedActivation told) {
      String code = String.format(Locale.ROOT, "%04X", told.alertCode());
      String said = code + " with outcome " + told.outcome();
      return failed || code.equals(FAILED) || isFailure(told.outcome())
          ? Optional.of(new ActivationFailure(meter, told.originatorCounter(), said))
          : Optional.empty();
    }
    return alert
        .requestId()
        .filter(id -> failed)
        .map(RequestId::counter)
        .map(counter -> new ActivationFailure(meter, counter, FAILED + " that cannot be read"));
  }

  private static Optional<ActivationFailure> response(Eui64 meter, Message.Response response) {
    return read(response.payload()) instanceof Payload.ActivationOutcome told
            && isFailure(told.outcome())
        ? Optional.of(
            new ActivationFailure(
                meter, told.header().counter(), "CS06 with outcome " + told.outcome()))
        : Optional.empty();
  }

  private static boolean isFailure(int outcome) {
    return outcome == 1 || outcome == 2;
  }

  private static Payload read(Optional<byte[]> payload) {
    return payload.map(Payload::read).orElseGet(() -> new Payload.Unreadable("no payload"));
  }
}
