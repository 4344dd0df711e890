package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Mpan;

/**
 * The judgement under one set of settings: which requests are tracked, which alerts are suppressed.
 *
 * <p>Total, pure, deterministic; safe for any number of threads. The transitions of what is tracked
 * are methods of {@link HubState}.
 */
public final class Policy {
  private final Settings settings;
  private final Set<String> manufacturers;

  /** A judgement under these settings. */
  public Policy(Settings settings) {
    this.settings = settings;
    this.manufacturers =
        settings.manufacturers().stream().map(Policy::folded).collect(Collectors.toSet());
  }

  /** The settings it judges under. */
  public Settings settings() {
    return settings;
  }

  /**
   * Returns true if an SRV 11.3 request is tracked: the three gates, checked at receipt.
   *
   * @param device what the inventory says of the request's target
   * @param listed whether the target is on the list of GUIDs
   * @param accepted the steps of it that are known to have been accepted, though no hub's state
   *     remembers them any more; {@link Step#UNREADABLE} is among them if nobody can tell
   * @param signature what became of looking at its signature
   * @param sender who sent it, as far as that was proven
   */
  TrackingDecision admit(
      Message.Request request,
      Optional<Device> device,
      boolean listed,
      Set<Step> accepted,
      RequestVerifier.SignatureCheck signature,
      Command.Sender sender,
      Switch state,
      Instant received) {
    if (state == Switch.OFF) {
      return new TrackingDecision.NotTracked(NotTrackedReason.SWITCH_OFF, "the switch is off");
    }
    return switch (ActivationReader.read(request)) {
      case ActivationReader.Transform t ->
          new TrackingDecision.NotTracked(
              NotTrackedReason.TRANSFORM, "command variant 4 sends nothing to the meter");
      case ActivationReader.Contradiction c ->
          new TrackingDecision.NotTracked(
              NotTrackedReason.UNREADABLE_ACTIVATION, c.fault(), ActivationReader.mayBe(request));
      case ActivationReader.Activation a when !sender.isOriginator(a.request().originator()) ->
          new TrackingDecision.NotTracked(
              NotTrackedReason.ORIGINATOR_DIFFERS,
              sender.text() + " is not its originator " + a.request().originator(),
              ActivationReader.mayBe(request));
      case ActivationReader.Activation a ->
          refusal(request, a, signature, received)
              .map(TrackingDecision.class::cast)
              .orElseGet(() -> admit(a, device, listed, accepted, received));
    };
  }

  /**
   * The reason why a request that can be read opens no window whatever the lists say. It is relayed
   * all the same, so the DSP may accept it: what it may cancel or replace is in doubt. A signature
   * that proves nothing proves neither what was asked for.
   */
  private Optional<TrackingDecision.NotTracked> refusal(
      Message.Request request,
      ActivationReader.Activation asked,
      RequestVerifier.SignatureCheck signature,
      Instant received) {
    return switch (signature) {
      case RequestVerifier.SignatureCheck.Missing m ->
          Optional.of(
              new TrackingDecision.NotTracked(
                  NotTrackedReason.SIGNATURE_MISSING,
                  "signatures.requests is required",
                  ActivationReader.mayBe(request)));
      case RequestVerifier.SignatureCheck.Invalid invalid ->
          Optional.of(
              new TrackingDecision.NotTracked(
                  NotTrackedReason.SIGNATURE_INVALID,
                  invalid.fault(),
                  ActivationReader.mayBe(request)));
      case RequestVerifier.SignatureCheck.Valid v ->
          settings.authority().allows(asked.request().originator())
              ? Optional.empty()
              : Optional.of(
                  new TrackingDecision.NotTracked(
                          NotTrackedReason.NOT_AUTHORISED,
                          asked.request().originator() + " is not in authority.activate",
                          asked.mayReplace(received))
                      .of(asked.asked()));
    };
  }

  /**
   * What stops a request may be a list that cannot be read, and it is relayed all the same: unless
   * it is a repetition, what it may cancel or replace is in doubt.
   */
  private TrackingDecision admit(
      ActivationReader.Activation activation,
      Optional<Device> known,
      boolean listed,
      Set<Step> accepted,
      Instant received) {
    boolean unknown = accepted.contains(Step.UNREADABLE);
    if (accepted.contains(activation.step()) && !unknown) {
      return new TrackingDecision.NotTracked(
              NotTrackedReason.ALREADY_ACCEPTED, "the DSP accepted it before")
          .of(activation.asked());
    }
    Optional<TrackingDecision.NotTracked> stopped =
        unknown
            ? passed(NotTrackedReason.ACCEPTANCE_UNKNOWN, "the DSP may have accepted it before")
            : stopping(activation.step(), known, listed);
    if (stopped.isPresent()) {
      return stopped
          .get()
          .doubting(activation.mayReplace(received))
          .of(activation.asked());
    }
    Device device = known.orElseThrow();
    return new TrackingDecision.Tracked(
        new TrackedRequest(
            activation.request(),
            activation.step(),
            device.id(),
            device.hub().orElseThrow(),
            device.mpan(),
            device.model(),
            activation.firmwareHash(),
            activation.when(),
            received,
            settings.window(),
            activation.timesDisagree()));
  }

