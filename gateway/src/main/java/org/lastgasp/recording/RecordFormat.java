package org.lastgasp.recording;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.util.Optional;

/**
 * The file format of a recorded message, version 1: after the line {@code lastgasp-recording 1},
 * for each item one line of words parted by single spaces, the bytes, and a line end.
 *
 * <pre>
 *   N at length                  from the DSP
 *   S at call path length        for the DSP
 *   A at call status length      the answer to it
 * </pre>
 *
 * <p>{@code at} is in nanoseconds since 1970, UTC.
 */
final class RecordFormat {
  static final byte[] FIRST_LINE = "lastgasp-recording 1\n".getBytes(US_ASCII);
  static final int LONGEST_LINE = 32 << 10; // bytes: a path is shorter than a head, 16 KiB
  static final int LARGEST = 1 << 29; // bytes of a document: more is damage
  private static final long NANOS = 1_000_000_000L;

  private RecordFormat() {}

  static byte[] line(RecordedMessage item) {
    String words =
        switch (item) {
          case RecordedMessage.FromDsp n -> "N " + nanos(n.at());
          case RecordedMessage.ForDsp s -> "S " + nanos(s.at()) + ' ' + s.call() + ' ' + s.path();
          case RecordedMessage.Answer a -> "A " + nanos(a.at()) + ' ' + a.call() + ' ' + a.status();
        };
    return (words + ' ' + item.bytes().length + '\n').getBytes(US_ASCII);
  }

  /** The length that the line of an item ends with; empty if it is none. */
  static Optional<Integer> length(String line) {
    int last = line.lastIndexOf(' ');
    return number(line.substring(last + 1), LARGEST).map(Long::intValue);
  }

  static Optional<RecordedMessage> item(String line, byte[] bytes) {
    String[] words = line.split(" ", -1);
    Optional<Instant> at = words.length < 3 ? Optional.empty() : instant(words[1]);
    if (at.isEmpty()) {
      return Optional.empty();
    }
    if (words.length == 3) {
      return words[0].equals("N")
          ? Optional.of(new RecordedMessage.FromDsp(at.get(), bytes))
          : Optional.empty();
    }
    Optional<Long> call = number(words[2], Long.MAX_VALUE);
    if (words.length != 5 || call.isEmpty()) {
      return Optional.empty();
    }
    return switch (words[0]) {
      case "S" -> Optional.of(new RecordedMessage.ForDsp(at.get(), call.get(), words[3], bytes));
      case "A" ->
          number(words[3], 999)
              .map(
                  status ->
                      new RecordedMessage.Answer(at.get(), call.get(), status.intValue(), bytes));
      default -> Optional.empty();
    };
  }

  private static long nanos(Instant at) {
    return Math.addExact(Math.multiplyExact(at.getEpochSecond(), NANOS), at.getNano());
  }

  private static Optional<Instant> instant(String word) {
    return number(word, Long.MAX_VALUE)
        .map(nanos -> Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS));
  }

  private static Optional<Long> number(String word, long most) {
    boolean digits =
        !word.isEmpty()
            && word.length() <= 19
            && word.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits) {
      return Optional.empty();
    }
    try {
      long number = Long.parseLong(word);
      return number <= most ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException tooLong) {
      return Optional.empty();
    }
  }
}
