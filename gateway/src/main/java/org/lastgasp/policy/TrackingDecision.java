package org.lastgasp.policy;

import java.util.List;
import java.util.Optional;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

/** The decision whether an activation request is tracked. */
public sealed interface TrackingDecision {

  /** The step that is tracked, if it is. */
  Optional<Step> step();

  /** Returns the requests of which it may be one, that may have cancelled something. */
  List<RequestId> doubting();

  /** A request that is tracked: this is its order. */
  record Tracked(TrackedRequest order) implements TrackingDecision {
    @Override
    public Optional<Step> step() {
      return Optional.of(order.step());
    }

    @Override
    public List<RequestId> doubting() {
      return List.of();
    }

    /** The decision if it is only relayed: what it may cancel or replace is in doubt. */
    public NotTracked notTracked(NotTrackedReason reason, String detail) {
      boolean replaces = order.cancels() || order.mode() == Window.Mode.FUTURE_DATED;
      return new NotTracked(reason, detail, replaces ? List.of(order.request()) : List.of())
          .of(new Activation(order.firmwareHash(), order.when()));
    }
  }

  /**
   * The activation, or its cancellation, that a request asks for.
   *
   * @param firmwareHash of the image, 64 upper-case hexadecimal digits
   */
  record Activation(String firmwareHash, ActivationTime when) {}

  /**
   * A request that is relayed and nothing more.
   *
   * @param detail what exactly, for people: the contradiction found, the manufacturer named
   * @param doubting what it may be, if it cannot be read, or itself, if it asks for a cancellation
   *     or a later date: unless the DSP refuses it, it may have cancelled what the devices named
   *     here hold
   * @param activation what it asks for; empty if that was not read
   */
  record NotTracked(
      NotTrackedReason reason,
      String detail,
      List<RequestId> doubting,
      Optional<Activation> activation)
      implements TrackingDecision {
    public NotTracked {
      doubting = List.copyOf(doubting);
    }

    /** One that asks for something that was not read. */
    public NotTracked(NotTrackedReason reason, String detail, List<RequestId> doubting) {
      this(reason, detail, doubting, Optional.empty());
    }

    /** One that changes nothing a device holds, or is tracked by nobody. */
    public NotTracked(NotTrackedReason reason, String detail) {
      this(reason, detail, List.of());
    }

    /** The same, with other requests that it may be. */
    NotTracked doubting(List<RequestId> mayBe) {
      return new NotTracked(reason, detail, mayBe, activation);
    }

    NotTracked of(Activation asked) {
      return new NotTracked(reason, detail, doubting, Optional.of(asked));
    }

    @Override
    public Optional<Step> step() {
      return Optional.empty();
    }
  }
}
