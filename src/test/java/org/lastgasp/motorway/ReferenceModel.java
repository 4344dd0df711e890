package org.lastgasp.motorway;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Answer;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.WindowClock;

/**
 * The rules of the window once more, told naively: it keeps what happened and works everything out
 * anew, from the first event on, whenever an alert comes. Slow, and written apart from the product.
 */
final class ReferenceModel {
  private final List<Happening> history = new ArrayList<>();
  private final Settings settings;

  ReferenceModel(Settings settings) {
    this.settings = settings;
  }

  /** What happened; its place in the history is its number in time. */
  sealed interface Happening {
    /** A tracked request; {@code time} empty means at once, {@code cancels} a cancellation. */
    record Asked(
        long number, String key, Eui64 originator, long counter, Eui64 meter, Eui64 hub,
        String mpan, Optional<Instant> time, boolean cancels, Instant at)
        implements Happening {}

    record Replied(long number, Answer answer, Instant at) implements Happening {}

    record Left(Eui64 meter, Instant at) implements Happening {}

    record Moved(Eui64 meter, Eui64 to) implements Happening {}

    record Off(Instant at) implements Happening {}
  }

  void happened(Happening happening) {
    history.add(happening);
  }

  @Override
  public String toString() {
    return history.stream().map(h -> "\n  " + h).collect(Collectors.joining());
  }

  /** One window as the model sees it. */
  static final class Span {
    Happening.Asked first;
    boolean futureDated;
    Eui64 hub;
    Instant from;
    Instant until;
    final List<Happening.Asked> tries = new ArrayList<>();
    boolean cancelled;
    boolean withdrawn;
    boolean doubted;
    Optional<Instant> ended = Optional.empty();

    boolean live() {
      return !cancelled && !withdrawn && ended.isEmpty();
    }
  }

  /** What the model says of an alert: a reason code, or {@code suppressed by <key>}. */
  String judge(
      Eui64 hub, String mpxn, Instant start, Instant received, Switch position, Instant trusted) {
    if (position == Switch.OFF) {
      return "switch-off";
    }
    List<Span> spans = spans().stream().filter(s -> s.hub.equals(hub)).toList();
    if (spans.isEmpty()) {
      return "hub-not-tracked";
    }
    Instant t = settings.windowClock() == WindowClock.RECEIPT ? received : start;
    List<Span> holding = new ArrayList<>();
    boolean awaiting = false;
    for (Span s : spans) {
      boolean awaited = awaited(s.tries);
      if (s.live() && !s.doubted && !awaited && inside(s, t)) {
        holding.add(s);
      }
      awaiting |= s.live() && !s.doubted && awaited;
    }
    if (holding.isEmpty()) {
      return awaiting ? "awaiting-answer" : nearest(spans, t);
    }
    Span named = named(holding, mpxn);
    Instant blind = blindSince(spans, t);
    if (Duration.between(blind, t).compareTo(settings.maxBlindness()) >= 0) {
      return "blindness-ceiling";
    }
    if (received.isBefore(trusted)) {
      return "clock-behind";
    }
    if (start.isBefore(named.from) && on(Guard.STARTED_BEFORE_ACTIVATION)) {
      return "guard-started-before-activation";
    }
    if (!named.first.mpan().equals(mpxn) && on(Guard.OTHER_PREMISES)) {
      return "guard-other-premises";
    }
    if (position == Switch.OBSERVE) {
      return "observe";
    }
    return "suppressed by " + named.first.key();
  }

  private boolean on(Guard guard) {
    return settings.guard(guard) == Guard.Setting.ON;
  }

  private static boolean inside(Span s, Instant t) {
    return !t.isBefore(s.from) && t.isBefore(s.until);
  }

  private static Span named(List<Span> holding, String mpxn) {
    Span best = null;
    for (Span s : holding) {
      boolean its = s.first.mpan().equals(mpxn);
      boolean bestIts = best != null && best.first.mpan().equals(mpxn);
      boolean later =
          best != null
              && (s.from.isAfter(best.from)
                  || (s.from.equals(best.from) && s.first.number() > best.first.number()));
      if (best == null || (its && !bestIts) || (its == bestIts && later)) {
        best = s;
      }
    }
    return Objects.requireNonNull(best);
  }

