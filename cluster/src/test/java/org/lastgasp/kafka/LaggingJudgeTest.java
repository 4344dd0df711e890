package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.kafka.JudgedStreet.HUB;
import static org.lastgasp.kafka.JudgedStreet.METER;
import static org.lastgasp.kafka.JudgedStreet.mpan;
import static org.lastgasp.kafka.JudgedStreet.time;
import static org.lastgasp.policy.DspAnswer.ACCEPTED;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.policy.Event;

/**
 * A judge that is hours behind, whose partition stands still between any two records, and which is
 * started anew in between: it says what one says that was in time, and nothing of what may wait.
 */
class LaggingJudgeTest {
  private static final Duration BEHIND = Duration.ofHours(30);
  private static final Optional<Instant> AT_ONCE = Optional.empty();

  @TempDir Path folder;

  /** A day with all that is remembered for a while: windows, alerts, requests without an answer. */
  private static void live(JudgedStreet street) {
    byte[] first = JudgedStreet.alertDocument(HUB, 900, mpan(METER).digits(), time("10:01"));
    street.accepted("10:00", 1, AT_ONCE).alert("10:01", first);
    street.heldAt("10:02");
    assertThat(street.alert("10:04", first)).isInstanceOf(Event.AlertCopied.class);
    long asked = street.request("10:05", 2, AT_ONCE);
    street.answer("10:09", asked, ACCEPTED).heldAt("10:34:30");
    street.accepted("10:40", 3, Optional.of(time("14:00"))).heldAt("14:10");
  }

  /** Events without the moments of their judgement, and with a count in the place of each id. */
  private static List<String> texts(List<byte[]> said) {
    List<EventRecord.Happened> all =
        said.stream().map(each -> (EventRecord.Happened) EventRecord.of(each)).toList();
    List<Long> ids = all.stream().map(EventRecord.Happened::id).toList();
    assertThat(ids).isSorted().doesNotHaveDuplicates();
    return all.stream()
        .map(each -> each.row().facts().replaceAll("\"judged\":\"[^\"]+\",", ""))
        .map(
            facts -> {
              String text = facts;
              for (int i = 0; i < ids.size(); i++) {
                text = text.replace(ids.get(i).toString(), "event " + i);
              }
              return text;
            })
        .toList();
  }

  @Test
  void whatWaitedThirtyHoursIsJudgedAsWhenItCame() {
    try (JudgedStreet street = new JudgedStreet(folder)) {
      live(street);
      Late late = new Late(street, folder.resolve("late"));
      for (JudgedStreet.Written each : street.written()) {
        late.standStill();
        late.startAnew();
        late.standStill();
        late.judge(each);
      }
      assertThat(texts(late.said)).hasSizeGreaterThan(10).isEqualTo(texts(street.said()));
    }
  }

  @Test
  void aPartitionThatStandsStillHasNoHeartbeat() {
    try (JudgedStreet street = new JudgedStreet(folder)) {
      street.accepted("10:00", 1, AT_ONCE);
      street.stall(Duration.ofMinutes(1));
      street.stall(Duration.ofMinutes(1));
      assertThat(street.heartbeats()).isZero();
      street.pass(Duration.ofMinutes(1));
      assertThat(street.heartbeats()).isPositive();
      assertThat(EventId.at(street.lastId())).isAfter(time("10:02"));
    }
  }

  /** A judge over stores of its own, which outlive it, and by a clock that is hours ahead. */
  private static final class Late {
    private final JudgedStreet street;
    private final MockProcessorContext<byte[], byte[]> context;
    private final List<byte[]> said = new ArrayList<>();
    private final List<Integer> heartbeats = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private Judge judge;

    Late(JudgedStreet street, Path folder) {
      this.street = street;
      this.context = TwoPartitions.context(0, folder);
      startAnew();
    }

    void startAnew() {
      judge =
          new Judge(
              street.topics,
              new Judge.Means(
                  street::settings, Duration.ofDays(90), event -> {}, heartbeats::add,
                  () -> now));
      context.scheduledPunctuators().forEach(CapturedPunctuator::cancel);
      judge.init(context);
    }

    void judge(JudgedStreet.Written record) {
      now = record.at().plus(BEHIND);
      context.setRecordMetadata(street.topics.input(), 0, record.offset());
      judge.process(new Record<>(Topics.key(HUB), record.value(), record.at().toEpochMilli()));
      for (CapturedForward<? extends byte[], ? extends byte[]> each : context.forwarded()) {
        if (each.childName().equals(Optional.of(JudgeTopology.EVENTS_SINK))) {
          said.add(each.record().value());
        }
      }
      context.resetForwards();
    }

    /** All that is done now and then is done; what was asked for does not come through. */
    void standStill() {
      for (int i = 0; i < 3; i++) {
        now = now.plus(Duration.ofMinutes(10));
        for (CapturedPunctuator each : context.scheduledPunctuators()) {
          if (!each.cancelled()) {
            each.getPunctuator().punctuate(now.toEpochMilli());
          }
        }
      }
      assertThat(context.forwarded()).as("said while nothing came").isEmpty();
      assertThat(heartbeats).isNotEmpty();
    }
  }
}
