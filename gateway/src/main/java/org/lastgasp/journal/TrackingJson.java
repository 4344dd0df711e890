package org.lastgasp.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.policy.Attempts;
import org.lastgasp.policy.Cancellation;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackedRequest.ActivationTime;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/** The JSON form of the types of the judgement in the facts of an entry. */
final class TrackingJson {
  private static final String NOW = "now";
  private static final String NEVER = "never";
  private static final String USUAL_WINDOW = "PT30M";

  private TrackingJson() {}

  static EntryJsonWriter request(EntryJsonWriter to, String name, RequestId id) {
    return to.id(name, id.originator(), id.target(), id.counter());
  }

  static EntryJsonWriter response(EntryJsonWriter to, String name, ResponseId id) {
    return to.id(name, id.sender(), id.recipient(), id.counter());
  }

  static void write(EntryJsonWriter to, TrackedRequest order) {
    to.optional("request", Optional.of(order.request()), TrackingJson::request)
        .choice("step", order.step())
        .eui("meter", order.meter())
        .eui("hub", order.hub())
        .optional("mpan", order.mpan().map(Mpan::digits), EntryJsonWriter::text)
        .text("model", order.model())
        .text("firmware", order.firmwareHash());
    when(to, order.when());
    to.instant("received", order.received())
        .text("window", order.window().toString())
        .flag("times_disagree", order.timesDisagree());
  }

  static TrackedRequest order(EntryJsonReader facts) {
    return new TrackedRequest(
        facts.request("request"),
        facts.choice("step", Step.class),
        facts.eui("meter"),
        facts.eui("hub"),
        facts.maybeText("mpan").map(Mpan::new),
        facts.text("model"),
        facts.text("firmware"),
        when(facts.text("when")),
        facts.instant("received"),
        window(facts.text("window")),
        facts.flag("times_disagree"));
  }

  /** The activation that an untracked request asks for; entries of earlier versions have none. */
  static void write(EntryJsonWriter to, TrackingDecision.Activation asked) {
    to.text("firmware", asked.firmwareHash());
    when(to, asked.when());
  }

  static Optional<TrackingDecision.Activation> activation(EntryJsonReader facts) {
    return facts
        .maybeText("firmware")
        .map(hash -> new TrackingDecision.Activation(hash, when(facts.text("when"))));
  }

  private static void when(EntryJsonWriter to, ActivationTime when) {
    switch (when) {
      case ActivationTime.Now now -> to.text("when", NOW);
      case ActivationTime.At at -> to.instant("when", at.time());
      case ActivationTime.Never never -> to.text("when", NEVER);
    }
  }

  /** A pattern decides how a duration is read: not for every entry of a campaign. */
  private static Duration window(String text) {
    return text.equals(USUAL_WINDOW) ? Duration.ofMinutes(30) : Duration.parse(text);
  }

  private static ActivationTime when(String text) {
    return switch (text) {
      case NOW -> new ActivationTime.Now();
      case NEVER -> new ActivationTime.Never();
      default -> new ActivationTime.At(IsoInstant.parse(text));
    };
  }

  /** {@code compared} is left out where it is the instant of the entry. */
  static void write(EntryJsonWriter to, Verdict verdict, Instant at) {
    switch (verdict) {
      case Verdict.Suppress suppress -> {
        to.text("rule", suppress.rule());
        compared(to, suppress.compared(), suppress.shadows(), at);
        OverrideJson.write(to, suppress.besides());
        to.object("window", suppress.window(), TrackingJson::write);
      }
      case Verdict.Forward forward -> {
        to.text("reason", forward.reason().code());
        compared(to, forward.compared(), forward.shadows(), at);
        OverrideJson.write(to, forward.besides());
        forward.nearest().ifPresent(w -> to.object("nearest", w, TrackingJson::write));
      }
    }
  }

  private static void compared(
      EntryJsonWriter to, Instant compared, List<Guard> shadows, Instant at) {
    if (!compared.equals(at)) {
      to.instant("compared", compared);
    }
    to.texts("shadows", shadows.stream().map(Guard::code).toList());
  }

  static Verdict verdict(EntryJsonReader facts, Instant at) {
    Instant compared = facts.maybeInstant("compared").orElse(at);
    List<Guard> shadows = facts.choices("shadows", Guard.class);
    Verdict.Evidence besides = OverrideJson.compared(facts);
    if (facts.has("rule")) {
      Window window = facts.object("window", TrackingJson::window);
      return new Verdict.Suppress(window, facts.text("rule"), compared, shadows, besides);
    }
    return new Verdict.Forward(
        facts.choice("reason", Reason.class),
        facts.maybeObject("nearest", TrackingJson::window),
        compared,
        shadows,
        besides);
  }