  private Optional<TrackingDecision.NotTracked> stopping(
      Step step, Optional<Device> known, boolean listed) {
    if (step == Step.LOCAL_DELIVERY && !settings.trackLocalDelivery()) {
      return passed(NotTrackedReason.LOCAL_DELIVERY, "track-local-delivery is off");
    }
    return known.isEmpty()
        ? passed(NotTrackedReason.UNKNOWN_DEVICE, "the inventory does not know it")
        : stopping(known.get(), listed);
  }

  /** The gate that stops a device, if one does. Also asked when inventory or list change. */
  public Optional<TrackingDecision.NotTracked> stopping(Device device, boolean listed) {
    if (!device.isSmets2Esme()) {
      return passed(NotTrackedReason.NOT_SMETS2_ESME, device.type() + " " + device.smetsVersion());
    }
    if (!manufacturers.contains(folded(device.manufacturer()))) {
      return passed(NotTrackedReason.MANUFACTURER_NOT_LISTED, "'" + device.manufacturer() + "'");
    }
    if (!listed) {
      return passed(NotTrackedReason.NOT_ON_GUID_LIST, device.id().toString());
    }
    return device.hub().isPresent()
        ? Optional.empty()
        : passed(NotTrackedReason.NO_HUB, "the inventory knows no hub for it");
  }

  private static Optional<TrackingDecision.NotTracked> passed(
      NotTrackedReason reason, String detail) {
    return Optional.of(new TrackingDecision.NotTracked(reason, detail.strip()));
  }

