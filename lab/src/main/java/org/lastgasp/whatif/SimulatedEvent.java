package org.lastgasp.whatif;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.DspAnswer;

/** One thing that passes the gateway of a simulated country, and when. */
sealed interface SimulatedEvent {
  /** Returns when the gateway sees it. */
  Instant at();

  /** The hub it is about. */
  Eui64 hub();

  /**
   * A Service User asks for an activation or takes one back.
   *
   * @param key names the try; its answer has the same one
   */
  record Requested(
      Instant at, int key, Message.Request request, Optional<Device> device, boolean listed)
      implements SimulatedEvent {
    @Override
    public Eui64 hub() {
      return device.orElseThrow().hub().orElseThrow();
    }
  }

  /** An answer of the DSP to a try. */
  record Answered(Instant at, int key, Eui64 hub, RequestId request, DspAnswer answer)
      implements SimulatedEvent {}

  /** The causes of the loss of supply that an alert stands for. */
  enum Origin {
    /** Only an activation of a meter. */
    METER,
    /** Only the network. */
    NETWORK,
    /** The network failed while a meter interrupted the supply too, or shortly before or after. */
    BOTH
  }

  /**
   * A Power Outage Alert.
   *
   * @param copy whether it was sent before
   */
  record Alerted(Instant at, Message.Ad1 alert, Origin origin, boolean copy)
      implements SimulatedEvent {
    /** Returns true if the network failed, not only a meter. */
    boolean genuine() {
      return origin != Origin.METER;
    }

    @Override
    public Eui64 hub() {
      return alert.hub().orElseThrow();
    }
  }

  /**
   * A meter says what became of an activation.
   *
   * @param done when it was carried out, by the meter's clock
   */
  record Concluded(
      Instant at,
      Eui64 hub,
      RequestId request,
      boolean futureDated,
      boolean success,
      Instant done)
      implements SimulatedEvent {}

  /** A meter says that supply is back, and since when it was away, by its clock: 8F35 or 8F36. */
  record Restored(Instant at, Eui64 hub, Eui64 meter, Instant interrupted, Instant restored)
      implements SimulatedEvent {
    private static final Duration LONG = Duration.ofMinutes(3);

    /** The code of the alert: 8F36 for three minutes and more. */
    int code() {
      return Duration.between(interrupted, restored).compareTo(LONG) >= 0 ? 0x8F36 : 0x8F35;
    }
  }

  /** A message of any other kind that is heard of a meter: an answer to a reading. */
  record Heard(Instant at, Eui64 hub, Eui64 meter) implements SimulatedEvent {}
}
