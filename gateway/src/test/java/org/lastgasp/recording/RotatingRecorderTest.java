package org.lastgasp.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingRecorderTest {
  private static final long LIMIT = 1 << 20;

  @TempDir Path folder;
  private final AtomicLong millis = new AtomicLong(1_894_701_600_000L);
  private final InstantSource clock = () -> Instant.ofEpochMilli(millis.incrementAndGet());

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  private List<RecordedMessage> read() throws IOException {
    List<RecordedMessage> items = new ArrayList<>();
    for (Path file : files()) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
        assertThat(RecordingReader.begins(in.readNBytes(RecordingReader.beginning()))).isTrue();
        RecordingReader recording = RecordingReader.after(in);
        Optional<RecordedMessage> item = recording.next();
        while (item.isPresent()) {
          items.add(item.get());
          item = recording.next();
        }
        assertThat(recording.damage()).isEmpty();
      }
    }
    return items;
  }

  @Test
  void numbersOfCallsRiseInTheOrderOfTheRecordingWhoeverRecords() throws Exception {
    try (RotatingRecorder recorder =
        RotatingRecorder.open(folder, LIMIT, Optional.empty(), clock)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int j = 0; j < 400; j++) {
                        long unused = recorder.forDsp("/p", "<r/>".getBytes(UTF_8));
                      }
                    }));
      }
      for (Thread each : threads) {
        each.join();
      }
    }
    assertThat(read())
        .hasSizeGreaterThan(1_000)
        .extracting(item -> ((RecordedMessage.ForDsp) item).call())
        .isSorted();
  }

  @Test
  void recordsBothDoorsAndTheAnswersInOrder() throws IOException {
    try (RotatingRecorder recorder =
        RotatingRecorder.open(folder, LIMIT, Optional.empty(), clock)) {
      long call = recorder.forDsp("/api/v1/serviceS", "<r/>".getBytes(UTF_8));
      recorder.fromDsp("<a/>".getBytes(UTF_8));
      recorder.answered(call, 200, "<b/>".getBytes(UTF_8));
    }
    List<RecordedMessage> items = read();
    assertThat(items).hasSize(3);
    assertThat(items.get(0)).isInstanceOf(RecordedMessage.ForDsp.class);
    assertThat(items.get(1)).isInstanceOf(RecordedMessage.FromDsp.class);
    assertThat(items.get(2))
        .isInstanceOfSatisfying(
            RecordedMessage.Answer.class,
            answer -> {
              assertThat(answer.status()).isEqualTo(200);
              assertThat(answer.call())
                  .isEqualTo(((RecordedMessage.ForDsp) items.getFirst()).call());
            });
    assertThat(items.get(0).at()).isBefore(items.get(1).at());
  }

  @Test
  void staysBelowItsLimitAcrossRestartsAndKeepsTheNewest() throws IOException {
    Instant lastStart = Instant.MIN;
    for (int start = 0; start < 3; start++) {
      lastStart = clock.instant();
      try (RotatingRecorder recorder =
          RotatingRecorder.open(folder, LIMIT, Optional.empty(), clock)) {
        for (int i = 0; i < 40; i++) {
          recorder.fromDsp(new byte[50_000]);
        }
      }
      long size = 0;
      for (Path file : files()) {
        size += Files.size(file);
      }
      assertThat(size).isPositive().isLessThanOrEqualTo(LIMIT + 50_100);
    }
    assertThat(read().getLast().at()).isAfter(lastStart);
  }

  @Test
  void keepsWhatIsBelowItsLimitHoweverOftenItIsStarted() throws IOException {
    for (int start = 0; start < 20; start++) {
      try (RotatingRecorder recorder =
          RotatingRecorder.open(folder, LIMIT, Optional.empty(), clock)) {
        recorder.fromDsp("<a/>".getBytes(UTF_8));
      }
    }
    assertThat(read()).hasSize(20);
  }

  /** A full disk leaves a file without a byte at each try. */
  @Test
  void aFileWithoutAByteIsRemovedAndNoOtherForIt() throws IOException {
    for (int file = 0; file < 20; file++) {
      Files.createFile(folder.resolve("traffic-20200115T1000%02d.000Z.lgr".formatted(file)));
    }
    try (RotatingRecorder recorder =
        RotatingRecorder.open(folder, LIMIT, Optional.empty(), clock)) {
      recorder.fromDsp("<a/>".getBytes(UTF_8));
    }
    assertThat(files()).hasSize(1);
    assertThat(read()).hasSize(1);
  }

  @Test
  void aLowerLimitCountsForWhatIsThereAlready() throws IOException {
    Files.write(folder.resolve("traffic-20200115T100000.000Z.lgr"), new byte[(int) LIMIT]);
    try (RotatingRecorder recorder =
        RotatingRecorder.open(folder, LIMIT, Optional.empty(), clock)) {
      recorder.fromDsp("<a/>".getBytes(UTF_8));
    }
    assertThat(read()).hasSize(1);
  }

  @Test
  void whatTheDiskCannotTakeIsCountedAndHoldsNobodyUp() throws IOException {
    RotatingRecorder recorder = RotatingRecorder.open(folder, LIMIT, Optional.empty(), clock);
    recorder.fromDsp(new byte[(int) LIMIT]); // more than a file may have
    Files.delete(folder);
    recorder.fromDsp("<a/>".getBytes(UTF_8));
    recorder.fromDsp("<b/>".getBytes(UTF_8));
    recorder.close();
    recorder.fromDsp("<c/>".getBytes(UTF_8));
    assertThat(recorder.figures()).isEqualTo(new Recorder.Figures(0, 4, 0));
  }
}
