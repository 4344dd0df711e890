package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lastgasp.id.Eui64;

/**
 * The rules of the window once more, told naively: it keeps what happened and works everything out
 * anew, from the first event on, whenever an alert comes. Slow, and written apart from the product.
 */
public final class ReferenceModel {
  /** Of every MPAN in the random days. */
  static final int DISTRIBUTOR = 20;

  /** Of a hub; with more, all its alerts are forwarded. */
  private static final int MOST_WINDOWS = 64;

  private static final Set<String> WITHOUT_WINDOW =
      Set.of(
          "hub-not-tracked", "awaiting-answer", "before-window", "after-window", "cancelled",
          "withdrawn", "unconfirmed-cancellation", "guard-activation-failed");

  /** A window held, and something else forwarded: guards in shadow are told. */
  private static final Set<Reason> HELD_BUT =
      EnumSet.of(
          Reason.BLINDNESS_CEILING, Reason.CLOCK_BEHIND, Reason.STORM, Reason.OBSERVE,
          Reason.GUARD_STARTED_BEFORE_ACTIVATION, Reason.GUARD_OTHER_PREMISES,
          Reason.GUARD_COINCIDENT_OUTAGE, Reason.GUARD_BREAKER);

  private final List<Happening> history = new ArrayList<>();
  private final Settings settings;

  public ReferenceModel(Settings settings) {
    this.settings = settings;
  }

  /** What happened; its place in the history is its number in time. */
  public sealed interface Happening {
    /** A tracked request; {@code time} empty means at once, {@code cancels} a cancellation. */
    record Asked(
        long number, String key, Eui64 originator, long counter, Eui64 meter, Eui64 hub,
        String mpan, Optional<Instant> time, boolean cancels, Instant at)
        implements Happening {}

    record Replied(long number, DspAnswer answer, Instant at) implements Happening {}

    /**
     * A cancellation or later date was answered that nobody could look up; {@code remembered}
     * unless an earlier acceptance of it could not be looked up either.
     */
    record MayReplace(String key, Eui64 meter, boolean remembered, DspAnswer answer, Instant at)
        implements Happening {}

    /** A request that was not tracked was accepted. */
    record Settled(String key) implements Happening {}

    record Left(Eui64 meter, Instant at) implements Happening {}

    record Moved(Eui64 meter, Eui64 to) implements Happening {}

    record Off(Instant at) implements Happening {}

    /** The clock was set back over a restart. */
    record SetBack(Instant at) implements Happening {}

    /** It was heard that the activation of this request failed. */
    record Failed(Eui64 meter, long counter, Instant at) implements Happening {}

    /**
     * An alert was judged; {@code area} empty if nobody knows it; {@code windows} in force of late,
     * where the breaker may ask.
     */
    record Judged(Eui64 hub, Optional<String> area, Instant at, String word, long windows)
        implements Happening {}

    /** The breaker was closed by hand or by quiet time. */
    record Closed() implements Happening {}

    /** An operator orders that alerts of a place are forwarded, or takes it back. */
    record Stormed(
        Optional<Integer> distributor,
        Optional<String> region,
        boolean on,
        Optional<Instant> until)
        implements Happening {}
  }

  public void happened(Happening happening) {
    history.add(happening);
  }

  @Override
  public String toString() {
    return history.stream().map(h -> "\n  " + h).collect(Collectors.joining());
  }

