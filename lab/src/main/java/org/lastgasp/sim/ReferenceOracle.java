package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An oracle of what a correct gateway does with an alert, computed from what the parties of the
 * simulation saw: who asked for what, when, and what came back. It knows instants only as well as
 * those people do, so there are alerts at the border, of which it cannot tell.
 *
 * <p>It is written apart from the gateway's own judgement, and in another way, to be a check on it.
 */
final class ReferenceOracle {
  private static final Duration WINDOW = Duration.ofMinutes(30);
  private static final Duration CEILING = Duration.ofHours(2);
  private static final Duration SLACK = Duration.ofMillis(1_500); // of the world's time

  private final Map<Hub, List<Window>> windows = new HashMap<>();

  /** The verdicts that are due for an alert. */
  enum Call {
    HOLD,
    DELIVER,
    /** At the border: both are right. */
    EITHER
  }

  /** A call and, if it is to deliver, why. */
  record Judgement(Call call, String why) {}

  /** A span that holds the true instant; each instant between the two is possible. */
  record Span(Instant earliest, Instant latest) {
    Span plus(Duration duration) {
      return new Span(earliest.plus(duration), latest.plus(duration));
    }

    boolean surelyBefore(Span other) {
      return latest.plus(SLACK).isBefore(other.earliest);
    }

    boolean maybeBefore(Span other) {
      return !other.latest.plus(SLACK).isBefore(earliest);
    }
  }

  /** The answer of the DSP to a try. */
  enum Answer {
    ACCEPTED,
    REFUSED,
    NONE
  }

  /** One try as seen from both ends of the gateway. */
  record Try(Span received, Span settled, Answer answer) {}

  /** A window in which alerts are suppressed; or the reason why they are not. */
  private record Window(Span from, Span until, Span settled, Optional<String> waived) {}

  /**
   * Reckons with everything that was asked for.
   *
   * @param start of the plan
   */
  ReferenceOracle(Scenario plan, Map<GroundTruth.Step, List<Try>> tries, Instant start) {
    for (Activation each : plan.activations()) {
      if (each.meter().untracked().isEmpty() && each.variant() == 5) {
        List<Try> own = tries.getOrDefault(new GroundTruth.Step(each.id(), 5), List.of());
        Optional<Try> back =
            each.cancelling()
                .flatMap(
                    c ->
                        tries.getOrDefault(new GroundTruth.Step(c.id(), 5), List.of()).stream()
                            .findFirst());
        windows
            .computeIfAbsent(each.hub(), hub -> new ArrayList<>())
            .addAll(opened(own, each.date().map(start::plus), back));
      }
    }
  }

  private static List<Window> opened(
      List<Try> tries, Optional<Instant> date, Optional<Try> back) {
    List<Window> opened = new ArrayList<>();
    Optional<Window> current = Optional.empty();
    boolean accepted = false;
    for (Try each : tries) {
      Span begins = begins(each, date);
      if (each.answer() == Answer.REFUSED) {
        if (current.isEmpty()) {
          Optional<String> refused = Optional.of("refused by the DSP");
          opened.add(new Window(begins, begins.plus(WINDOW), each.settled(), refused));
        }
        continue;
      }
      if (current.isEmpty()) {
        current =
            Optional.of(
                new Window(begins, begins.plus(WINDOW), each.settled(), takenBack(begins, back)));
      } else if (!accepted && begins.earliest().isAfter(current.get().from().earliest())) {
        Window before = current.get();
        current =
            Optional.of(
                new Window(
                    before.from(), begins.plus(WINDOW), before.settled(), before.waived()));
      }
      accepted |= each.answer() == Answer.ACCEPTED;
    }
    current.ifPresent(opened::add);
    return opened;
  }

  /** At once, if there is no date or it has passed. */
  private static Span begins(Try each, Optional<Instant> date) {
    Span received = each.received();
    if (date.isEmpty() || date.get().isBefore(received.earliest())) {
      return received;
    }
    Instant then = date.get();
    return new Span(then, then.isAfter(received.latest()) ? then : received.latest());
  }

  private static Optional<String> takenBack(Span begins, Optional<Try> back) {
    return back.flatMap(
        b ->
            switch (b.answer()) {
              case ACCEPTED ->
                  b.settled().surelyBefore(begins)
                      ? Optional.of("taken back before its date")
                      : Optional.empty();
              case NONE ->
                  b.received().surelyBefore(begins)
                      ? Optional.of("taking it back was not answered")
                      : Optional.empty();
              case REFUSED -> Optional.empty();
            });
  }

  /** An alert of this hub was received at some instant of the span. */
  Judgement judge(Hub hub, Span received) {
    List<Window> all = windows.getOrDefault(hub, List.of());
    if (all.isEmpty()) {
      return new Judgement(Call.DELIVER, "no tracked activation");
    }
    Instant since = blindSince(all, received);
    if (!since.plus(CEILING).isAfter(received.latest())) {
      boolean surely = !since.plus(CEILING).plus(WINDOW).isAfter(received.earliest());
      return new Judgement(surely ? Call.DELIVER : Call.EITHER, "suppressed for too long already");
    }
    boolean maybe = false;
    for (Window window : all) {
      if (window.waived().isPresent()) {
        continue;
      }
      boolean surely =
          window.from().surelyBefore(received)
              && received.surelyBefore(window.until())
              && window.settled().surelyBefore(received);
      if (surely) {
        return new Judgement(Call.HOLD, "");
      }
      maybe |=
          window.from().maybeBefore(received)
              && received.maybeBefore(window.until())
              && window.settled().maybeBefore(received);
    }
    return maybe
        ? new Judgement(Call.EITHER, "at the border")
        : new Judgement(Call.DELIVER, why(all, received));
  }

  /** The begin of the first of the windows that follow one another with short gaps. */
  private static Instant blindSince(List<Window> all, Span received) {
    Instant since = received.latest();
    List<Window> lastFirst =
        all.stream()
            .filter(window -> window.waived().isEmpty())
            .filter(window -> !window.from().earliest().isAfter(received.latest()))
            .sorted(Comparator.comparing((Window w) -> w.from().earliest()).reversed())
            .toList();
    for (Window window : lastFirst) {
      if (window.until().latest().plus(WINDOW).isAfter(since)) {
        since = window.from().earliest();
      }
    }
    return since;
  }

  private static String why(List<Window> all, Span received) {
    Window nearest =
        all.stream()
            .min(Comparator.comparing(window -> distance(window, received)))
            .orElseThrow();
    if (nearest.waived().isPresent()) {
      return nearest.waived().get();
    }
    if (received.surelyBefore(nearest.from())) {
      return "before the window";
    }
    return nearest.until().maybeBefore(received)
        ? "after the window"
        : "the DSP's answer was awaited";
  }

  private static Duration distance(Window window, Span received) {
    Instant at = received.earliest();
    if (at.isBefore(window.from().earliest())) {
      return Duration.between(at, window.from().earliest());
    }
    return at.isBefore(window.until().latest())
        ? Duration.ZERO
        : Duration.between(window.until().latest(), at);
  }
}
