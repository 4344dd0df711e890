package org.lastgasp.log;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.journal.Journal;
import org.lastgasp.policy.Attempts;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackedRequest.ActivationTime;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/** Judged alerts, as a journal holds them. */
public final class Alerts {
  static final Eui64 HUB = Eui64.of("00-DB-12-34-56-78-90-A1");
  static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  static final Eui64 NETWORK = Eui64.of("90-B3-D5-1F-30-02-00-00");
  static final RequestId REQUEST = RequestId.of("90-B3-D5-1F-30-01-00-00:" + METER + ":1000");
  static final Instant NINE = Instant.parse("2030-01-15T09:00:00Z");
  private static final String RULE = "activation_from<=received_at<window_until";

  private Alerts() {}

  /** The example of {@code docs/formats.md}. */
  static Event.AlertJudged example() {
    return new Event.AlertJudged(
        NINE.plusMillis(240_125),
        NINE.plusNanos(240_125_750_000L),
        Optional.of(ResponseId.of(HUB + ":" + NETWORK + ":77")),
        Optional.of(HUB),
        Optional.of(NINE.plusSeconds(60)),
        "1712345678909",
        OptionalLong.empty(),
        OptionalInt.of(17),
        NETWORK,
        Switch.ENFORCE,
        Optional.empty(),
        new Verdict.Suppress(
            window(NINE), RULE, NINE.plusMillis(240_125), List.of(), Verdict.Evidence.NOTHING),
        "0f".repeat(32),
        document("an alert"));
  }

  static Event.AlertJudged suppressed(Instant judged, String mpxn) {
    return suppressed(judged, judged, mpxn);
  }

  public static Event.AlertJudged suppressed(Instant received, Instant judged, String mpxn) {
    Event.AlertJudged like = example();
    return new Event.AlertJudged(
        received, judged, like.response(), like.hub(), like.start(), mpxn, like.throttledCount(),
        like.distributor(), like.recipient(), like.state(), like.area(), like.verdict(),
        like.configHash(), document(mpxn));
  }

  /** The same as a message that stands for so many alerts. */
  public static Event.AlertJudged throttled(Event.AlertJudged like, long count) {
    return new Event.AlertJudged(
        like.at(), like.judged(), like.response(), like.hub(), like.start(), like.mpxn(),
        OptionalLong.of(count), like.distributor(), like.recipient(), like.state(), like.area(),
        like.verdict(), like.configHash(), like.document());
  }

  static Event.AlertJudged forwarded(Instant judged) {
    Event.AlertJudged like = example();
    return new Event.AlertJudged(
        judged, judged, like.response(), like.hub(), like.start(), like.mpxn(),
        like.throttledCount(), like.distributor(), like.recipient(), like.state(),
        like.area(), new Verdict.Forward(Reason.AFTER_WINDOW, Optional.empty(), judged, List.of()),
        like.configHash(), like.document());
  }

  /** With everything absent that may be. */
  static Event.AlertJudged bare(Instant judged) {
    Event.AlertJudged like = example();
    return new Event.AlertJudged(
        judged, judged, Optional.empty(), Optional.empty(), Optional.empty(), "BANANA",
        OptionalLong.of(12), OptionalInt.empty(), Event.NOBODY, like.state(), like.area(),
        like.verdict(), like.configHash(), like.document());
  }

  /** Suppressed two times of three, with odd texts, shortly after an instant. */
  static Event any(RandomGenerator random, Instant after) {
    Instant judged = after.plusNanos(random.nextLong(1_000_000_000L));
    return switch (random.nextInt(6)) {
      case 0, 1 -> forwarded(judged);
      case 2 -> bare(judged);
      default -> suppressed(judged, text(random));
    };
  }

  private static String text(RandomGenerator random) {
    char[] chars = new char[random.nextInt(60)];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = (char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : random.nextInt(0x80));
    }
    return new String(chars);
  }

  static LogRecord record(long seq, Event.AlertJudged alert, String prev) {
    return LogRecord.of(seq, alert, (Verdict.Suppress) alert.verdict(), prev);
  }

  static void append(Journal journal, Event entry) {
    journal.append(pen -> pen.write(entry)).join();
  }

  static void append(Journal journal, List<? extends Event> entries) {
    entries.forEach(entry -> append(journal, entry));
  }

  private static Document document(String text) {
    return Document.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Window window(Instant from) {
    TrackedRequest order =
        new TrackedRequest(
            REQUEST, Step.SEND, METER, HUB, Optional.of(new Mpan("1712345678909")), "E470",
            "AB".repeat(32), new ActivationTime.Now(), from, Duration.ofMinutes(30), false);
    return Window.opened(order, 1)
        .toBuilder()
        .tries(new Attempts(true, false, List.of()))
        .answered(from)
        .build();
  }
}