  private static String folded(String manufacturer) {
    return manufacturer.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns what becomes of an alert. Copies of what was suppressed are to be recognised before, by
   * {@link HubState#copyOf}.
   *
   * @param state what is tracked of the alert's hub; anything if the alert names none
   * @param received the instant of receipt
   */
  public Verdict judge(
      Message.Ad1 alert, HubState state, JudgementContext circumstances, Instant received) {
    if (circumstances.state() == Switch.OFF) {
      return forward(Reason.SWITCH_OFF, received);
    }
    if (alert.hub().isEmpty() || alert.start().isEmpty() || !alert.faults().isEmpty()) {
      return forward(Reason.UNREADABLE, received);
    }
    Instant compared =
        switch (settings.windowClock()) {
          case RECEIPT -> received;
          case OUTAGE_START -> alert.start().get();
        };
    HubState remembered = compared.equals(received) ? state : state.remembered(received);
    return judge(alert, remembered, circumstances, received, compared);
  }

  private Verdict judge(
      Message.Ad1 alert,
      HubState state,
      JudgementContext circumstances,
      Instant received,
      Instant compared) {
    if (state.plainlyHolds(compared)) {
      return plainlyHeld(alert, state, circumstances, received, compared);
    }
    if (state.hasTooManyWindows(received)) {
      Window nearest = state.windows().stream().min(nearest(compared)).orElseThrow();
      return limited(nearest, compared);
    }
    if (state.windows().isEmpty()) {
      return forward(Reason.HUB_NOT_TRACKED, received);
    }
    Optional<Window> holding = holding(state.windows(), alert, compared);
    return holding.isPresent()
        ? held(alert, state, holding.get(), circumstances, received, compared)
        : missed(state, compared, received);
  }

  /** As {@link #held}, looking at none of the window's objects. */
  private Verdict plainlyHeld(
      Message.Ad1 alert,
      HubState state,
      JudgementContext circumstances,
      Instant received,
      Instant compared) {
    Verdict.Evidence besides = besides(alert, state, circumstances, received);
    boolean before = alert.start().isPresent() && !state.hasBegun(alert.start().get());
    List<Guard> own = doubts(before, !state.isPlainlyAt(alert.mpxn()));
    List<Guard> doubts = with(own, Optional.empty(), besides);
    Window only = state.windows().getFirst();
    return held(state, only, doubts, besides, circumstances, received, compared);
  }

  private Verdict held(
      Message.Ad1 alert,
      HubState state,
      Window window,
      JudgementContext circumstances,
      Instant received,
      Instant compared) {
    Verdict.Evidence besides = besides(alert, state, circumstances, received);
    boolean before =
        alert.start().isPresent() && alert.start().get().isBefore(window.from());
    List<Guard> doubts =
        with(doubts(before, !isAt(window, alert)), window.failed(), besides);
    return held(state, window, doubts, besides, circumstances, received, compared);
  }

  private Verdict held(
      HubState state,
      Window window,
      List<Guard> doubts,
      Verdict.Evidence besides,
      JudgementContext circumstances,
      Instant received,
      Instant compared) {
    if (state.hasTooManySuppressions(received)) {
      return limited(window, compared);
    }
    List<Guard> shadows =
        doubts.isEmpty()
            ? doubts
            : doubts.stream().filter(g -> settings.guard(g) == Guard.Setting.SHADOW).toList();
    Optional<Reason> reason = Optional.empty();
    if (isBlindTooLong(state, compared)) {
      reason = Optional.of(Reason.BLINDNESS_CEILING);
    } else if (received.isBefore(circumstances.suppressFrom())) {
      reason = Optional.of(Reason.CLOCK_BEHIND);
    } else if (besides.storm().isPresent()) {
      reason = Optional.of(Reason.STORM);
    } else if (!doubts.isEmpty()) {
      reason =
          doubts.stream()
              .filter(g -> settings.guard(g) == Guard.Setting.ON)
              .map(Reason::of)
              .findFirst();
    }
    if (reason.isEmpty() && circumstances.state() == Switch.OBSERVE) {
      reason = Optional.of(Reason.OBSERVE);
    }
    if (reason.isPresent()) {
      return new Verdict.Forward(reason.get(), Optional.of(window), compared, shadows, besides);
    }
    return new Verdict.Suppress(window, rule(), compared, shadows, besides);
  }

  private String rule() {
    return switch (settings.windowClock()) {
      case RECEIPT -> "activation_from<=received_at<window_until";
      case OUTAGE_START -> "activation_from<=start_date_time<window_until";
    };
  }

  /** More is remembered of the hub than can be of a hub: its alerts are no firmware's. */
  private static Verdict limited(Window window, Instant compared) {
    return new Verdict.Forward(
        Reason.HUB_LIMIT, Optional.of(window), compared, List.of(), Verdict.Evidence.NOTHING);
  }

  private static Verdict forward(Reason reason, Instant compared) {
    return new Verdict.Forward(reason, Optional.empty(), compared, List.of());
  }

  /** No window holds: the one that came closest says why. */
  private static Verdict missed(HubState state, Instant compared, Instant received) {
    List<Window> windows =
        state.windows().stream().filter(w -> !HubState.isPast(w, received)).toList();
    if (windows.isEmpty()) {
      return forward(Reason.HUB_NOT_TRACKED, received);
    }
    Optional<Window> awaited =
        windows.stream()
            .filter(w -> w.isLive() && w.tries().isAwaited() && w.doubtedBy().isEmpty())
            .min(nearest(compared));
    if (awaited.isPresent()) {
      return new Verdict.Forward(Reason.AWAITING_ANSWER, awaited, compared, List.of());
    }
    Window window = windows.stream().min(nearest(compared)).orElseThrow();
    return new Verdict.Forward(miss(window, compared), Optional.of(window), compared, List.of());
  }

  private static Comparator<Window> nearest(Instant compared) {
    return Comparator.comparing((Window w) -> w.distance(compared))
        .thenComparing(Window::recorded, Comparator.reverseOrder());
  }

  private static Reason miss(Window window, Instant compared) {
    if (window.ending().isPresent()) {
      return switch (window.ending().get().cause()) {
        case CANCELLED -> Reason.CANCELLED;
        case WITHDRAWN -> Reason.WITHDRAWN;
        case METER_LEFT, SWITCHED_OFF, CLOCK_SET_BACK -> Reason.AFTER_WINDOW;
        case ACTIVATION_FAILED ->
            window.covers(compared) ? Reason.GUARD_ACTIVATION_FAILED : Reason.AFTER_WINDOW;
      };
    }
    if (window.covers(compared)) {
      return Reason.UNCONFIRMED_CANCELLATION;
    }
    return window.hasBegun(compared) ? Reason.AFTER_WINDOW : Reason.BEFORE_WINDOW;
  }

  /** Of those that hold, the window of the meter whose MPxN it has, else the one begun last. */
  private static Optional<Window> holding(
      List<Window> windows, Message.Ad1 alert, Instant compared) {
    Optional<Window> best = Optional.empty();
    for (Window window : windows) {
      if (window.holds(compared)
          && (best.isEmpty() || isRather(window, best.get(), alert))) {
        best = Optional.of(window);
      }
    }
    return best;
  }

  /** Returns true if a window is to be named rather than another. */
  private static boolean isRather(Window one, Window other, Message.Ad1 alert) {
    boolean at = isAt(one, alert);
    if (at != isAt(other, alert)) {
      return at;
    }
    int begun = one.from().compareTo(other.from());
    return begun == 0 ? one.recorded() >= other.recorded() : begun > 0;
  }

  private static boolean isAt(Window window, Message.Ad1 alert) {
    return window.mpan().map(Mpan::digits).filter(alert.mpxn()::equals).isPresent();
  }

  /** Returns what is to be compared besides the window; nothing in the ordinary case. */
  private static Verdict.Evidence besides(
      Message.Ad1 alert, HubState state, JudgementContext circumstances, Instant received) {
    Overrides now = circumstances.overrides();
    if (now.storms().isEmpty() && now.breaker().isEmpty() && circumstances.nearby().isEmpty()) {
      return Verdict.Evidence.NOTHING;
    }
    List<Integer> distributors =
        Stream.concat(
                Mpan.parse(alert.mpxn()).stream(),
                state.windows().stream().flatMap(w -> w.mpan().stream()))
            .map(Mpan::distributor)
            .distinct()
            .toList();
    return new Verdict.Evidence(
        now.storm(received, distributors, circumstances.where()),
        now.breaker(),
        circumstances.nearby());
  }

  /** Guards that speak against suppressing an alert, whatever they may do. */
  private List<Guard> with(List<Guard> own, Optional<Instant> failed, Verdict.Evidence besides) {
    if (failed.isEmpty() && besides.equals(Verdict.Evidence.NOTHING)) {
      return own;
    }
    List<Guard> all = new ArrayList<>(own);
    if (failed.isPresent()) {
      all.add(Guard.ACTIVATION_FAILED);
    }
    if (besides.nearby().filter(c -> c.hubs() >= settings.thresholds().hubs()).isPresent()) {
      all.add(Guard.COINCIDENT_OUTAGE);
    }
    if (besides.breaker().isPresent()) {
      all.add(Guard.BREAKER);
    }
    return all;
  }

  /**
   * Returns what alert and window say by themselves.
   *
   * @param before whether the outage began before the window
   * @param elsewhere whether the alert names other premises
   */
  private static List<Guard> doubts(boolean before, boolean elsewhere) {
    if (before) {
      return elsewhere
          ? List.of(Guard.STARTED_BEFORE_ACTIVATION, Guard.OTHER_PREMISES)
          : List.of(Guard.STARTED_BEFORE_ACTIVATION);
    }
    return elsewhere ? List.of(Guard.OTHER_PREMISES) : List.of();
  }

  /**
   * Returns true if an alert of a hub whose outage begins now is forwarded though a window holds:
   * its alerts were suppressed for too long, or more is remembered of it than can be of a hub.
   */
  public boolean isLimited(HubState hub, Instant now) {
    return hub.hasTooManyWindows(now)
        || hub.hasTooManySuppressions(now)
        || isBlindTooLong(hub, now);
  }

  /** Most hubs have no window that is old enough, and then it does not matter which are joined. */
  private boolean isBlindTooLong(HubState state, Instant compared) {
    Instant ceiling = compared.minus(settings.maxBlindness());
    return state.hasBegun(ceiling) && !blindSince(state, compared).isAfter(ceiling);
  }

  /**
   * The instant since which the hub's alerts are suppressed without a break that is worth the name:
   * windows that were not withdrawn or cancelled, joined across gaps shorter than the window.
   */
  private Instant blindSince(HubState state, Instant compared) {
    Duration gap = settings.window();
    Instant since = compared;
    boolean joined = true;
    while (joined) {
      joined = false;
      for (Window window : state.windows()) {
        if (window.from().isBefore(since)
            && !window.neverHeld()
            && window.from().isBefore(window.end())
            && window.end().plus(gap).isAfter(since)) {
          since = window.from();
          joined = true;
        }
      }
    }
    return since;
  }

  /**
   * The context that decides a verdict besides the alert and its hub; what was compared is recorded
   * with it. Immutable.
   *
   * @param suppressFrom nothing received before this instant is suppressed: the last instant of the
   *     journal, if the wall clock stood before it at start
   * @param overrides orders in force, and the breaker
   * @param where what the inventory tells of the alert's hub, where somebody had to look
   * @param nearby the other hubs of its area, where somebody had to count
   */
  public record JudgementContext(
      Switch state,
      Instant suppressFrom,
      Overrides overrides,
      HubLocation where,
      Optional<Verdict.NearbyAlerts> nearby) {

    /** The ordinary case: the clock is trusted and nothing stands in the way. */
    public static JudgementContext of(Switch state) {
      return new JudgementContext(
          state, Instant.MIN, Overrides.NONE, HubLocation.UNKNOWN, Optional.empty());
    }
  }
}