  private Instant blindSince(List<Span> spans, Instant t) {
    List<Span> counted =
        spans.stream()
            .filter(s -> !s.cancelled && !s.withdrawn && !s.from.isAfter(t))
            .filter(s -> s.from.isBefore(end(s)))
            .toList();
    Instant since = t;
    while (true) {
      Instant before = since;
      for (Span s : counted) {
        Duration gap = Duration.between(end(s), since);
        if (gap.compareTo(settings.window()) < 0 && s.from.isBefore(since)) {
          since = s.from;
        }
      }
      if (since.equals(before)) {
        return since;
      }
    }
  }

  private static Instant end(Span s) {
    return s.ended.isPresent() && s.ended.get().isBefore(s.until) ? s.ended.get() : s.until;
  }

  private static String nearest(List<Span> spans, Instant t) {
    Span best = null;
    Duration least = Duration.ofDays(100_000);
    for (Span s : spans) {
      Duration far =
          t.isBefore(s.from)
              ? Duration.between(t, s.from)
              : inside(s, t) ? Duration.ZERO : Duration.between(s.until, t);
      int order = far.compareTo(least);
      if (best == null || order < 0 || (order == 0 && s.first.number() > best.first.number())) {
        best = s;
        least = far;
      }
    }
    Span named = Objects.requireNonNull(best);
    if (named.cancelled) {
      return "cancelled";
    }
    if (named.withdrawn) {
      return "withdrawn";
    }
    if (named.ended.isPresent()) {
      return "after-window";
    }
    if (inside(named, t)) {
      return "unconfirmed-cancellation";
    }
    return t.isBefore(named.from) ? "before-window" : "after-window";
  }

