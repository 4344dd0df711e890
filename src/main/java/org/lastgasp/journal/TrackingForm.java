package org.lastgasp.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.policy.Cancellation;
import org.lastgasp.policy.Compared;
import org.lastgasp.policy.Ending;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Mode;
import org.lastgasp.policy.Order;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.Tries;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.When;
import org.lastgasp.policy.Window;

/** How the types of the judgement look in the facts of an entry. */
final class TrackingForm {
  private static final String NOW = "now";
  private static final String NEVER = "never";
  private static final String USUAL_WINDOW = "PT30M";

  private TrackingForm() {}

  static FactWriter request(FactWriter to, String name, RequestId id) {
    return to.id(name, id.originator(), id.target(), id.counter());
  }

  static FactWriter response(FactWriter to, String name, ResponseId id) {
    return to.id(name, id.sender(), id.recipient(), id.counter());
  }

  static void write(FactWriter to, Order order) {
    to.optional("request", Optional.of(order.request()), TrackingForm::request)
        .choice("step", order.step())
        .eui("meter", order.meter())
        .eui("hub", order.hub())
        .optional("mpan", order.mpan().map(Mpan::digits), FactWriter::text)
        .text("model", order.model())
        .text("firmware", order.firmwareHash());
    switch (order.when()) {
      case When.Now now -> to.text("when", NOW);
      case When.At at -> to.instant("when", at.time());
      case When.Never never -> to.text("when", NEVER);
    }
    to.instant("received", order.received())
        .text("window", order.window().toString())
        .flag("times_disagree", order.timesDisagree());
  }