  /** A verdict of the product in the words of this model. */
  public static String told(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Suppress s -> "suppressed by " + s.window().request() + ", " + s.shadows();
      case Verdict.Forward f ->
          f.reason().code() + (HELD_BUT.contains(f.reason()) ? ", " + f.shadows() : "");
    };
  }

  /** An alert that comes in, and where its hub stands, as far as the inventory knows. */
  public record Alert(
      Eui64 hub, String mpxn, Instant start, Instant received, Optional<String> area,
      Optional<String> region) {}

  /** What the model says of an alert: a reason code, or {@code suppressed by <key>}. */
  public String judge(Alert alert, Switch position, Instant trusted) {
    String word = word(alert, position, trusted);
    Optional<String> area = on(Guard.COINCIDENT_OUTAGE, true) ? alert.area() : Optional.empty();
    Instant at = alert.received();
    String alone = word.split(", ")[0];
    history.add(
        new Happening.Judged(alert.hub(), area, at, alone, isHeld(alone) ? inForce(at) : 0));
    return word;
  }

  /** How many windows may have held alerts in the time that the breaker looks back. */
  private long inForce(Instant at) {
    Instant since = at.minus(settings.thresholds().suppressionsWithin());
    return spans().stream()
        .filter(s -> !s.cancelled && !s.withdrawn && !s.doubted && !awaited(s.tries))
        .filter(s -> !s.from.isAfter(at) && s.from.isBefore(end(s)) && end(s).isAfter(since))
        .count();
  }

  private String word(Alert alert, Switch position, Instant trusted) {
    if (position == Switch.OFF) {
      return "switch-off";
    }
    Instant received = alert.received();
    List<ReferenceSpan> spans =
        spans().stream()
            .filter(s -> s.hub.equals(alert.hub()))
            .filter(s -> isRemembered(s, received, history.size()))
            .toList();
    if (spans.isEmpty()) {
      return "hub-not-tracked";
    }
    if (spans.size() > MOST_WINDOWS) {
      return "hub-limit";
    }
    Instant t = settings.windowClock() == Settings.WindowClock.RECEIPT ? received : alert.start();
    List<ReferenceSpan> holding = new ArrayList<>();
    boolean awaiting = false;
    for (ReferenceSpan s : spans) {
      boolean awaited = awaited(s.tries);
      if (s.live() && !s.doubted && !awaited && inside(s, t)) {
        holding.add(s);
      }
      awaiting |= s.live() && !s.doubted && awaited;
    }
    if (holding.isEmpty()) {
      return awaiting ? "awaiting-answer" : nearest(spans, t);
    }
    ReferenceSpan named = named(holding, alert.mpxn());
    List<Guard> doubts = doubts(alert, named);
    String shadows =
        ", " + doubts.stream().filter(g -> on(g, true) && !on(g, false)).toList();
    Instant blind = blindSince(spans, t);
    if (Duration.between(blind, t).compareTo(settings.maxBlindness()) >= 0) {
      return "blindness-ceiling" + shadows;
    }
    if (received.isBefore(trusted)) {
      return "clock-behind" + shadows;
    }
    if (stormAt(alert)) {
      return "storm" + shadows;
    }
    for (Guard guard : doubts) {
      if (on(guard, false)) {
        return "guard-" + guard.code() + shadows;
      }
    }
    if (position == Switch.OBSERVE) {
      return "observe" + shadows;
    }
    return "suppressed by " + named.first.key() + shadows;
  }

  /** For a day after its end, and as long as an answer to a try of it is awaited. */
  private boolean isRemembered(ReferenceSpan s, Instant at, int now) {
    return at.isBefore(end(s).plusSeconds(86_400))
        || s.tries.stream().anyMatch(e -> reply(e, now).isEmpty());
  }

  private List<Guard> doubts(Alert alert, ReferenceSpan named) {
    List<Guard> doubts = new ArrayList<>();
    if (alert.start().isBefore(named.from)) {
      doubts.add(Guard.STARTED_BEFORE_ACTIVATION);
    }
    if (!named.first.mpan().equals(alert.mpxn())) {
      doubts.add(Guard.OTHER_PREMISES);
    }
    if (named.failed) {
      doubts.add(Guard.ACTIVATION_FAILED);
    }
    if (neighbours(alert) >= settings.thresholds().hubs()) {
      doubts.add(Guard.COINCIDENT_OUTAGE);
    }
    if (isBreakerOpen()) {
      doubts.add(Guard.BREAKER);
    }
    return doubts;
  }

  /** Other hubs of the area whose last alert without a window came within the time. */
  private long neighbours(Alert alert) {
    Instant since = alert.received().minus(settings.thresholds().hubsWithin());
    return judged().stream()
        .filter(j -> alert.area().isPresent() && j.area().equals(alert.area()))
        .filter(j -> !j.hub().equals(alert.hub()) && !j.at().isBefore(since))
        .filter(j -> WITHOUT_WINDOW.contains(j.word()))
        .map(Happening.Judged::hub)
        .distinct()
        .count();
  }

  private List<Happening.Judged> judged() {
    return history.stream()
        .filter(Happening.Judged.class::isInstance)
        .map(Happening.Judged.class::cast)
        .toList();
  }

  /** Whether the breaker is open, and since when; and when too many were held last. */
  public record Breaking(boolean open, Instant since, Instant abnormal) {}

  public boolean isBreakerOpen() {
    return breaking().open();
  }

  /** Open since too many were held within the time, since it was closed last. */
  public Breaking breaking() {
    Breaking closed = new Breaking(false, Instant.MIN, Instant.MIN);
    if (!on(Guard.BREAKER, true)) {
      return closed;
    }
    List<Instant> held = new ArrayList<>();
    Breaking now = closed;
    for (Happening each : history) {
      if (each instanceof Happening.Closed) {
        held.clear();
        now = closed;
      } else if (each instanceof Happening.Judged j && isHeld(j.word())) {
        held.add(j.at());
        if (areTooMany(held, j)) {
          now = new Breaking(true, now.open() ? now.since() : j.at(), j.at());
        }
      }
    }
    return now;
  }

  /** More than a number, and more than a share of the windows. */
  private boolean areTooMany(List<Instant> held, Happening.Judged last) {
    Settings.Thresholds most = settings.thresholds();
    long since = last.at().minus(most.suppressionsWithin()).getEpochSecond();
    long lately = held.stream().filter(h -> h.getEpochSecond() >= since).count();
    return lately > most.suppressions() && lately * 100 > last.windows() * most.percent();
  }

  private static boolean isHeld(String word) {
    return word.startsWith("suppressed") || word.equals("guard-breaker");
  }

  private boolean stormAt(Alert alert) {
    List<Happening.Stormed> standing = new ArrayList<>();
    for (Happening each : history) {
      if (each instanceof Happening.Stormed s) {
        standing.removeIf(
            o -> o.distributor().equals(s.distributor()) && o.region().equals(s.region()));
        if (s.on()) {
          standing.add(s);
        }
      }
    }
    return standing.stream()
        .anyMatch(
            s ->
                s.until().filter(end -> !alert.received().isBefore(end)).isEmpty()
                    && s.distributor().filter(d -> d != DISTRIBUTOR).isEmpty()
                    && (s.region().isEmpty()
                        || alert.region().isEmpty()
                        || s.region().equals(alert.region())));
  }

  private boolean on(Guard guard, boolean alsoShadow) {
    Guard.Setting setting = settings.guard(guard);
    return setting == Guard.Setting.ON || (alsoShadow && setting == Guard.Setting.SHADOW);
  }

  private static boolean inside(ReferenceSpan s, Instant t) {
    return !t.isBefore(s.from) && t.isBefore(s.until);
  }

  private static ReferenceSpan named(List<ReferenceSpan> holding, String mpxn) {
    ReferenceSpan best = null;
    for (ReferenceSpan s : holding) {
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

  private Instant blindSince(List<ReferenceSpan> spans, Instant t) {
    List<ReferenceSpan> counted =
        spans.stream()
            .filter(s -> !s.cancelled && !s.withdrawn && !s.from.isAfter(t))
            .filter(s -> s.from.isBefore(end(s)))
            .toList();
    Instant since = t;
    while (true) {
      Instant before = since;
      for (ReferenceSpan s : counted) {
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

  private static Instant end(ReferenceSpan s) {
    return Stream.of(s.ended, s.over)
        .flatMap(Optional::stream)
        .filter(at -> at.isBefore(s.until))
        .min(Instant::compareTo)
        .orElse(s.until);
  }

  private static String nearest(List<ReferenceSpan> spans, Instant t) {
    ReferenceSpan best = null;
    Duration least = Duration.ofDays(100_000);
    for (ReferenceSpan s : spans) {
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
    ReferenceSpan named = Objects.requireNonNull(best);
    if (named.cancelled) {
      return "cancelled";
    }
    if (named.withdrawn) {
      return "withdrawn";
    }
    if (named.ended.isPresent()) {
      return named.endedAsFailed && inside(named, t) ? "guard-activation-failed" : "after-window";
    }
    if (inside(named, t)) {
      return "unconfirmed-cancellation";
    }
    return t.isBefore(named.from) ? "before-window" : "after-window";
  }

  /** All windows there ever were, as the history so far makes them. */
  private List<ReferenceSpan> spans() {
    List<ReferenceSpan> spans = new ArrayList<>();
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
        case Happening.SetBack b ->
            spans.stream()
                .filter(s -> s.live() && b.at().isBefore(s.until))
                .filter(
                    s -> !s.futureDated || s.until.isAfter(s.from.plus(settings.window())))
                .forEach(s -> s.ended = Optional.of(b.at()));
        case Happening.Failed f ->
            spans.stream()
                .filter(s -> s.first.meter().equals(f.meter()))
                .filter(s -> s.first.counter() == f.counter())
                .filter(s -> s.live() && f.at().isBefore(s.until))
                .forEach(
                    s -> {
                      s.failed = true;
                      if (on(Guard.ACTIVATION_FAILED, false)) {
                        s.endedAsFailed = true;
                        s.ended = Optional.of(f.at());
                      }
                    });
        case Happening.Judged j -> {}
        case Happening.Closed c -> {}
        case Happening.Settled s -> {}
        case Happening.MayReplace r -> mayReplace(spans, r, i);
        case Happening.Stormed s -> {}
        case Happening.Moved m ->
            spans.stream()
                .filter(s -> s.first.meter().equals(m.meter()))
                .forEach(s -> s.hub = m.to());
      }
    }
    return spans;
  }

  private void asked(List<ReferenceSpan> spans, Happening.Asked a, int now) {
    if (ignored(a)) {
      return;
    }
    boolean later = a.time().isPresent() && a.time().get().isAfter(a.at());
    Instant begins = later ? a.time().get() : a.at();
    Optional<ReferenceSpan> open =
        spans.stream()
            .filter(s -> s.first.key().equals(a.key()))
            .filter(s -> !refusedAll(s.tries, now))
            .filter(s -> a.at().isBefore(end(s)))
            .findFirst();
    if (open.isPresent()) {
      ReferenceSpan s = open.get();
      s.tries.add(a);
      Instant until = begins.plus(settings.window());
      boolean sameDate = !later || begins.equals(s.from);
      if (sameDate && until.isAfter(s.until)) {
        s.until = until;
      }
      return;
    }
    Predicate<ReferenceSpan> there = o -> o.hub.equals(a.hub()) && isRemembered(o, a.at(), now);
    if (spans.stream().filter(there).count() > MOST_WINDOWS) {
      spans.stream()
          .filter(o -> later && o.live() && o.futureDated && o.from.isAfter(a.at()))
          .filter(o -> o.first.meter().equals(a.meter()) && !o.first.key().equals(a.key()))
          .forEach(o -> o.doubted = true);
      return;
    }
    ReferenceSpan s = new ReferenceSpan();
    s.first = a;
    s.futureDated = later;
    s.hub = a.hub();
    s.from = begins;
    s.until = begins.plus(settings.window());
    s.tries.add(a);
    spans.add(s);
  }

  private void replied(List<ReferenceSpan> spans, Happening.Replied r, int now) {
    Happening.Asked asked = (Happening.Asked) find(r.number());
    if (ignored(asked)) {
      return;
    }
    List<Happening.Asked> life = asked.cancels() ? life(asked) : tries(asked.key(), now);
    boolean first = r.answer() == DspAnswer.ACCEPTED && !isAcceptedTry(asked.key(), now);
    Optional<ReferenceSpan> own =
        spans.stream().filter(s -> s.tries.contains(asked)).findFirst();
    if (asked.cancels() || own.filter(s -> s.futureDated).isPresent()) {
      Instant received = life.getFirst().at();
      for (ReferenceSpan s : spans) {
        if (!replaced(s, asked)) {
          continue;
        }
        if (first && s.from.isAfter(r.at())) {
          s.cancelled = true;
          s.over = Optional.of(r.at());
        } else if (asked.cancels()
            && r.answer() == DspAnswer.UNCONFIRMED
            && s.futureDated
            && s.from.isAfter(received)) {
          s.doubted = true;
        }
      }
    }
    own.filter(s -> s.live() && refusedAll(s.tries, now + 1)).ifPresent(s -> s.withdraw(r.at()));
  }

  private void mayReplace(List<ReferenceSpan> spans, Happening.MayReplace r, int now) {
    boolean repeated = r.remembered() && wasAccepted(r.key(), now);
    spans.stream()
        .filter(s -> r.answer() != DspAnswer.REFUSED && !repeated && s.live() && s.futureDated)
        .filter(s -> s.first.meter().equals(r.meter()) && s.from.isAfter(r.at()))
        .forEach(s -> s.doubted = true);
  }

  private static boolean replaced(ReferenceSpan s, Happening.Asked by) {
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
    return wasAccepted(asked.key(), history.indexOf(asked));
  }

  private boolean wasAccepted(String key, int then) {
    return history.subList(0, then).contains(new Happening.Settled(key))
        || isAcceptedTry(key, then);
  }

  private boolean isAcceptedTry(String key, int then) {
    return tries(key, then).stream()
        .anyMatch(e -> reply(e, then).filter(DspAnswer.ACCEPTED::equals).isPresent());
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
                        .filter(a -> a != DspAnswer.REFUSED)
                        .isPresent())
        && tries.stream().anyMatch(e -> reply(e, history.size()).isEmpty());
  }

  private boolean refusedAll(List<Happening.Asked> tries, int now) {
    return tries.stream()
        .allMatch(e -> reply(e, now).filter(DspAnswer.REFUSED::equals).isPresent());
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

  private Optional<DspAnswer> reply(Happening.Asked asked, int before) {
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
