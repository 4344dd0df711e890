package org.lastgasp.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.audit.ChangePage.Changed;
import org.lastgasp.files.CountText;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Switch;

/**
 * A formatter that puts entries that change something into words, each beside what was before. For
 * one thread.
 *
 * <p>A new kind of change is told by a case in {@link #told}, and in {@link #subject}.
 */
final class Changes {
  private static final int LOOKED_BACK = 5_000; // entries, for what was before a page
  private static final int READ_AT_ONCE = 500;
  private static final int HASH = 12; // digits: enough to find it by
  private static final int LINES = 6; // of a configuration that are told

  private final AuditQueries queries;
  private final Map<String, Event> latest = new HashMap<>();

  Changes(AuditQueries queries) {
    this.queries = queries;
  }

  /** Returns true if an entry is a change that somebody may ask for. */
  static boolean isOne(Entry recorded) {
    return subject(recorded.entry()).isPresent();
  }

  /** The subject that an entry changes: each is followed by what was before of the same. */
  private static Optional<String> subject(Event entry) {
    return switch (entry) {
      case Event.Switched e -> Optional.of("switch");
      case Event.StormOrdered e -> Optional.of("storm " + e.place());
      case Event.BreakerTurned e -> Optional.of("breaker");
      case Event.Supplied e -> Optional.of("list " + e.what());
      case Event.Configured e -> Optional.of("configuration");
      case Event.Noted e -> Optional.of("note " + e.alert());
      case Event.Settled e -> Optional.of("worklist " + e.alert());
      case Event.DeadLetterOrdered e -> Optional.of("dead-letter " + e.message());
      case Event.Released e -> Optional.of("release " + e.alert());
      case Event.ClockDiffered e -> Optional.of("clock");
      case Event.ClockTrusted e -> Optional.of("clock");
      case Event.Restored e -> Optional.of("restore");
      case Event.ActivationRequested e -> Optional.empty();
      case Event.ActivationAnswered e -> Optional.empty();
      case Event.ActivationFailed e -> Optional.empty();
      case Event.AlertJudged e -> Optional.empty();
      case Event.AlertCopied e -> Optional.empty();
      case Event.Carried e -> Optional.empty();
      case Event.Relayed e -> Optional.empty();
      case Event.Gap e -> Optional.empty();
      case Event.HandedOver e -> Optional.empty();
      case Event.WindowsEnded e -> Optional.empty();
    };
  }

  /** Entries in the journal's order, in words; a start with the same configuration is no change. */
  List<Changed> told(List<Entry> entries) {
    List<Changed> all = new ArrayList<>();
    for (Entry each : entries) {
      Optional<String> subject = subject(each.entry());
      if (subject.isPresent()) {
        Optional<Event> before = before(each.number(), subject.get());
        if (!isTheSame(each.entry(), before)) {
          all.add(told(each.number(), each.entry(), before));
        }
        latest.put(subject.get(), each.entry());
      }
    }
    return all;
  }

  private Optional<Event> before(long number, String subject) {
    Event known = latest.get(subject);
    if (known != null) {
      return Optional.of(known);
    }
    long upTo = number - 1;
    int looked = 0;
    List<Entry> read =
        queries.last(EventType.CHANGES, AuditDatabase.Range.upTo(upTo), READ_AT_ONCE);
    while (!read.isEmpty() && looked < LOOKED_BACK) {
      for (Entry each : read) {
        if (subject(each.entry()).equals(Optional.of(subject))) {
          return Optional.of(each.entry());
        }
      }
      looked += read.size();
      upTo = read.getLast().number() - 1;
      read = queries.last(EventType.CHANGES, AuditDatabase.Range.upTo(upTo), READ_AT_ONCE);
    }
    return Optional.empty();
  }

  private static boolean isTheSame(Event entry, Optional<Event> before) {
    return entry instanceof Event.Configured now
        && before.orElse(entry) instanceof Event.Configured then
        && before.isPresent()
        && now.configHash().equals(then.configHash());
  }

