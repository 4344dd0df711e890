package org.lastgasp.whatif;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.policy.ActivationFailure;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.RequestVerifier;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;
import org.lastgasp.recording.RecordedMessage;

/**
 * A player that takes the messages of a recording one by one, in order, and judges them under one
 * or two settings. Used by one thread.
 *
 * <p>The clock is the recording's. A plain document has no receipt: an answer or alert is taken at
 * its ResponseDateTime, else, an alert, at its StartDateTime; all else at the time of the message
 * before, or of the first that has one. An answer that is not in the recording within {@code
 * timeout} was none.
 */
final class RecordingPlayer {
  private final List<JudgementRun> benches;
  private final List<RequestVerifier> verifiers; // of each bench
  private final InventoryLookup devices;
  private final Duration timeout;
  private final Consumer<Heard> viewer;
  private final boolean hearsFailures;
  private final Map<RequestId, Deque<Try>> byRequest = new HashMap<>();
  private final Map<Long, Try> byCall = new HashMap<>();
  private final Queue<Try> awaited = new PriorityQueue<>(Try.OLDEST_FIRST);
  private final List<Taken> early = new ArrayList<>();
  private final List<Sums> sums = new ArrayList<>();
  private Optional<Instant> first = Optional.empty();
  private Instant last = Instant.EPOCH; // of the message before
  private Instant latest = Instant.MIN;
  private String calling = ""; // the file of the last call
  private long number;

  /** The sums under one of the settings. */
  static final class Sums {
    long suppressed;
    long copies;
    long tracked;
    final Map<Reason, Long> forwarded = new EnumMap<>(Reason.class);
    final Map<NotTrackedReason, Long> untracked = new EnumMap<>(NotTrackedReason.class);
  }

  /** An alert, where it lies, and what each bench made of it. */
  record Heard(
      long number,
      String file,
      long place,
      Instant at,
      Message.Ad1 alert,
      List<Event> rulings) {}

  /** A message, and where it lies. */
  private record Taken(long number, String file, long place, Message message) {}

  /** A request whose answer is awaited. */
  private static final class Try {
    static final Comparator<Try> OLDEST_FIRST =
        Comparator.comparing((Try tried) -> tried.at).thenComparingLong(tried -> tried.number);

    final long number;
    final RequestId request;
    final Asked asked;
    final Instant at;
    final long call;
    boolean settled;

    Try(long number, RequestId request, Asked asked, Instant at, long call) {
      this.number = number;
      this.request = request;
      this.asked = asked;
      this.at = at;
      this.call = call;
    }
  }

  /**
   * A request that an answer settles.
   *
   * @param step empty if the request was tracked nowhere
   * @param doubting what it may be, where it cannot be read
   * @param untracked its step, for settings that do not track it
   */
  private record Asked(
      Optional<Step> step, List<RequestId> doubting, Optional<Step> untracked) {

    boolean isNothing() {
      return step.isEmpty() && doubting.isEmpty() && untracked.isEmpty();
    }

    Asked tracked(Step as) {
      return new Asked(Optional.of(as), doubting, untracked);
    }

    Asked doubting(List<RequestId> mayBe) {
      return new Asked(step, mayBe, untracked);
    }

    Event.ActivationAnswered answered(Try tried, DspAnswer answer, Instant at) {
      return new Event.ActivationAnswered(
          at, tried.number, Optional.of(tried.request), step, answer, 0, "", doubting,
          untracked);
    }
  }

  RecordingPlayer(
      List<JudgementRun> benches,
      List<RequestVerifier> verifiers,
      InventoryLookup devices,
      Duration timeout,
      Consumer<Heard> viewer) {
    this.benches = List.copyOf(benches);
    this.verifiers = List.copyOf(verifiers);
    this.devices = devices;
    this.timeout = timeout;
    this.viewer = viewer;
    this.hearsFailures = benches.stream().anyMatch(JudgementRun::hearsFailures);
    benches.forEach(bench -> sums.add(new Sums()));
  }

  /** The next message of the recording. */
  void take(RecordingFiles.Piece piece, Message message) {
    Taken taken = new Taken(++number, piece.file(), piece.place(), message);
    if (piece.item().isEmpty()) {
      plain(taken);
      return;
    }
    RecordedMessage item = piece.item().get();
    now(item.at());
    switch (item) {
      case RecordedMessage.FromDsp from -> north(taken, item.at());
      case RecordedMessage.ForDsp south -> {
        if (!calling.equals(taken.file())) {
          calling = taken.file();
          giveUpFrom(south.call(), item.at());
        }
        south(taken, item.at(), Optional.of(south.call()));
      }
      case RecordedMessage.Answer answer -> {
        Try tried = byCall.remove(answer.call());
        if (tried != null) {
          settle(tried, DspAnswer.of(answer.status(), code(message)), item.at());
        }
      }
    }
  }

  /**
   * Settles what has that number or a higher one, in a file before. A run of a gateway begins a
   * file and counts its calls from 1: the run before will answer nothing more.
   */
  private void giveUpFrom(long call, Instant at) {
    byCall.values().stream()
        .filter(tried -> tried.call >= call)
        .sorted(Try.OLDEST_FIRST)
        .toList()
        .forEach(tried -> settle(tried, DspAnswer.UNCONFIRMED, at));
  }

  private void plain(Taken taken) {
    Optional<Instant> own =
        switch (taken.message()) {
          case Message.Ad1 alert -> alert.header().dateTime().or(alert::start);
          case Message.InResponse response -> response.header().dateTime();
          case Message other -> Optional.empty();
        };
    if (own.isEmpty() && first.isEmpty()) {
      early.add(taken);
      return;
    }
    Instant at = own.orElse(last);
    now(at);
    plain(taken, at);
  }

