package org.lastgasp.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lastgasp.Seeds;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.ResponseId;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Lane;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Verdict;

class EntryCodecTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private final EntryCodec codec = new EntryCodec();

  @Test
  void everyKindOfEntryIsReadBackAsItWas() {
    Seeds.each(
        200,
        seed -> {
          Entries entries = new Entries(seed);
          for (int kind = 0; kind < Entries.KINDS; kind++) {
            Event entry = entries.ofKind(kind);
            assertThat(EntryCodec.decode(codec.encode(entry))).isEqualTo(entry);
          }
        });
  }

  @Test
  void aSnapshotIsReadBackAsItWasAndIsNoEvent() {
    Seeds.each(
        200,
        seed -> {
          Snapshot snapshot = new Entries(seed).snapshot();
          Row row = codec.encode(snapshot);
          assertThat(row.kind()).isEqualTo(EntryCodec.STATE);
          assertThat(EntryCodec.snapshot(row)).isEqualTo(snapshot);
          assertThatThrownBy(() -> EntryCodec.decode(row))
              .isInstanceOf(RuntimeException.class);
        });
  }

  @Test
  void everyKindHasANumberOfItsOwn() {
    assertThat(Event.class.getPermittedSubclasses()).hasSize(Entries.KINDS);
    Entries entries = new Entries(1);
    assertThat(
            IntStream.range(0, Entries.KINDS)
                .map(kind -> codec.encode(entries.ofKind(kind)).kind())
                .distinct())
        .hasSize(Entries.KINDS);
  }

  @Test
  void bytesAreKeptAsTheyCame() {
    byte[] bytes = {0, -1, '<', 'a', '/', '>', 13, 10};
    Event entry =
        new Event.Carried(
            NOON, "response", Optional.empty(), Optional.empty(), Optional.empty(),
            new Eui64(7), Document.of(bytes));
    Row row = codec.encode(entry);
    assertThat(row.body().orElseThrow().bytes()).isEqualTo(bytes);
  }

  @Test
  void theFactsOfAnAlertCanBeReadWithTheEye() {
    Event alert =
        new Event.AlertJudged(
            NOON,
            NOON.plusMillis(2),
            Optional.of(ResponseId.of("00-DB-12-34-56-78-90-A1:90-B3-D5-1F-30-02-00-00:7")),
            Optional.of(Eui64.of("00-DB-12-34-56-78-90-A1")),
            Optional.of(NOON.minusSeconds(200)),
            "1312345678907",
            OptionalLong.empty(),
            OptionalInt.of(13),
            Eui64.of("90-B3-D5-1F-30-02-00-00"),
            Switch.ENFORCE,
            Optional.empty(),
            new Verdict.Forward(
                Reason.HUB_NOT_TRACKED, Optional.empty(), NOON, List.of()),
            "c0ffee",
            Document.of(new byte[] {1}));
    Row row = codec.encode(alert);
    assertThat(row.at()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(row.lane()).contains(Lane.ALERTS);
    assertThat(row.facts())
        .isEqualTo(
            """
            {"judged":"2026-03-01T12:00:00.002Z",\
            "response":"00-DB-12-34-56-78-90-A1:90-B3-D5-1F-30-02-00-00:7",\
            "start":"2026-03-01T11:56:40Z","mpxn":"1312345678907","distributor":13,\
            "switch":"enforce","reason":"hub-not-tracked","config":"c0ffee"}""");
  }

  @Test
  void aSuppressedAlertHasNoLane() {
    Row row = codec.encode(new Entries(1).alert(new Eui64(7), true));
    assertThat(row.lane()).isEmpty();
    assertThat(row.recipient()).contains(new Eui64(7));
  }

  @Test
  void instantsAreWrittenAsTheyAreUsually() {
    Seeds.each(
        500,
        seed -> {
          Event.ClockDiffered entry = (Event.ClockDiffered) new Entries(seed).ofKind(9);
          String text = IsoInstant.text(entry.wall());
          assertThat(text).isEqualTo(entry.wall().toString());
          assertThat(IsoInstant.parse(text)).isEqualTo(entry.wall());
        });
  }

  @Test
  void anUnknownKindIsRefused() {
    Row row =
        new Row(99, NOON.toString(), Optional.empty(), Optional.empty(), Optional.empty(), "{}",
            Optional.empty());
    assertThatThrownBy(() -> EntryCodec.decode(row))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("99");
  }
}