  private static Changed told(long number, Event entry, Optional<Event> before) {
    return switch (entry) {
      case Event.Switched e ->
          new Changed(
              number, e.at(), "switch", e.by(), e.reason(), position(before), e.to().code());
      case Event.StormOrdered e -> storm(number, e, before);
      case Event.BreakerTurned e ->
          new Changed(
              number, e.at(), "breaker", e.by(), e.reason(), breaker(before), e.to().code());
      case Event.Supplied e -> list(number, e, before);
      case Event.Configured e -> configuration(number, e, before);
      case Event.Noted e ->
          new Changed(
              number, e.at(), "note", e.by(), e.text(), "", "alert " + e.alert() + " "
                  + EventText.note(e));
      case Event.Settled e ->
          new Changed(
              number, e.at(), "worklist", e.by(), e.reason(), "open", "alert " + e.alert()
                  + " settled");
      case Event.DeadLetterOrdered e ->
          new Changed(
              number, e.at(), "dead-letter", e.by(), e.reason(), "listed",
              "message " + e.message() + " " + EventText.deadLetter(e));
      case Event.Released e ->
          new Changed(
              number, e.at(), "release", "gateway", e.because(), "suppressed",
              "alert " + e.alert() + " delivered late to " + e.recipient());
      case Event.ClockDiffered e ->
          new Changed(
              number, e.at(), "clock", "gateway", "the wall clock was set", e.at().toString(),
              "the wall clock says " + e.wall());
      case Event.ClockTrusted e ->
          new Changed(
              number, e.at(), "clock", e.by(), e.reason(), "behind the journal: " + e.latest(),
              "trusted");
      case Event.Restored e ->
          new Changed(
              number, e.at(), "restore", e.by(), e.reason(), "",
              "made from a backup of " + e.taken() + ", log records up to " + e.logged()
                  + " are here, up to " + e.known() + " are known");
      case Event.ActivationRequested e -> none(e);
      case Event.ActivationAnswered e -> none(e);
      case Event.ActivationFailed e -> none(e);
      case Event.AlertJudged e -> none(e);
      case Event.AlertCopied e -> none(e);
      case Event.Carried e -> none(e);
      case Event.Relayed e -> none(e);
      case Event.Gap e -> none(e);
      case Event.HandedOver e -> none(e);
      case Event.WindowsEnded e -> none(e);
    };
  }

  private static Changed none(Event entry) {
    throw new IllegalArgumentException("an entry that changes nothing: " + entry.getClass());
  }

  private static String position(Optional<Event> before) {
    return before.map(e -> e instanceof Event.Switched s ? s.to() : Switch.OFF)
        .map(Switch::code)
        .orElse("");
  }

  private static String breaker(Optional<Event> before) {
    return before
        .map(e -> e instanceof Event.BreakerTurned turned ? turned.to().code() : "closed")
        .orElse("closed");
  }

  private static Changed storm(
      long number, Event.StormOrdered order, Optional<Event> before) {
    String then =
        before.isPresent() && before.get() instanceof Event.StormOrdered earlier
            ? state(earlier)
            : "no order";
    String after = order.isExpiry() ? "over: its end has come" : state(order);
    return new Changed(
        number, order.at(), "storm", order.isExpiry() ? "gateway" : order.by(), order.reason(),
        then, order.place() + ": " + after);
  }

  private static String state(Event.StormOrdered order) {
    return switch (order.order()) {
      case ON -> "on" + order.until().map(end -> " until " + end).orElse(", no end");
      case OFF -> "off";
    };
  }

  private static Changed list(long number, Event.Supplied list, Optional<Event> before) {
    String then =
        before.isPresent() && before.get() instanceof Event.Supplied earlier
            ? CountText.of(earlier.rows(), "row")
            : "";
    StringBuilder after = new StringBuilder();
    if (!list.source().isEmpty()) {
      after.append(CountText.of(list.rows(), "row")).append(" of ").append(list.source());
    }
    windows(after, list.leavings().size(), "meters lost their windows");
    windows(after, list.moves().size(), "meters moved");
    return new Changed(
        number, list.at(), list.source().isEmpty() ? "recheck" : list.what(), list.by(),
        list.source().isEmpty() ? list.what() : "", list.source().isEmpty() ? "" : then,
        after.toString());
  }

  private static void windows(StringBuilder to, int count, String what) {
    if (count > 0) {
      to.append(to.isEmpty() ? "" : "; ").append(what).append(": ").append(count);
    }
  }

  private static Changed configuration(
      long number, Event.Configured now, Optional<Event> before) {
    if (before.isEmpty() || !(before.get() instanceof Event.Configured then)) {
      return new Changed(
          number, now.at(), "configuration", now.by(), "", "", hash(now));
    }
    return new Changed(
        number, now.at(), "configuration", now.by(), "",
        lines(then.text(), now.text()).orElse(hash(then)),
        lines(now.text(), then.text()).orElse(hash(now)));
  }

  private static String hash(Event.Configured configured) {
    String hash = configured.configHash();
    return "hash " + hash.substring(0, Math.min(HASH, hash.length()));
  }

  /** The first lines of a configuration that another does not have. */
  private static Optional<String> lines(String text, String other) {
    Set<String> theirs = new LinkedHashSet<>(other.lines().toList());
    List<String> own =
        text.lines().filter(line -> !theirs.contains(line)).map(String::strip).toList();
    if (own.isEmpty()) {
      return Optional.empty();
    }
    String more = own.size() > LINES ? "; …" : "";
    return Optional.of(String.join("; ", own.stream().limit(LINES).toList()) + more);
  }
}