  /** All windows there ever were, as the history so far makes them. */
  private List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      switch (history.get(i)) {
        case Happening.Asked a -> {
          spans.stream()
              .filter(s -> s.first.meter().equals(a.meter()))
              .forEach(s -> s.hub = a.hub());
          if (!a.cancels()) {
            asked(spans, a, i);
          }
        }
        case Happening.Replied r -> replied(spans, r, i);
        case Happening.Left l ->
            spans.stream()
                .filter(s -> s.first.meter().equals(l.meter()))
                .filter(s -> s.live() && l.at().isBefore(s.until))
                .forEach(s -> s.ended = Optional.of(l.at()));
        case Happening.Off o ->
            spans.stream()
                .filter(s -> s.live() && o.at().isBefore(s.until))
                .forEach(s -> s.ended = Optional.of(o.at()));
        case Happening.Moved m ->
            spans.stream()
                .filter(s -> s.first.meter().equals(m.meter()))
                .forEach(s -> s.hub = m.to());
      }
    }
    return spans;
  }

  private void asked(List<Span> spans, Happening.Asked a, int now) {
    List<Happening.Asked> earlier = tries(a.key(), now);
    if (earlier.stream().anyMatch(e -> reply(e, now).filter(Answer.ACCEPTED::equals).isPresent())) {
      return;
    }
    boolean later = a.time().isPresent() && a.time().get().isAfter(a.at());
    Instant begins = later ? a.time().get() : a.at();
    Optional<Span> open =
        spans.stream()
            .filter(s -> s.first.key().equals(a.key()))
            .filter(s -> !refusedAll(s.tries, now))
            .findFirst();
    if (open.isPresent()) {
      Span s = open.get();
      s.tries.add(a);
      Instant until = begins.plus(settings.window());
      boolean sameDate = !later || begins.equals(s.from);
      if (sameDate && until.isAfter(s.until)) {
        s.until = until;
      }
      return;
    }
    Span s = new Span();
    s.first = a;
    s.futureDated = later;
    s.hub = a.hub();
    s.from = begins;
    s.until = begins.plus(settings.window());
    s.tries.add(a);
    spans.add(s);
  }

  private void replied(List<Span> spans, Happening.Replied r, int now) {
    Happening.Asked asked = (Happening.Asked) find(r.number());
    if (ignored(asked)) {
      return;
    }
    List<Happening.Asked> life = asked.cancels() ? life(asked) : tries(asked.key(), now);
    boolean firstAcceptance =
        r.answer() == Answer.ACCEPTED
            && tries(asked.key(), now).stream()
                .noneMatch(e -> reply(e, now).filter(Answer.ACCEPTED::equals).isPresent());
    Optional<Span> own =
        spans.stream().filter(s -> s.tries.contains(asked)).findFirst();
    if (asked.cancels() || own.filter(s -> s.futureDated).isPresent()) {
      Instant received = life.getFirst().at();
      boolean firstDoubt =
          life.stream()
              .noneMatch(e -> reply(e, now).filter(Answer.UNCONFIRMED::equals).isPresent());
      for (Span s : spans) {
        if (!replaced(s, asked)) {
          continue;
        }
        if (firstAcceptance && s.from.isAfter(r.at())) {
          s.cancelled = true;
        } else if (asked.cancels()
            && r.answer() == Answer.UNCONFIRMED
            && firstDoubt
            && s.futureDated
            && s.from.isAfter(received)) {
          s.doubted = true;
        }
      }
    }
    own.filter(s -> s.live() && refusedAll(s.tries, now + 1)).ifPresent(s -> s.withdrawn = true);
  }

  private static boolean replaced(Span s, Happening.Asked by) {
    boolean lower =
        !s.first.originator().equals(by.originator())
            || Long.compareUnsigned(s.first.counter(), by.counter()) < 0;
    return s.live()
        && s.first.meter().equals(by.meter())
        && s.first.number() < by.number()
        && lower;
  }

  /** A try after an accepted one changes nothing, now or ever. */
  private boolean ignored(Happening.Asked asked) {
    int then = history.indexOf(asked);
    return tries(asked.key(), then).stream()
        .anyMatch(e -> reply(e, then).filter(Answer.ACCEPTED::equals).isPresent());
  }

  /** The tries of a cancellation up to this one, since it was last refused. */
  private List<Happening.Asked> life(Happening.Asked asked) {
    List<Happening.Asked> life = new ArrayList<>();
    for (Happening.Asked each : tries(asked.key(), history.size())) {
      int then = history.indexOf(each);
      boolean over = !life.isEmpty() && refusedAll(life, then);
      if (over && life.contains(asked)) {
        return life;
      }
      if (over) {
        life.clear();
      }
      life.add(each);
    }
    return life;
  }

  private boolean awaited(List<Happening.Asked> tries) {
    return tries.stream()
            .noneMatch(
                e ->
                    reply(e, history.size())
                        .filter(a -> a != Answer.REFUSED)
                        .isPresent())
        && tries.stream().anyMatch(e -> reply(e, history.size()).isEmpty());
  }

  private boolean refusedAll(List<Happening.Asked> tries, int now) {
    return tries.stream().allMatch(e -> reply(e, now).filter(Answer.REFUSED::equals).isPresent());
  }

  private List<Happening.Asked> tries(String key, int before) {
    List<Happening.Asked> tries = new ArrayList<>();
    for (int i = 0; i < before; i++) {
      if (history.get(i) instanceof Happening.Asked a && a.key().equals(key)) {
        tries.add(a);
      }
    }
    return tries;
  }

  private Optional<Answer> reply(Happening.Asked asked, int before) {
    for (int i = 0; i < before; i++) {
      if (history.get(i) instanceof Happening.Replied r && r.number() == asked.number()) {
        return Optional.of(r.answer());
      }
    }
    return Optional.empty();
  }

  private Happening find(long number) {
    return history.stream()
        .filter(h -> h instanceof Happening.Asked a && a.number() == number)
        .findFirst()
        .orElseThrow();
  }
}
