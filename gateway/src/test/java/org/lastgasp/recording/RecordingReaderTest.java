package org.lastgasp.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordingReaderTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00.123456789Z");
  private static final byte[] BYTES = "<a>\n\n</a>\n".getBytes(UTF_8);

  private static byte[] written(RecordedMessage... items) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RecordingWriter writer = new RecordingWriter(out);
    for (RecordedMessage item : items) {
      writer.write(item);
    }
    assertThat(writer.bytes()).isEqualTo(out.size());
    return out.toByteArray();
  }

  /** A reading of all of it: the items in words, and the damage if there is any. */
  private static List<String> read(byte[] file) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(file);
    assertThat(RecordingReader.begins(in.readNBytes(RecordingReader.beginning()))).isTrue();
    RecordingReader recording = RecordingReader.after(in);
    List<String> read = new ArrayList<>();
    Optional<RecordedMessage> item = recording.next();
    while (item.isPresent()) {
      read.add(words(item.get()));
      item = recording.next();
    }
    recording.damage().ifPresent(read::add);
    return read;
  }

  private static String words(RecordedMessage item) {
    String text = item.at() + " " + new String(item.bytes(), UTF_8);
    return switch (item) {
      case RecordedMessage.FromDsp n -> "north " + text;
      case RecordedMessage.ForDsp s -> "south " + s.call() + " " + s.path() + " " + text;
      case RecordedMessage.Answer a -> "answer " + a.call() + " " + a.status() + " " + text;
    };
  }

  @Test
  void readsBackWhatWasWrittenByteForByteAndToTheNanosecond() throws IOException {
    RecordedMessage[] items = {
      new RecordedMessage.ForDsp(TEN, 7, "/api/v1/serviceS", BYTES),
      new RecordedMessage.Answer(TEN.plusNanos(1), 7, 503, new byte[0]),
      new RecordedMessage.FromDsp(TEN.plusSeconds(1), BYTES)
    };
    assertThat(read(written(items)))
        .containsExactlyElementsOf(Arrays.stream(items).map(RecordingReaderTest::words).toList());
  }

  @Test
  void readsOnBehindAPathAsLongAsAHeadMayBe() throws IOException {
    RecordedMessage[] items = {
      new RecordedMessage.ForDsp(TEN, 7, "/api/v1/serviceS?" + "x".repeat(16 << 10), BYTES),
      new RecordedMessage.FromDsp(TEN.plusSeconds(1), BYTES)
    };
    assertThat(read(written(items)))
        .containsExactlyElementsOf(Arrays.stream(items).map(RecordingReaderTest::words).toList());
  }

  @Test
  void endsBeforeAnItemThatIsCutOffWhereverTheCutIs() throws IOException {
    byte[] one = written(new RecordedMessage.FromDsp(TEN, BYTES));
    byte[] two =
        written(new RecordedMessage.FromDsp(TEN, BYTES), new RecordedMessage.FromDsp(TEN, BYTES));
    for (int length = one.length + 1; length < two.length; length++) {
      assertThat(read(Arrays.copyOf(two, length)))
          .hasSize(2)
          .last()
          .asString()
          .contains("after 1 items: an item that is cut off");
    }
    assertThat(read(one)).hasSize(1);
  }

  @Test
  void saysWhatItFoundInPlaceOfAnItem() throws IOException {
    byte[] good = written(new RecordedMessage.FromDsp(TEN, BYTES));
    for (String wrong : List.of("X 1 0\n\n", "N x 0\n\n", "N 1 99999999999\n", "A 1 2 0\n\n")) {
      byte[] bytes = (new String(good, UTF_8) + wrong).getBytes(UTF_8);
      assertThat(read(bytes).getLast()).startsWith("after 1 items: no item but '");
    }
  }
}