  static void write(EntryJsonWriter to, Window window) {
    to.eui("hub", window.hub())
        .eui("meter", window.meter())
        .optional("mpan", window.mpan().map(Mpan::digits), EntryJsonWriter::text)
        .text("model", window.model())
        .optional("request", Optional.of(window.request()), TrackingJson::request)
        .choice("step", window.step())
        .text("firmware", window.firmwareHash())
        .choice("mode", window.mode())
        .number("recorded", window.recorded())
        .instant("requested", window.requested())
        .instant("from", window.from())
        .instant("until", window.until())
        .object("tries", window.tries(), TrackingJson::write)
        .optional("answered", window.answered(), EntryJsonWriter::instant)
        .optional("doubted_by", window.doubtedBy(), TrackingJson::request)
        .optional("failed", window.failed(), EntryJsonWriter::instant);
    window.ending().ifPresent(ending -> to.object("ending", ending, TrackingJson::write));
  }

  static Window window(EntryJsonReader facts) {
    return new Window(
        facts.eui("hub"),
        facts.eui("meter"),
        facts.maybeText("mpan").map(Mpan::new),
        facts.text("model"),
        facts.request("request"),
        facts.choice("step", Step.class),
        facts.text("firmware"),
        facts.choice("mode", Window.Mode.class),
        facts.number("recorded"),
        facts.instant("requested"),
        facts.instant("from"),
        facts.instant("until"),
        facts.object("tries", TrackingJson::tries),
        facts.maybeInstant("answered"),
        facts.maybeObject("ending", TrackingJson::ending),
        facts.maybeRequest("doubted_by"),
        facts.maybeInstant("failed"));
  }

  private static void write(EntryJsonWriter to, Window.End ending) {
    to.choice("cause", ending.cause())
        .instant("at", ending.at())
        .optional("by", ending.by(), TrackingJson::request);
  }

  private static Window.End ending(EntryJsonReader facts) {
    return new Window.End(
        facts.choice("cause", Window.End.Cause.class),
        facts.instant("at"),
        facts.maybeRequest("by"));
  }

  private static void write(EntryJsonWriter to, Attempts tries) {
    to.flag("accepted", tries.accepted())
        .flag("unanswered", tries.unanswered())
        .numbers("awaiting", tries.awaiting());
  }

  private static Attempts tries(EntryJsonReader facts) {
    return new Attempts(
        facts.flag("accepted"), facts.flag("unanswered"), facts.numbers("awaiting"));
  }

  static void write(EntryJsonWriter to, HubState state) {
    to.eui("hub", state.hub())
        .objects("windows", state.windows(), TrackingJson::write)
        .objects("cancellations", state.cancellations(), TrackingJson::write)
        .objects("suppressions", state.suppressions(), TrackingJson::write)
        .objects("accepted", state.accepted(), TrackingJson::write);
  }

  static HubState hubState(EntryJsonReader facts) {
    return new HubState(
        facts.eui("hub"),
        facts.objects("windows", TrackingJson::window),
        facts.objects("cancellations", TrackingJson::cancellation),
        facts.objects("suppressions", TrackingJson::suppression),
        facts.objects("accepted", TrackingJson::accepted));
  }

  private static void write(EntryJsonWriter to, Cancellation cancellation) {
    to.eui("meter", cancellation.meter())
        .optional("request", Optional.of(cancellation.request()), TrackingJson::request)
        .choice("step", cancellation.step())
        .number("recorded", cancellation.recorded())
        .instant("received", cancellation.received())
        .object("tries", cancellation.tries(), TrackingJson::write);
  }

  private static Cancellation cancellation(EntryJsonReader facts) {
    return new Cancellation(
        facts.eui("meter"),
        facts.request("request"),
        facts.choice("step", Step.class),
        facts.number("recorded"),
        facts.instant("received"),
        facts.object("tries", TrackingJson::tries));
  }

  private static void write(EntryJsonWriter to, HubState.Suppression held) {
    to.optional("response", held.response(), TrackingJson::response)
        .instant("start", held.start())
        .number("recorded", held.recorded())
        .instant("until", held.until())
        .flag("released", held.released());
  }

  private static HubState.Suppression suppression(EntryJsonReader facts) {
    return new HubState.Suppression(
        facts.maybeResponse("response"),
        facts.instant("start"),
        facts.number("recorded"),
        facts.instant("until"),
        facts.flag("released"));
  }

  private static void write(EntryJsonWriter to, HubState.Accepted accepted) {
    to.optional("request", Optional.of(accepted.request()), TrackingJson::request)
        .choice("step", accepted.step())
        .instant("until", accepted.until());
  }

  private static HubState.Accepted accepted(EntryJsonReader facts) {
    return new HubState.Accepted(
        facts.request("request"), facts.choice("step", Step.class), facts.instant("until"));
  }
}