  private void plain(Taken taken, Instant at) {
    if (taken.message() instanceof Message.Request) {
      south(taken, at, Optional.empty());
    } else if (!isAcknowledged(taken.message(), at)) {
      north(taken, at);
    }
  }

  private void now(Instant at) {
    first = first.filter(earliest -> !at.isBefore(earliest)).or(() -> Optional.of(at));
    last = at;
    latest = at.isAfter(latest) ? at : latest;
    while (!awaited.isEmpty()
        && (awaited.element().settled || !at.isBefore(awaited.element().at.plus(timeout)))) {
      Try due = awaited.remove();
      if (!due.settled) {
        settle(due, DspAnswer.UNCONFIRMED, due.at.plus(timeout));
      }
    }
    benches.forEach(bench -> bench.passed(at));
    early.forEach(taken -> plain(taken, at));
    early.clear();
  }

  /** An acknowledgement has a RequestID and no ResponseID; a later answer has both. */
  private boolean isAcknowledged(Message message, Instant at) {
    if (!(message instanceof Message.InResponse response)
        || response.responseId().isPresent()
        || response.requestId().isEmpty()) {
      return false;
    }
    Deque<Try> tries = byRequest.getOrDefault(response.requestId().get(), new ArrayDeque<>());
    if (!tries.isEmpty()) {
      settle(tries.getFirst(), DspAnswer.of(200, code(message)), at);
    }
    return true;
  }

  private static String code(Message message) {
    return message instanceof Message.InResponse response
        ? response.header().code().strip()
        : "";
  }

  private void south(Taken taken, Instant at, Optional<Long> call) {
    if (!(taken.message() instanceof Message.Request request) || !request.activatesFirmware()) {
      return;
    }
    Optional<Eui64> target = request.id().map(RequestId::target);
    Optional<Device> device = target.flatMap(devices::device);
    boolean listed = target.filter(devices::isListed).isPresent();
    Asked asked =
        new Asked(
            Optional.empty(),
            List.of(),
            request.id().isEmpty()
                ? Optional.empty()
                : Step.of(
                    request
                        .commandVariant()
                        .map(OptionalInt::of)
                        .orElseGet(OptionalInt::empty)));
    for (int i = 0; i < benches.size(); i++) {
      Command.Activation command =
          new Command.Activation(
              at, "", request, device, listed, Set.of(),
              verifiers.get(i).check(request, at), new Command.Sender.Unchecked());
      switch (benches.get(i).requested(taken.number(), command)) {
        case TrackingDecision.Tracked tracked -> {
          sums.get(i).tracked++;
          asked = asked.tracked(tracked.order().step());
        }
        case TrackingDecision.NotTracked passed -> {
          sums.get(i).untracked.merge(passed.reason(), 1L, Long::sum);
          if (!passed.doubting().isEmpty()) {
            asked = asked.doubting(passed.doubting());
          }
        }
      }
    }
    if (!asked.isNothing()) {
      RequestId named = request.id().orElseGet(asked.doubting()::getFirst);
      Try tried = new Try(taken.number(), named, asked, at, call.orElse(0L));
      awaited.add(tried);
      byRequest.computeIfAbsent(tried.request, id -> new ArrayDeque<>()).add(tried);
      call.ifPresent(c -> byCall.put(c, tried));
    }
  }

  private void settle(Try tried, DspAnswer answer, Instant at) {
    if (tried.settled) {
      return;
    }
    tried.settled = true;
    byCall.remove(tried.call, tried);
    Event.ActivationAnswered answered = tried.asked.answered(tried, answer, at);
    benches.forEach(bench -> bench.answered(answered));
    Deque<Try> same = byRequest.getOrDefault(tried.request, new ArrayDeque<>());
    same.remove(tried);
    if (same.isEmpty()) {
      byRequest.remove(tried.request);
    }
  }

  private void north(Taken taken, Instant at) {
    if (!(taken.message() instanceof Message.Ad1 alert)) {
      if (hearsFailures && taken.message() instanceof Message.Northbound other) {
        ActivationFailure.in(other)
            .ifPresent(f -> benches.forEach(b -> b.failed(taken.number(), f, at)));
      }
      return;
    }
    List<Event> rulings = new ArrayList<>(benches.size());
    for (int i = 0; i < benches.size(); i++) {
      Event ruling = benches.get(i).alerted(taken.number(), alert, at);
      count(sums.get(i), ruling);
      rulings.add(ruling);
    }
    viewer.accept(new Heard(taken.number(), taken.file(), taken.place(), at, alert, rulings));
  }

  private static void count(Sums sums, Event ruling) {
    if (!(ruling instanceof Event.AlertJudged judged)) {
      sums.copies++;
      return;
    }
    switch (judged.verdict()) {
      case Verdict.Suppress s -> sums.suppressed++;
      case Verdict.Forward f -> sums.forwarded.merge(f.reason(), 1L, Long::sum);
    }
  }

  /** Returns how many messages were taken. */
  long messages() {
    return number;
  }

  /** The earliest time of a message, wherever it stands; empty if none had one. */
  Optional<Instant> first() {
    return first;
  }

  /** The latest time of a message, wherever it stands. */
  Instant last() {
    return latest;
  }

  /** Returns what came of it, bench by bench. */
  List<Sums> sums() {
    return sums;
  }

  /** The time for which hubs' alerts were suppressed, run by run. */
  List<Duration> blindness() {
    return benches.stream()
        .map(bench -> bench.blindness(latest).values())
        .map(each -> each.stream().reduce(Duration.ZERO, Duration::plus))
        .toList();
  }
}