  static Order order(Facts facts) {
    return new Order(
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

  /** A pattern decides how a duration is read: not for every entry of a campaign. */
  private static Duration window(String text) {
    return text.equals(USUAL_WINDOW) ? Duration.ofMinutes(30) : Duration.parse(text);
  }

  private static When when(String text) {
    return switch (text) {
      case NOW -> new When.Now();
      case NEVER -> new When.Never();
      default -> new When.At(IsoInstant.parse(text));
    };
  }

  /** {@code compared} is left out where it is the instant of the entry. */
  static void write(FactWriter to, Verdict verdict, Instant at) {
    switch (verdict) {
      case Verdict.Suppress suppress -> {
        to.text("rule", suppress.rule());
        compared(to, suppress.compared(), suppress.shadows(), at);
        PrecautionForm.write(to, suppress.besides());
        to.object("window", suppress.window(), TrackingForm::write);
      }
      case Verdict.Forward forward -> {
        to.text("reason", forward.reason().code());
        compared(to, forward.compared(), forward.shadows(), at);
        PrecautionForm.write(to, forward.besides());
        forward.nearest().ifPresent(w -> to.object("nearest", w, TrackingForm::write));
      }
    }
  }

  private static void compared(
      FactWriter to, Instant compared, List<Guard> shadows, Instant at) {
    if (!compared.equals(at)) {
      to.instant("compared", compared);
    }
    to.texts("shadows", shadows.stream().map(Guard::code).toList());
  }

  static Verdict verdict(Facts facts, Instant at) {
    Instant compared = facts.maybeInstant("compared").orElse(at);
    List<Guard> shadows = facts.choices("shadows", Guard.class);
    Compared besides = PrecautionForm.compared(facts);
    if (facts.has("rule")) {
      Window window = facts.object("window", TrackingForm::window);
      return new Verdict.Suppress(window, facts.text("rule"), compared, shadows, besides);
    }
    return new Verdict.Forward(
        facts.choice("reason", Reason.class),
        facts.maybeObject("nearest", TrackingForm::window),
        compared,
        shadows,
        besides);
  }

  static void write(FactWriter to, Window window) {
    to.eui("hub", window.hub())
        .eui("meter", window.meter())
        .optional("mpan", window.mpan().map(Mpan::digits), FactWriter::text)
        .text("model", window.model())
        .optional("request", Optional.of(window.request()), TrackingForm::request)
        .choice("step", window.step())
        .text("firmware", window.firmwareHash())
        .choice("mode", window.mode())
        .number("recorded", window.recorded())
        .instant("requested", window.requested())
        .instant("from", window.from())
        .instant("until", window.until())
        .object("tries", window.tries(), TrackingForm::write)
        .optional("answered", window.answered(), FactWriter::instant)
        .optional("doubted_by", window.doubtedBy(), TrackingForm::request)
        .optional("failed", window.failed(), FactWriter::instant);
    window.ending().ifPresent(ending -> to.object("ending", ending, TrackingForm::write));
  }

  static Window window(Facts facts) {
    return new Window(
        facts.eui("hub"),
        facts.eui("meter"),
        facts.maybeText("mpan").map(Mpan::new),
        facts.text("model"),
        facts.request("request"),
        facts.choice("step", Step.class),
        facts.text("firmware"),
        facts.choice("mode", Mode.class),
        facts.number("recorded"),
        facts.instant("requested"),
        facts.instant("from"),
        facts.instant("until"),
        facts.object("tries", TrackingForm::tries),
        facts.maybeInstant("answered"),
        facts.maybeObject("ending", TrackingForm::ending),
        facts.maybeRequest("doubted_by"),
        facts.maybeInstant("failed"));
  }

  private static void write(FactWriter to, Ending ending) {
    to.choice("cause", ending.cause())
        .instant("at", ending.at())
        .optional("by", ending.by(), TrackingForm::request);
  }

  private static Ending ending(Facts facts) {
    return new Ending(
        facts.choice("cause", Ending.Cause.class),
        facts.instant("at"),
        facts.maybeRequest("by"));
  }

  private static void write(FactWriter to, Tries tries) {
    to.flag("accepted", tries.accepted())
        .flag("unanswered", tries.unanswered())
        .numbers("awaiting", tries.awaiting());
  }

  private static Tries tries(Facts facts) {
    return new Tries(facts.flag("accepted"), facts.flag("unanswered"), facts.numbers("awaiting"));
  }

  static void write(FactWriter to, HubState state) {
    to.eui("hub", state.hub())
        .objects("windows", state.windows(), TrackingForm::write)
        .objects("cancellations", state.cancellations(), TrackingForm::write)
        .objects("suppressions", state.suppressions(), TrackingForm::write)
        .objects("accepted", state.accepted(), TrackingForm::write);
  }

  static HubState hubState(Facts facts) {
    return new HubState(
        facts.eui("hub"),
        facts.objects("windows", TrackingForm::window),
        facts.objects("cancellations", TrackingForm::cancellation),
        facts.objects("suppressions", TrackingForm::suppression),
        facts.objects("accepted", TrackingForm::accepted));
  }

  private static void write(FactWriter to, Cancellation cancellation) {
    to.eui("meter", cancellation.meter())
        .optional("request", Optional.of(cancellation.request()), TrackingForm::request)
        .choice("step", cancellation.step())
        .number("recorded", cancellation.recorded())
        .instant("received", cancellation.received())
        .object("tries", cancellation.tries(), TrackingForm::write);
  }

  private static Cancellation cancellation(Facts facts) {
    return new Cancellation(
        facts.eui("meter"),
        facts.request("request"),
        facts.choice("step", Step.class),
        facts.number("recorded"),
        facts.instant("received"),
        facts.object("tries", TrackingForm::tries));
  }

  private static void write(FactWriter to, HubState.Suppression held) {
    to.optional("response", held.response(), TrackingForm::response)
        .instant("start", held.start())
        .number("recorded", held.recorded())
        .instant("until", held.until())
        .flag("released", held.released());
  }

  private static HubState.Suppression suppression(Facts facts) {
    return new HubState.Suppression(
        facts.maybeResponse("response"),
        facts.instant("start"),
        facts.number("recorded"),
        facts.instant("until"),
        facts.flag("released"));
  }

  private static void write(FactWriter to, HubState.Accepted accepted) {
    to.optional("request", Optional.of(accepted.request()), TrackingForm::request)
        .choice("step", accepted.step())
        .instant("until", accepted.until());
  }

  private static HubState.Accepted accepted(Facts facts) {
    return new HubState.Accepted(
        facts.request("request"), facts.choice("step", Step.class), facts.instant("until"));
  }
}
